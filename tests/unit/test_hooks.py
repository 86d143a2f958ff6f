"""What ships for FAQ repositories: hooks of pre-commit, and a workflow of GitHub."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from unit.repositories import Git, commit
from unit.samples import LEAFLET, SMALL

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/faq.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["faq"]["steps"]
BROKEN = SMALL.replace("[opening hours, ", "[").replace(
    "phrasings: [car park, ", "phrasings: [opening hours please, car park, "
)


def shell(script: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What a script does, as a workflow's step or a hook runs it, with our own `faqbot`."""
    bash = shutil.which("bash")
    assert bash
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "FAQBOT_ENCODER": "off"} | settings
    return subprocess.run(  # noqa: S603 -- our own script
        [bash, "-e", "-c", script],
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )


def write(text: str, folder: Path = Path()) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "faq.yaml").write_text(text, "utf-8")
    (folder / "leaflet.txt").write_text(LEAFLET, "utf-8")


def test_the_example_names_every_hook() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    example = re.search(r"^#   repos:\n(?:#   .*\n)+", text, re.MULTILINE)
    assert example
    config = yaml.safe_load(re.sub("^# ?", "", example[0], flags=re.MULTILINE))
    (repository,) = config["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in HOOKS]
    assert all(not hook["pass_filenames"] and hook["language"] == "python" for hook in HOOKS)


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_each_hook_runs_for_every_file_that_an_faq_may_have(hook: dict[str, Any]) -> None:
    names = ["faq.yaml", "faq/Extra.YML", "FAQ.YAML", "article.txt", "README.md", "yaml.py"]
    assert [name for name in names if re.search(hook["files"], name)] == names[:-1]


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_each_hook_lets_a_sound_edit_pass_and_stops_a_broken_one(
    hook: dict[str, Any], git: Git
) -> None:
    command = f"{hook['entry']} {shlex.join(hook['args'])}"
    write(SMALL)
    assert shell(command).returncode == 0  # before the first commit
    commit(git)
    assert shell(command).returncode == 0
    write(BROKEN.replace("quote: The", "quote: the") if hook["id"] == "faqbot-check" else BROKEN)
    done = shell(command)
    assert done.returncode == (2 if hook["id"] == "faqbot-check" else 1), done.stderr
    assert "faq.yaml:" in done.stdout + done.stderr


def test_the_workflow_may_do_no_more_than_it_must() -> None:
    assert WORKFLOW["permissions"] == {}
    assert WORKFLOW["jobs"]["faq"]["permissions"] == {
        "contents": "read",
        "pull-requests": "write",
    }
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is True
    assert all(re.search(r"@(v\d+|[0-9a-f]{40})$", s["uses"]) for s in STEPS if "uses" in s)
    # a title or a branch name must never become part of a script
    assert not [step["name"] for step in STEPS if "${{" in step.get("run", "")]


def run_steps(folder: Path) -> dict[str, int]:
    """The exit codes of the workflow's steps that run `faqbot`, in a clone of the repository."""
    settings = {
        "FAQ": "faq",
        "AT_LEAST": "90",
        "GITHUB_STEP_SUMMARY": f"{folder}/summary.md",
        "GITHUB_OUTPUT": f"{folder}/output",
        "RUNNER_TEMP": str(folder),
    }
    return {
        step["name"]: shell(step["run"], **settings).returncode
        for step in STEPS
        if step.get("run", "").find("faqbot ") >= 0 and "gh api" not in step["run"]
    }


def test_the_workflows_steps_tell_what_a_merge_does(git: Git, tmp_path: Path) -> None:
    write(SMALL, Path("faq"))
    commit(git)
    git("checkout", "--quiet", "-b", "edit")
    write(BROKEN, Path("faq"))
    commit(git)
    git("checkout", "--quiet", "main")
    commit(git, "elsewhere")
    git("merge", "--quiet", "--no-ff", "-m", "merge", "edit")
    assert run_steps(tmp_path) == {"Check": 0, "Test": 1, "Compare with the base": 1}
    assert (tmp_path / "output").read_text() == "told=yes\n"
    comment = (tmp_path / "diff.md").read_text()
    assert comment.startswith("<!-- faqbot diff -->\n### 1 question that passed fails since")
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("### 1 question: 0 right, 0 offered, 0 declined, 1 wrong")
    assert summary.endswith(comment)
    (step,) = [step for step in STEPS if step.get("name") == "Comment"]
    assert comment.split("\n")[0] in step["run"]


def test_the_workflow_takes_a_pull_request_that_brings_the_first_faq(
    git: Git, tmp_path: Path
) -> None:
    commit(git, "empty")
    write(SMALL, Path("faq"))
    commit(git)
    assert set(run_steps(tmp_path).values()) == {0}
    assert "Nothing to compare" in (tmp_path / "diff.md").read_text()
