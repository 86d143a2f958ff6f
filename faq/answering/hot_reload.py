"""Keeps a desk up to date with the FAQ's files while it answers.

A change is picked up once the files have been quiet for a moment: loaded, checked and indexed
beside the edition that is answering, which is then replaced in one step. An FAQ with problems
replaces nothing.
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
can be two): editors and git take some tens, a slow copy pauses for up to a second; and an edit is
to be live within five seconds."""

DOUBT_S = 1.5
"""Seconds for which problems must last until they are told: a slow copy mends itself."""

RESTLESS_MS = 10_000
"""Milliseconds after which files that keep changing are looked at all the same."""

LOOK_EVERY_MS = 2_000
"""Milliseconds between looks where the system reports no changes: network drives, containers."""

Fingerprint = frozenset[tuple[str, int, int, int]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """Another edition is answering."""

    before: Edition
    after: Edition

    @property
    def is_new(self) -> bool:
        """Whether anything may be answered differently; else it only has no problems any more."""
        return self.before.faq.revision != self.after.faq.revision


@dataclass(frozen=True, slots=True)
class ReloadRefused:
    """What is on disk has problems; what was answering goes on."""

    problems: tuple[Problem, ...]


ReloadEvent = Reloaded | ReloadRefused


class HotReload:
    """Watches the files of a desk's FAQ.

    Args:
        desk: what to keep up to date; it answers from what `path` holds now.
        path: the FAQ's file or folder.
        encoder: embeds new phrasings; known ones come from its cache.
    """

    def __init__(self, conversations: Conversations, path: Path, encoder: Encoder | None) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        """Of what is on disk; empty when that is what is answering."""
        self._conversations = conversations
        self._encoder = encoder
        self._seen = _fingerprint(path)
        self._lock = threading.Lock()

    def refresh(self, *, even_unchanged: bool = False) -> ReloadEvent | None:
        """Load what has changed since the last look; None if nothing new came of it.

        It blocks for as long as loading takes, so it is for a thread.
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
        """What comes of each change, for ever."""
        while True:
            async for _ in self._changes():
                was_told = bool(self.problems)
                event = await asyncio.to_thread(self.refresh)
                if isinstance(event, ReloadRefused):
                    await asyncio.sleep(DOUBT_S)
                    event = await asyncio.to_thread(self.refresh) or event
                    if isinstance(event, ReloadRefused) and not self.problems:
                        continue  # somebody else has asked for a look, and was told
                    if isinstance(event, Reloaded) and not (was_told or event.is_new):
                        continue  # a slow copy of what was there already
                if event:
                    yield event

    def _load(self) -> ReloadEvent | None:
        before = self._conversations.edition
        try:
            faq = load(self.path)
        except FaqError as error:
            if error.problems == self.problems:  # said already
                return None
            self.problems = error.problems
            return ReloadRefused(error.problems)
        was_refused, self.problems = bool(self.problems), ()
        is_same = faq.revision == before.faq.revision
        # Comments, tests and places may have changed all the same; they cost no new index.
        matcher = before.matcher if is_same else Matcher(faq, self._encoder)
        after = Edition(faq, matcher)
        self._conversations.serve(after)
        return_freed_memory()
        return Reloaded(before, after) if was_refused or not is_same else None

    async def _changes(self) -> AsyncIterator[object]:
        """Yields when something may have changed and is quiet again."""
        # The folders above as well: that is where a folder or a link is replaced.
        folder = self.path if self.path.is_dir() else self.path.parent
        watched = {folder, self.path.parent, folder.resolve(), self.path.resolve().parent}
        try:
            async for changes in awatch(
                *(place for place in watched if place.is_dir()),
                watch_filter=None,
                step=QUIET_MS,
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


def _fingerprint(path: Path) -> Fingerprint:
    """What tells one state of the FAQ's files from another: names, places, times and sizes.

    All files of the folder count, since a source may have any name.
    """
    folder = path if path.is_dir() else path.parent
    found: set[tuple[str, int, int, int]] = set()
    try:
        with os.scandir(folder) as items:
            for item in items:
                if item.name.startswith(".") or not item.is_file():
                    continue
                about = item.stat()
                found.add((item.name, about.st_ino, about.st_mtime_ns, about.st_size))
    except OSError:  # it is being replaced
        return frozenset()
    return frozenset(found)
