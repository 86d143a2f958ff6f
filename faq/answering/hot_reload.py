"""Hot reload: a bot answers from the newest version of the FAQ's files without a restart.

Once the files have not changed for a moment, they are loaded, checked and indexed while the
present edition goes on answering; then it is replaced in one step. An FAQ with problems replaces
nothing.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from watchfiles import awatch

from faq.answering.conversations import Conversations
from faq.answering.edition import Edition, return_freed_memory
from faq.content import load
from faq.encoder import Encoder
from faq.errors import FaqError, Problem
from faq.matching import Matcher

QUIET_MS = 1_000
"""Milliseconds without a change after which files count as written (watchfiles looks twice, so it
can take two times as long): editors and git take some tens of milliseconds, a slow copy pauses
for up to a second, and an edit is to be answered from within five seconds."""

DOUBT_S = 1.5
"""Seconds for which problems must last before they are reported: a slow copy that was read in the
middle has none when it is done."""

RESTLESS_MS = 10_000
"""Milliseconds after which files that keep changing are read all the same."""

LOOK_EVERY_MS = 2_000
"""Milliseconds after which the files are looked at even though the system reports no change: it
reports none of network drives and of some containers' folders."""

Fingerprint = frozenset[tuple[str, int, int, int]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A new edition is answering."""

    before: Edition
    after: Edition

    @property
    def is_new(self) -> bool:
        """Whether any answer may differ; if not, the files only have no problems any more."""
        return self.before.faq.revision != self.after.faq.revision


@dataclass(frozen=True, slots=True)
class ReloadRefused:
    """The files have problems; the edition that was answering goes on."""

    problems: tuple[Problem, ...]


ReloadEvent = Reloaded | ReloadRefused


class HotReload:
    """Watches the files of an FAQ, and lets conversations answer from their newest version.

    Args:
        conversations: what to keep up to date; it answers from what `path` holds now.
        path: the FAQ's file or folder.
        encoder: embeds new phrasings; known ones come from its cache.
        quiet_ms: milliseconds without a change after which files count as written.
        doubt_s: seconds for which problems must last before `watch` reports them.
    """

    def __init__(
        self,
        conversations: Conversations,
        path: Path,
        encoder: Encoder | None,
        *,
        quiet_ms: int = QUIET_MS,
        doubt_s: float = DOUBT_S,
    ) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        """The problems of what is on disk; empty if that is what is answering."""
        self._conversations = conversations
        self._encoder = encoder
        self._quiet_ms = quiet_ms
        self._doubt_s = doubt_s
        self._seen = _fingerprint(path)
        self._lock = threading.Lock()

    def refresh(self, *, even_unchanged: bool = False) -> ReloadEvent | None:
        """What changed since the last look at the files, now loaded; None if there is no news.

        It takes as long as loading, so it is not for the event loop.
        """
        with self._lock:
            seen = _fingerprint(self.path)
            if seen == self._seen and not even_unchanged:
                return None
            event = self._load()
            if seen == _fingerprint(self.path):  # else it was changed meanwhile: look again
                self._seen = seen
            return event

    async def watch(self) -> AsyncIterator[ReloadEvent]:
        """Every event worth reporting, for ever."""
        while True:
            async for _ in self._changes():
                if event := await self._refresh_twice():
                    yield event

    async def _refresh_twice(self) -> ReloadEvent | None:
        """What is worth reporting of a change: problems that do not go away by themselves."""
        had_problems = bool(self.problems)
        event = await asyncio.to_thread(self.refresh)
        if not isinstance(event, ReloadRefused):
            return event
        await asyncio.sleep(self._doubt_s)
        event = await asyncio.to_thread(self.refresh) or event
        if isinstance(event, ReloadRefused):
            # Without problems, another call has refreshed in the meantime and reported it.
            return event if self.problems else None
        is_copy_of_the_same = not had_problems and not event.is_new
        return None if is_copy_of_the_same else event

    def _load(self) -> ReloadEvent | None:
        before, had_problems = self._conversations.edition, bool(self.problems)
        try:
            faq = load(self.path)
        except FaqError as error:
            if error.problems == self.problems:  # reported already
                return None
            self.problems = error.problems
            return ReloadRefused(error.problems)
        is_same = faq.revision == before.faq.revision
        # Comments, tests and places may have changed all the same; they need no new index.
        matcher = before.matcher if is_same else Matcher(faq, self._encoder)
        after = Edition(faq, matcher)
        self._conversations.serve(after)
        self.problems = ()  # not before: until now, what was on disk was not answering
        return_freed_memory()
        return Reloaded(before, after) if had_problems or not is_same else None

    async def _changes(self) -> AsyncIterator[object]:
        """Yields when something may have changed and has not changed for a moment."""
        try:
            async for changes in awatch(
                *await asyncio.to_thread(_watched_folders, self.path),
                watch_filter=None,
                step=self._quiet_ms,
                debounce=RESTLESS_MS,
                rust_timeout=LOOK_EVERY_MS,
                yield_on_timeout=True,
                recursive=False,
                ignore_permission_denied=True,
            ):
                yield changes
        except (OSError, RuntimeError) as error:  # the folder is being replaced
            log.debug("Cannot watch %s now: %s", self.path, error)
            await asyncio.sleep(LOOK_EVERY_MS / 1000)


def _watched_folders(path: Path) -> set[Path]:
    """The folder of an FAQ's files, and those in which this folder or a link may be replaced."""
    folder = path if path.is_dir() else path.parent
    folders = {folder, path.parent, folder.resolve(), path.resolve().parent}
    return {each for each in folders if each.is_dir()}


def _fingerprint(path: Path) -> Fingerprint:
    """The names, inode numbers, times and sizes of an FAQ's files: they differ after a change.

    All files of the folder count, since a source may have any name.
    """
    folder = path if path.is_dir() else path.parent
    files: set[tuple[str, int, int, int]] = set()
    try:
        with os.scandir(folder) as items:
            for item in items:
                if item.name.startswith(".") or not item.is_file():
                    continue
                about = item.stat()
                files.add((item.name, about.st_ino, about.st_mtime_ns, about.st_size))
    except OSError:  # it is being replaced
        return frozenset()
    return frozenset(files)
