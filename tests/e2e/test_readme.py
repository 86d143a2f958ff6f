"""What the README shows is what the command prints."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
RULES = "Borrowing\n\nA book may be kept for four weeks. It may be renewed once.\n"


def yaml_block(start: str) -> str:
    """The README's YAML block that follows a line."""
    found = re.search(
        rf"{re.escape(start)}.*?```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL
    )
    assert found
    return found[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the FAQs that the README writes."""
    for name, start in (
        ("my-faq", "## Write your own FAQ"),
        ("broken-faq", "<!-- broken-faq -->"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "faq.yaml").write_text(yaml_block(start), "utf-8")
        (tmp_path / name / "rules.txt").write_text(RULES, "utf-8")
    return tmp_path


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A `faqbot` command as the README writes it."""
    words = shlex.split(command)
    assert words[0] == "faqbot"
    program = Path(sys.executable).with_name("faqbot")
    return subprocess.run(  # noqa: S603 -- our own command
        [program, *words[1:]], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0][2:42] for block in BLOCKS])
def test_console_blocks_show_what_is_printed(block: str, folder: Path) -> None:
    first, _, expected = block.partition("\n")
    done = run(first.removeprefix("$ "), folder)
    assert done.stdout + done.stderr == expected


def test_the_faq_of_the_walkthrough_is_sound(folder: Path) -> None:
    checked = run("faqbot check --faq my-faq", folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    asked = run("faqbot ask --faq my-faq 'when must a book come back?'", folder)
    assert asked.stdout.startswith("Four weeks.")
    assert "“may be kept for four weeks”" in asked.stdout


def test_every_command_and_setting_is_documented() -> None:
    help_text = run("faqbot --help", ROOT).stdout
    for command in re.findall(r"^\s*│?\s*(run|[a-z]+)\s{2,}[A-Z]", help_text, re.MULTILINE):
        assert f"`faqbot {command}" in README
