"""Draws the README's picture: real replies of the real engine, as the terminal shows them.

usage: python tools/picture.py     (`make picture`)
"""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import output
from faq.content import BUNDLED

ASKED = ("y cant u hire a kpo team over nite", "whats the salary in kpo")
TARGET = Path(__file__).parents[1] / ".github" / "chat.svg"


def main() -> None:
    """Asks, and saves what is shown."""
    edition = open_edition(BUNDLED, cached_encoder())
    console = Console(record=True, width=92, force_terminal=True, highlight=False, markup=False)
    for question in ASKED:
        console.print(Text(f"> {question}\n", style="bold cyan"))
        console.print(output.reply_block(edition.reply(question), edition.faq))
        console.print()
    TARGET.parent.mkdir(exist_ok=True)
    console.save_svg(str(TARGET), title="faqbot chat")


if __name__ == "__main__":
    main()
