"""README and docs: every command prints what they show, and every link leads somewhere.

After a change of what commands print, this writes it into the pages, for you to read in the diff:
UPDATE_DOCS=1 python -m pytest tests/e2e/test_docs.py
"""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from typer.core import TyperGroup
from typer.main import get_command

from bot.__main__ import app, main
from bot.settings import Settings
from botapi import BotProcess, Emulator

from .conftest import COMMAND

ROOT = Path(__file__).parents[2]
TEXTS = {
    page.relative_to(ROOT).as_posix(): page.read_text("utf-8")
    for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/*.md")])
}
GUIDE = {page: text for page, text in TEXTS.items() if page == "README.md" or "docs/" in page}
"""The pages that explain the commands; the others are for contributors."""

WRITING, MAINTAINING = "docs/writing-an-faq.md", "docs/maintaining.md"

LONGEST_README = 150
"""Lines: a stranger reads no more before trying (svcs has 105, doc2dash 66, scriv 117)."""

FENCED = re.compile(
    r"^(?:<!-- (?P<what>file|edit): (?P<path>\S+) -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

NOT_RUN: Mapping[str, Mapping[str, str]] = {
    "README.md": {
        "git clone": "it fetches from the network, installs, and waits for somebody to type",
        'echo "TELEGRAM_TOKEN=': "it needs a real token",
    },
    "docs/how-matching-works.md": {"text  ": "it is a drawing"},
    "docs/maintaining.md": {
        "# .pre-commit-config.yaml": "pre-commit fetches; unit/test_hooks.py runs the hooks",
    },
    "docs/running.md": {
        'echo "TELEGRAM_TOKEN=': "it needs a real token",
        "[Unit]": "it is for systemd",
    },
    "docs/writing-an-faq.md": {"npx prettier": "both fetch programs that are not ours"},
}
"""Blocks that are shown only: how each of them begins, and why it cannot be run."""

PATIENCE_S = 60.0
"""Seconds to wait for a reply of a bot; a slow machine is no failure."""

FIGURE = re.compile(r"(?<![\w.])-?\d\.\d+\b")
"""Confidences and signals: processors round differently, which shows in the last digits."""

VARYING = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b[0-9a-f]{7,8}\b")
"""Days, git's commits and an FAQ's revisions."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes:
        what: "file" writes a file, "edit" changes one, "console" runs commands; all others are
            shown only, and this is their language.
        path: of the file.
        start: where its body begins in the page.
    """

    what: str
    path: str
    body: str
    start: int

    @property
    def is_run(self) -> bool:
        return self.what in ("file", "edit", "console")


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in their order."""
    return [
        Block(m["what"] or m["kind"], m["path"] or "", m["body"], m.start("body"))
        for m in FENCED.finditer(text)
    ]


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", body, flags=re.MULTILINE)
    assert not parts[0]
    return list(zip(parts[1::2], parts[2::2], strict=True))


def run(command: str, folder: Path) -> str:
    """What a command line prints in a folder, on a machine without settings of its own.

    `faqbot` by itself runs in this process, where everything is loaded already; that is what most
    of the time would go into. Pipes and other programs are left to the shell.
    """
    own = {
        "FAQBOT_DATABASE_URL": f"sqlite:///{folder}/usage.sqlite3",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for role in ("AUTHOR", "COMMITTER"):
        own |= {f"GIT_{role}_NAME": "Ann", f"GIT_{role}_EMAIL": "ann@example.org"}
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("TELEGRAM_", "FAQBOT_", "GIT_")):
                patch.delenv(name)
        for name, value in own.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        words = shlex.split(command.replace("\\\n", " "))
        assert words[0] in {"faqbot", "git", "printf"}
        if words[0] == "faqbot" and not {">", "|", "&&"} & set(words):
            patch.setattr(sys, "argv", words)
            return run_here()
        return run_in_shell(command)


def run_here() -> str:
    """What `faqbot` prints when it is called in this process."""
    raw = io.BytesIO()
    printed = io.TextIOWrapper(raw, "utf-8", write_through=True)
    with redirect_stdout(printed), redirect_stderr(printed), suppress(SystemExit):
        main()
    return raw.getvalue().decode()


def run_in_shell(command: str) -> str:
    """What a shell prints."""
    return subprocess.run(  # noqa: S603 -- a page of ours
        ["bash", "-c", command],  # noqa: S607 -- wherever it is
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout


def edited(text: str, diff: str) -> str:
    """A text with the lines of a diff replaced; they must occur in it once, in that order."""
    for hunk in re.finditer(r"((?:^-.*\n)+)((?:^\+.*\n)+)", diff, re.MULTILINE):
        old, new = (re.sub(r"^[-+]", "", part, flags=re.MULTILINE) for part in hunk.groups())
        assert text.count(f"\n{old}") == 1, f"not once in the file:\n{old}"
        text = text.replace(f"\n{old}", f"\n{new}")
    return text


def do(block: Block, folder: Path) -> str:
    """Does what a block says; for a console block, the block with what is printed now."""
    path = folder / block.path
    if block.what == "file":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, "utf-8")
    elif block.what == "edit":
        path.write_text(edited(path.read_text("utf-8"), block.body), "utf-8")
    else:
        printed = [(command, run(command, folder)) for command, _ in commands(block.body)]
        # A blank line parts a command's output from the next command.
        return "\n".join(f"$ {command}\n{lines(text)}" for command, text in printed)
    return block.body


def lines(printed: str) -> str:
    """What is printed, as a page has it: no spaces at ends of lines, no blank lines at the end."""
    text = "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n")
    return f"{text}\n" if text else ""


def alike(one: str, other: str) -> bool:
    """Whether two console blocks differ in nothing but what varies between machines and days."""

    def stable(text: str) -> str:
        return VARYING.sub("*", FIGURE.sub("#", re.sub("\n+", "\n", text)))

    figures = [[float(figure) for figure in FIGURE.findall(text)] for text in (one, other)]
    return stable(one) == stable(other) and figures[0] == pytest.approx(figures[1], abs=0.05)


def the_library_is_in_use(folder: Path) -> None:
    """The FAQ that the page before has made is in git, and people have asked a bot about it."""
    for block in blocks(TEXTS[WRITING]):
        if block.what in ("file", "edit") or "faqbot init" in block.body:
            do(block, folder)
    run("git init --quiet && git add library && git commit --quiet --message 'The FAQ'", folder)
    settings = {"FAQBOT_DATABASE_URL": f"sqlite:///{folder}/usage.sqlite3"}
    command = [*COMMAND, "--faq", str(folder / "library")]
    with Emulator() as emu, BotProcess(emu, command, settings) as bot:
        for name, texts in ASKED.items():
            person = emu.user(name)
            for text in texts:
                person.send(text)
                emu.expect_message(person, PATIENCE_S)
        emu.settle(PATIENCE_S)
        assert "Traceback" not in bot.log()


ASKED = {
    "Ann": ["can I extend my loan?", "do you have wifi?", "can I bring my guide dog?", "1"],
    "Bob": ["how do I extend a loan", "can I bring my guide dog?", "1", "wifi password please"],
    "Cleo": ["extend my loan", "wifi?", "is there wifi in the building?"],
}


BEFORE: Mapping[str, Callable[[Path], None]] = {MAINTAINING: the_library_is_in_use}
"""What has happened before a page begins."""


@pytest.mark.parametrize(
    "page", [p for p, text in GUIDE.items() if any(b.is_run for b in blocks(text))]
)
def test_the_commands_of_a_page_print_what_it_shows(page: str, tmp_path: Path) -> None:
    if page in BEFORE:
        BEFORE[page](tmp_path)
    update = bool(os.environ.get("UPDATE_DOCS"))
    text = TEXTS[page]
    moved = 0
    for block in blocks(text):
        if not block.is_run:
            continue
        printed = do(block, tmp_path)
        if alike(printed, block.body):
            continue
        assert update, f"{page} should show:\n{printed}"
        start = block.start + moved
        text = text[:start] + printed + text[start + len(block.body) :]
        moved += len(printed) - len(block.body)
    if text != TEXTS[page]:
        (ROOT / page).write_text(text, "utf-8")


def test_a_block_that_is_not_run_says_why() -> None:
    shown = {
        (page, block.body)
        for page, text in GUIDE.items()
        for block in blocks(text)
        if not block.is_run
    }
    excused = {
        (page, body)
        for page, body in shown
        if any(body.startswith(start) for start in NOT_RUN.get(page, {}))
    }
    assert not shown - excused
    assert len(excused) == sum(map(len, NOT_RUN.values()))


def test_every_fence_of_a_page_is_found() -> None:
    for page, text in GUIDE.items():
        fences = [t for t in tokens(text) if t.type == "fence"]
        assert len(fences) == len(blocks(text)), page


def test_the_readme_is_short() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= LONGEST_README


def test_the_pages_name_every_command_and_no_other() -> None:
    named = {
        name
        for text in GUIDE.values()
        for name in re.findall(r"(?:`|^\$ )faqbot ([a-z]+)", text, re.MULTILINE)
    }
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    assert named == set(group.commands)


def test_every_setting_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", TEXTS["docs/settings.md"], re.MULTILINE)
    # FAQBOT_FAQ is an option of the command line's.
    assert sorted(rows) == sorted(
        {name.upper() for name in Settings.model_fields} | {"FAQBOT_FAQ"}
    )


def test_every_key_of_the_format_is_documented() -> None:
    schema = json.loads((ROOT / "faq" / "faq.schema.json").read_text("utf-8"))
    parts = [schema, *schema["$defs"].values()]
    keys = {key for part in parts for key in part.get("properties", {})}
    assert not {key for key in keys if f"`{key}`" not in TEXTS[WRITING]}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a Markdown text, those within paragraphs as well."""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def anchors(text: str) -> set[str]:
    """The names by which GitHub links to the headings of a page."""
    found = list(tokens(text))
    headings = [
        found[n + 1].content for n, token in enumerate(found) if token.type == "heading_open"
    ]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("page", TEXTS)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    targets = [
        str(token.attrs.get("href") or token.attrs.get("src"))
        for token in tokens(TEXTS[page])
        if token.type in ("link_open", "image")
    ]
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text("utf-8")), target


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    for page in GUIDE:
        assert page == "README.md" or f"({page})" in TEXTS["README.md"], page
