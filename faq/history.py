"""The FAQ as it was at a revision of git. The only home of git.

What git has is copied to a temporary folder and read there; nothing is written to the repository,
and everything keeps the names that the files have now.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from faq.content import Faq, is_yaml, load, quoted_files
from faq.errors import FaqbotError, FaqError

SHOWN_PROBLEMS = 3
"""Of an old version that has any: they are mended by now, or about to be."""


GIT_S = 5
"""Seconds that git may take; on a network drive it can hang."""


class HistoryError(FaqbotError):
    """Git cannot tell what the FAQ was."""


class NothingThereError(HistoryError):
    """Git knows the revision, but there was no sound FAQ in it."""


@dataclass(frozen=True, slots=True)
class Past:
    """The FAQ as it was.

    Attributes:
        revision: how the revision was named.
        commit: the first digits of the commit that it is.
    """

    revision: str
    commit: str
    faq: Faq

    def __str__(self) -> str:
        is_commit = self.revision.startswith(self.commit)
        return self.commit if is_commit else f"{self.revision} ({self.commit})"


@dataclass(frozen=True, slots=True)
class Commit:
    """Where the FAQ's folder stands in git.

    Attributes:
        revision: the abbreviated hash of what is checked out; None before the first commit.
        is_clean: whether nothing in the folder differs from it.
    """

    revision: str | None
    is_clean: bool


def faq_at(path: Path, revision: str) -> Past:
    """The FAQ at a file or folder, as it was at a revision of the repository that it lies in.

    Raises:
        NothingThereError: it was not there yet, or had problems.
        HistoryError: there is no git, no repository, or no such revision.
    """
    return _Repository(path).past(revision)


def in_git(path: Path) -> Commit | None:
    """Where the files at a path stand in git; None if they are not in git, or there is no git."""
    folder, name = (path, ".") if path.is_dir() else (path.parent, path.name)
    changed = _git(folder, "status", "--porcelain", "--", name)
    if changed is None or not (changed or _git(folder, "ls-files", "--", name)):
        return None
    return Commit(_git(folder, "rev-parse", "--short", "HEAD") or None, not changed)


class _Repository:
    """The repository that an FAQ lies in.

    Args:
        path: the FAQ, which exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path if path.is_dir() else path.parent
        program = shutil.which("git")
        if program is None:
            raise HistoryError(
                "git is not installed, and only git knows what the FAQ was: install it"
            )
        self._program = program
        self._environment = dict(os.environ)
        # Set while git runs a hook; they would lead to another repository than the FAQ's.
        for name in self._run("rev-parse", "--local-env-vars").stdout.decode().split():
            if not name.startswith("GIT_CONFIG"):
                self._environment.pop(name, None)
        # Messages are read below.
        self._environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        where = self._run("rev-parse", "--show-prefix")
        if where.returncode:
            raise HistoryError(self._why_none(where.stderr))
        self._prefix = os.fsdecode(where.stdout).removesuffix("\n")

    def past(self, revision: str) -> Past:
        """The FAQ as it was; raises as `faq_at` does."""
        commit = self._commit(revision)
        past = f"{revision} ({commit})" if not revision.startswith(commit) else revision
        with TemporaryDirectory(prefix="faqbot-") as made:
            copy = Path(made)
            found = copy / self._path.name if self._folder != self._path else copy
            self._copy(commit, self._yaml_files(commit, past), copy)
            if not any(copy.iterdir()):
                raise NothingThereError(f"{self._path} had no YAML file in {past}")
            self._copy(commit, quoted_files(found), copy)
            try:
                return Past(revision, commit, load(found, shown=self._path))
            except FaqError as error:
                more = len(error.problems) - SHOWN_PROBLEMS
                shown = [str(problem) for problem in error.problems[:SHOWN_PROBLEMS]]
                shown += [f"and {more} more"] if more > 0 else []
                raise NothingThereError(
                    f"the FAQ of {past} has problems, so that nothing can be compared with it:\n"
                    + "\n".join(f"  {line}" for line in shown)
                ) from error

    def _commit(self, revision: str) -> str:
        """The abbreviated name of the commit that a revision is."""
        if ".." in revision:
            raise HistoryError(
                f'"{revision}" is a range: name one revision, and it is compared with the files '
                "as they are now"
            )
        named = ("rev-parse", "--verify", "--quiet", "--short", "--end-of-options")
        done = self._run(*named, f"{revision}^{{commit}}")
        if done.returncode == 0:
            return done.stdout.decode().strip()
        if self._run(*named, "HEAD").returncode:
            raise NothingThereError("the repository has no commit yet")
        raise HistoryError(f'git knows no revision "{revision}"{self._hint(revision)}')

    def _hint(self, revision: str) -> str:
        listed = self._run("for-each-ref", "--format=%(refname:short)")
        names = ["HEAD", *os.fsdecode(listed.stdout).split()]
        folded = {name.casefold(): name for name in reversed(names)}
        if near := difflib.get_close_matches(revision.casefold(), folded, n=1):
            return f'; did you mean "{folded[near[0]]}"?'
        if self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            return (
                ": this clone holds only the last commits; fetch the others with "
                "`git fetch --unshallow` (in a workflow: actions/checkout with fetch-depth: 0)"
            )
        return ": `git log --oneline` and `git branch --all` list what there is"

    def _yaml_files(self, commit: str, past: str) -> list[str]:
        """The names of the FAQ's YAML files, relative to its folder."""
        if self._folder != self._path:
            if not self._blobs(commit, [self._path.name]):
                raise NothingThereError(self._why_absent(past))
            return [self._path.name]
        listed = self._run(
            "ls-tree", "-z", "--name-only", "--full-tree", f"{commit}:{self._prefix.rstrip('/')}"
        )
        names = [os.fsdecode(name) for name in listed.stdout.split(b"\0")]
        found = [name for name in names if is_yaml(name)]
        if not found:
            raise NothingThereError(self._why_absent(past))
        return found

    def _copy(self, commit: str, names: Iterable[str], to: Path) -> None:
        """Write files of the FAQ's folder to another one.

        Those that are not there are left out: loading the FAQ reports them.
        """
        for name, blob in self._blobs(commit, names).items():
            target = to / name
            if target.exists():
                continue
            # As a checkout would write it: line ends, and what is kept outside of git (LFS).
            shown = self._run("cat-file", "--filters", f"--path={self._prefix}{name}", blob)
            if shown.returncode == 0:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(shown.stdout)

    def _blobs(self, commit: str, names: Iterable[str]) -> dict[str, str]:
        """The contents' names in git, by the files' names; symbolic links are followed."""
        inside = [
            name
            for name in names
            if not any(mark in name for mark in "\n\0\\")
            and not PurePosixPath(name).is_absolute()
            and ".." not in PurePosixPath(name).parts
        ]
        asked = "".join(f"{commit}:{self._prefix}{PurePosixPath(name)}\n" for name in inside)
        answered = self._run(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            "--follow-symlinks",
            typed=os.fsencode(asked),
        ).stdout.decode("utf-8", "replace")
        found: dict[str, str] = {}
        waiting = iter(inside)
        lines = iter(answered.split("\n")[:-1])
        for line in lines:
            name = next(waiting)
            first, _, kind = line.rpartition(" ")
            if kind == "blob":
                found[name] = first
            elif first in ("symlink", "dangling", "loop", "notdir"):
                next(lines)  # where the link leads
        return found

    def _why_none(self, said: bytes) -> str:
        """Why git finds no repository."""
        message = said.decode("utf-8", "replace").strip()
        if "dubious ownership" in message:
            named = re.search(r"at '(.+?)'", message)
            where = named[1] if named else self._folder.resolve()
            return (
                f"git does not trust the repository of {self._path}, because it belongs to "
                f"another user; if you do: git config --global --add safe.directory {where}"
            )
        if "not a git repository" in message:
            return (
                f"{self._path} is in no git repository, so that nobody knows what it was: "
                "`git init`, and commit it before the next edit"
            )
        return f"git fails on {self._path}: {message.splitlines()[0] if message else 'no reason'}"

    def _why_absent(self, past: str) -> str:
        """Why a revision has no FAQ: it came later, or git has never seen it."""
        name = "." if self._folder == self._path else self._path.name
        log = self._run("--literal-pathspecs", "log", "--format=%h", "--", name)
        commits = log.stdout.decode().split()
        if not commits:
            return f"{self._path} has never been committed, so that git knows no earlier version"
        return f"{self._path} was not there yet in {past}; it first came in {commits[-1]}"

    def _run(self, *arguments: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 -- git, with arguments that no shell reads
            [self._program, "-C", str(self._folder), *arguments],
            input=typed,
            capture_output=True,
            env=self._environment,
            check=False,
        )


def _git(folder: Path, *arguments: str) -> str | None:
    """What a git command prints; None if it fails or there is no git."""
    try:
        done = subprocess.run(  # noqa: S603 -- arguments are ours, and no shell reads them
            ["git", "--no-optional-locks", *arguments],  # noqa: S607 -- the user's own git
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=GIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
