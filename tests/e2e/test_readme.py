"""What the README shows is what the command prints."""

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
WALKTHROUGH = "Write your own FAQ"
FENCED = re.compile(
    r"^(?:<!-- (?P<what>file|edit): (?P<path>\S+) -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


FIGURE = re.compile(r"-?\b\d\.\d\d\b")


@dataclass(frozen=True)
class Step:
    """A fenced block of the README.

    Attributes:
        what: "file" writes a file, "edit" changes one, "console" runs commands.
        path: of the file.
    """

    what: str
    path: str
    body: str


def steps(text: str) -> list[Step]:
    """The blocks that do something, in their order."""
    found = (
        Step(m["what"] or m["kind"], m["path"] or "", m["body"]) for m in FENCED.finditer(text)
    )
    return [step for step in found if step.what in ("file", "edit", "console")]


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    parts = re.split(r"^\$ (.*)\n", body, flags=re.MULTILINE)
    assert not parts[0]
    return list(zip(parts[1::2], parts[2::2], strict=True))


SECTIONS = {
    text.partition("\n")[0]: text for text in re.split(r"^## ", README, flags=re.MULTILINE)
}
ALONE = [
    command
    for title, text in SECTIONS.items()
    if title != WALKTHROUGH
    for step in steps(text)
    if step.what == "console"
    for command in commands(step.body)
]


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A `faqbot` command as the README writes it."""
    words = shlex.split(command)
    assert words[0] == "faqbot"
    program = Path(sys.executable).with_name("faqbot")
    return subprocess.run(  # noqa: S603 -- our own command
        [program, *words[1:]], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def edit(text: str, diff: str) -> str:
    """A text with the lines of a diff replaced; they must occur in it once, in that order."""
    for hunk in re.finditer(r"((?:^-.*\n)+)((?:^\+.*\n)+)", diff, re.MULTILINE):
        old, new = (re.sub(r"^[-+]", "", part, flags=re.MULTILINE) for part in hunk.groups())
        assert text.count(f"\n{old}") == 1, f"not once in the file:\n{old}"
        text = text.replace(f"\n{old}", f"\n{new}")
    return text


@pytest.mark.parametrize(("command", "printed"), ALONE, ids=[command for command, _ in ALONE])
def test_console_blocks_show_what_is_printed(command: str, printed: str, tmp_path: Path) -> None:
    done = run(command, tmp_path)
    found = done.stdout + done.stderr
    # Processors round differently, which shows in the last digit of a signal.
    assert FIGURE.sub("#", found) == FIGURE.sub("#", printed)
    for shown, expected in zip(FIGURE.findall(found), FIGURE.findall(printed), strict=True):
        assert float(shown) == pytest.approx(float(expected), abs=0.05)


def test_the_walkthrough_works_from_nothing_and_prints_what_it_shows(tmp_path: Path) -> None:
    for step in steps(SECTIONS[WALKTHROUGH]):
        path = tmp_path / step.path
        match step.what:
            case "file":
                path.write_text(step.body, "utf-8")
            case "edit":
                path.write_text(edit(path.read_text("utf-8"), step.body), "utf-8")
            case "console":
                for command, printed in commands(step.body):
                    done = run(command, tmp_path)
                    # A blank line may part a command's output from the next command.
                    assert (done.stdout + done.stderr).rstrip("\n") == printed.rstrip("\n"), (
                        command
                    )


def test_the_walkthrough_has_all_its_steps() -> None:
    found = [step.what for step in steps(SECTIONS[WALKTHROUGH])]
    assert found == ["file", "console", "edit", "console", "edit", "console"]


def test_every_command_and_setting_is_documented() -> None:
    help_text = run("faqbot --help", ROOT).stdout
    for command in re.findall(r"^\s*│?\s*(run|[a-z]+)\s{2,}[A-Z]", help_text, re.MULTILINE):
        assert f"`faqbot {command}" in README
