"""The workflows of GitHub: they may do no more than they must, and run what is promised."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXTS = {path.name: path.read_text("utf-8") for path in ROOT.glob(".github/workflows/*.yml")}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = {
    f"{name}: {job}": content
    for name, workflow in WORKFLOWS.items()
    for job, content in workflow["jobs"].items()
}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = re.compile(r"uses: ([\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$", re.MULTILINE)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_do_nothing_unless_a_job_says_so(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    assert "group" in WORKFLOWS[name]["concurrency"]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_names_its_rights_and_its_time(job: str) -> None:
    assert "permissions" in JOBS[job]
    assert "uses" in JOBS[job] or JOBS[job]["timeout-minutes"] <= 60
    for step in JOBS[job].get("steps", ()):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        # a title or a branch name must never become part of a script
        assert "${{" not in step.get("run", "")


def test_every_action_is_pinned_to_one_commit_that_names_its_version() -> None:
    found = [pin for text in TEXTS.values() for pin in PINNED.findall(text)]
    used = sum(len(re.findall(r"uses: (?!\./)", text)) for text in TEXTS.values())
    assert len(found) == used
    assert len(set(found)) == len({action for action, _, _ in found})


def test_tests_run_on_every_python_that_is_promised() -> None:
    promised = [
        found[1]
        for each in PYPROJECT["project"]["classifiers"]
        if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", each))
    ]
    matrix = JOBS["ci.yml: test"]["strategy"]["matrix"]
    assert matrix["python"] == promised
    assert PYPROJECT["project"]["requires-python"] == f">={promised[0]}"
    assert matrix["system"] == ["ubuntu-latest", "macos-latest"]


def test_a_merge_can_require_all_jobs_by_one() -> None:
    jobs = WORKFLOWS["ci.yml"]["jobs"]
    assert set(jobs["all"]["needs"]) == set(jobs) - {"all"}


def test_what_make_is_asked_for_there_is() -> None:
    asked = {
        target
        for job in JOBS.values()
        for step in job.get("steps", ())
        for target in re.findall(r"^make ([\w-]+)", step.get("run", ""), re.MULTILINE)
    }
    assert asked == {"check", "coverage", "test", "wheel"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in asked)


def test_only_a_tag_that_is_the_version_is_published(tmp_path: Path) -> None:
    (script,) = (
        step["run"]
        for step in JOBS["release.yml: build"]["steps"]
        if step.get("name") == "The tag is the version"
    )
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    for tag, code in (("v0.3.0", 0), ("v0.2.0", 1), ("0.3.0", 1)):
        done = subprocess.run(  # noqa: S603 -- our own script
            ["bash", "-e", "-c", script],  # noqa: S607 -- wherever it is
            cwd=tmp_path,
            env={
                "GITHUB_REF_NAME": tag,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            },
            check=False,
            capture_output=True,
        )
        assert done.returncode == code, tag
    assert JOBS["release.yml: publish"]["permissions"] == {"id-token": "write"}
    assert JOBS["release.yml: publish"]["needs"] == "build"
    assert JOBS["release.yml: build"]["needs"] == "ci"
