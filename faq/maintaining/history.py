"""The FAQ as it was at a revision of git. No other module runs git.

The files of the revision are copied to a temporary folder and read there. Nothing is written to
the repository, and messages name the files as they are named now.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from faq.content import Faq, is_yaml, load, quoted_files
from faq.errors import FaqbotError, FaqError, Problem

SHOWN_PROBLEMS = 3
"""Problems of an old version that are shown: they have been corrected since, or soon will be."""

GIT_S = 5
"""Seconds that `git status` may take; on a network drive it can hang."""

_HEADER = re.compile(rb"(?:[0-9a-f]+ )?(?P<kind>[a-z]+) (?P<size>\d+)\n")
"""What `git cat-file --batch` puts before each content; of a missing file it gives no size."""


class HistoryError(FaqbotError):
    """Git cannot tell what the FAQ was."""


class NothingThereError(HistoryError):
    """Git knows the revision, but it has no FAQ without problems."""


@dataclass(frozen=True, slots=True)
class Past:
    """The FAQ at a revision.

    Attributes:
        revision: as the user named it.
        commit: the abbreviated hash of its commit.
    """

    revision: str
    commit: str
    faq: Faq

    def __str__(self) -> str:
        return _named(self.revision, self.commit)


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that is checked out where the FAQ lies.

    Attributes:
        revision: its abbreviated hash; None before the first commit.
        is_clean: whether nothing in the folder differs from it.
    """

    revision: str | None
    is_clean: bool


def faq_at(path: Path, revision: str) -> Past:
    """The FAQ at a file or folder, as it was at a revision of the repository that it lies in.

    Raises:
        NothingThereError: the revision has no FAQ there, or one with problems.
        HistoryError: there is no git, no repository, or no such revision.
    """
    return _Repository(path).past(revision)


def in_git(path: Path) -> Commit | None:
    """The commit that is checked out at a path; None if git does not know the files there."""
    try:
        return _Repository(path).checked_out()
    except (HistoryError, subprocess.TimeoutExpired):
        return None


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
            raise HistoryError(self._why_no_repository(where.stderr))
        self._prefix = os.fsdecode(where.stdout).removesuffix("\n")

    def past(self, revision: str) -> Past:
        """The FAQ at a revision; raises as `faq_at` does."""
        commit = self._commit(revision)
        past = _named(revision, commit)
        with TemporaryDirectory(prefix="faqbot-") as made:
            copy = Path(made)
            self._copy(commit, self._yaml_names(commit), copy)
            if not any(copy.iterdir()):
                raise NothingThereError(self._why_absent(past))
            faq = copy / self._path.name if self._folder != self._path else copy
            self._copy(commit, quoted_files(faq), copy)
            try:
                return Past(revision, commit, load(faq, shown=self._path))
            except FaqError as error:
                raise NothingThereError(_why_unusable(past, error.problems)) from error

    def checked_out(self) -> Commit | None:
        """The commit that is checked out; None if git does not know the FAQ's files."""
        name = "." if self._folder == self._path else self._path.name
        changed = self._run("status", "--porcelain", "--", name, limit_s=GIT_S)
        known = changed.stdout or self._run("ls-files", "--", name).stdout
        if changed.returncode or not known:
            return None
        commit = self._run("rev-parse", "--short", "HEAD")
        revision = commit.stdout.decode().strip() if commit.returncode == 0 else None
        return Commit(revision, is_clean=not changed.stdout.strip())

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

    def _yaml_names(self, commit: str) -> list[str]:
        """The names of the FAQ's YAML files, relative to its folder."""
        if self._folder != self._path:
            return [self._path.name]
        folder = f"{commit}:{self._prefix.rstrip('/')}"
        listed = self._run("ls-tree", "-z", "--name-only", "--full-tree", folder)
        names = [os.fsdecode(name) for name in listed.stdout.split(b"\0")]
        return [name for name in names if is_yaml(name)]

    def _copy(self, commit: str, names: Iterable[str], to: Path) -> None:
        """Write files of the FAQ's folder to another one.

        Files that are not there are left out: loading the FAQ reports them.
        """
        for name, content in self._contents(commit, names):
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def _contents(self, commit: str, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The names of those files that git has, each with its content.

        Symbolic links are followed within the repository. `git archive` would not do: it leaves
        out what is marked as export-ignore, and fails if one of the files is missing.
        """
        inside = [
            str(PurePosixPath(name))
            for name in names
            if not any(mark in name for mark in "\n\0\\")
            and not PurePosixPath(name).is_absolute()
            and ".." not in PurePosixPath(name).parts
        ]
        wanted = "".join(f"{commit}:{self._prefix}{name}\n" for name in inside)
        answers = BytesIO(
            self._run("cat-file", "--batch", "--follow-symlinks", typed=os.fsencode(wanted)).stdout
        )
        for name in inside:
            # A size is followed by as many bytes: the file, or where a link leads that is broken.
            if header := _HEADER.fullmatch(answers.readline()):
                content = answers.read(int(header["size"]))
                answers.readline()
                if header["kind"] == b"blob":
                    yield name, content

    def _why_no_repository(self, said: bytes) -> str:
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

    def _run(
        self, *arguments: str, typed: bytes = b"", limit_s: float | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 -- git, with arguments that no shell reads
            [self._program, "-C", str(self._folder), *arguments],
            input=typed,
            capture_output=True,
            env=self._environment,
            timeout=limit_s,
            check=False,
        )


def _named(revision: str, commit: str) -> str:
    """A revision as it was named, with its commit; a commit's own name is not repeated."""
    return commit if revision.startswith(commit) else f"{revision} ({commit})"


def _why_unusable(past: str, problems: Sequence[Problem]) -> str:
    more = len(problems) - SHOWN_PROBLEMS
    lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
    lines += [f"and {more} more"] if more > 0 else []
    return (
        f"the FAQ of {past} has problems, so that nothing can be compared with it:\n"
        + "\n".join(f"  {line}" for line in lines)
    )
