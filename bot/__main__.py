"""The composition root: the `faqbot` command, and the bot put together from its parts."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper

# Before numpy is loaded: its threads wait for each other by spinning, which on a busy machine
# makes learning five times as slow, and one question is too little work to share.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer
from dotenv import load_dotenv

from bot.forget import forget
from faq.cli import COMMANDS
from faq.cli.options import ExitCode, FaqOption
from faq.content import BUNDLED
from faq.errors import FaqbotError

LOOK_ALIKES = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "×": "x",
    "·": ".",
    "→": "->",
    "←": "<-",
}
"""What is printed for our own punctuation where the output's encoding does not have it."""

app = typer.Typer(
    help="Answers questions from a curated FAQ, and proves each answer with a quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with variables could show the token
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def run(faq: FaqOption = BUNDLED) -> None:
    """Run the Telegram bot."""
    # python-telegram-bot takes a third of a second to import, and no other command needs it.
    from bot.run import serve  # noqa: PLC0415
    from bot.settings import read_settings  # noqa: PLC0415

    serve(read_settings(), faq)


for command in COMMANDS:
    app.command(command.__name__)(command)
# A negative number is a person's too, and no option: the chat in whose name they write.
app.command(context_settings={"ignore_unknown_options": True})(forget)


def main() -> None:
    """Run the command; a user's mistake is printed as it reads and ends with exit code 2."""
    _accept_every_character()
    load_dotenv(".env")
    try:
        app()
    except FaqbotError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- the sentence is the output
        sys.exit(ExitCode.MISTAKE)
    except BrokenPipeError:  # `faqbot ask - | head`
        sys.stderr.close()
        sys.exit(0)


def _accept_every_character() -> None:
    """Make the standard streams replace what their encoding lacks, where they would raise.

    Such encodings are cp1252, of what is redirected on Windows, and ASCII, of LC_ALL=C. What
    programs read (JSON, patches, files) does not depend on it: see `faq.cli.output.put_file`.
    """
    codecs.register_error("look-alike", _look_alike)
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "look-alike"),
        (sys.stderr, "look-alike"),
    ):
        if isinstance(stream, TextIOWrapper):  # None without a console on Windows
            stream.reconfigure(errors=errors)


def _look_alike(error: UnicodeError) -> tuple[str, int]:
    """What to print for the characters that cannot be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(LOOK_ALIKES.get(character, "?") for character in lacking), error.end


if __name__ == "__main__":
    main()
