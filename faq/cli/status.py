"""`faqbot status`: the FAQ on disk, and whether the running bots answer from it."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from faq.cli import output
from faq.cli.options import DatabaseOption, ExitCode, FaqOption, existing_store
from faq.content import BUNDLED
from faq.errors import StoreError
from faq.maintaining.history import Commit, in_git
from faq.text import counted
from faq.usage.records import BOTS_KEPT_S, RunningBot
from faq.usage.status import Bot, OnDisk, Standing, is_well, on_disk, standings

FIRST_PROBLEMS = 5
"""Problems that are printed; `faqbot check` prints them all."""

NONE_RUNNING = "No bot is running, or none has said so within a day."

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def status(
    faq: FaqOption = BUNDLED,
    database: DatabaseOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the FAQ's revision, and whether the running bots answer from it."""
    now = int(time.time())
    disk, commit = on_disk(faq), in_git(faq)
    serving, unknown = _serving(database, now)
    bots = standings(disk, serving, now)
    if as_json:
        output.put_file(output.as_json(_as_json(disk, commit, bots, unknown)))
    else:
        _print_text(disk, commit, bots, unknown, now)
    if not is_well(disk, bots):
        raise typer.Exit(ExitCode.FINDINGS)


def _serving(database: str | None, now: int) -> tuple[list[RunningBot], str]:
    """The bots that were active in the last day, or else the reason why that is not known."""
    try:
        with existing_store(database) as store:
            return store.running_bots(now - BOTS_KEPT_S), ""
    except StoreError as error:
        return [], f"Which bots are running is not known. {error}"


def _print_text(
    disk: OnDisk, commit: Commit | None, bots: list[Bot], unknown: str, now: int
) -> None:
    console = output.console()
    if disk.revision:
        entries = counted(disk.entries, "entry", "entries")
        console.print(Text(f"On disk: {disk.title}, revision {disk.revision}, {entries}."))
    else:
        many = counted(len(disk.problems), "problem", "problems")
        console.print(Text(f"On disk: {many}; bots keep answering from what they had."))
        for problem in disk.problems[:FIRST_PROBLEMS]:
            console.print(Text(f"  {problem}"), soft_wrap=True)
        if len(disk.problems) > FIRST_PROBLEMS:
            console.print(Text(f"  … all of them: faqbot check --faq {disk.path}"), soft_wrap=True)
    if commit:
        at = f"commit {commit.revision}" if commit.revision else "no commit yet"
        console.print(f"In git: {at}, {'nothing' if commit.is_clean else 'changes'} uncommitted.")
    if bots:
        output.put(output.console(wide=True), _bots_table(bots, now))
    else:
        console.print(Text(unknown or NONE_RUNNING), soft_wrap=True)


def _bots_table(bots: list[Bot], now: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("bot", "answers from", "for", "heard of", ""):
        table.add_column(column, overflow="fold")
    for bot in bots:
        known = bot.serving
        entries = counted(known.entries, "entry", "entries")
        heard = f"{_span(now - known.seen)} ago"
        table.add_row(
            Text(known.instance),
            Text(entries),
            _span(known.seen - known.since),
            heard,
            Text(_sentence(bot)),
        )
    return table


def _sentence(bot: Bot) -> str:
    match bot.standing:
        case Standing.CURRENT:
            return "up to date"
        case Standing.OLDER:
            return f"older: revision {bot.serving.revision}, until it has seen the change"
        case Standing.REFUSING:
            many = counted(bot.serving.problems, "problem", "problems")
            keep = "keeps" if bot.serving.problems == 1 else "keep"
            return f"{many} {keep} it on what it had"
        case Standing.SILENT:
            return "silent: it was stopped, or lost the database"


def _as_json(
    disk: OnDisk, commit: Commit | None, bots: list[Bot], unknown: str
) -> dict[str, object]:
    return {
        "faq": str(disk.path),
        "revision": disk.revision,
        "entries": disk.entries,
        "problems": [str(problem) for problem in disk.problems],
        "git": asdict(commit) if commit else None,
        "bots": [
            asdict(bot.serving)
            | {"since": _time(bot.serving.since), "seen": _time(bot.serving.seen)}
            | {"standing": bot.standing.value}
            for bot in bots
        ],
        "bots_unknown": unknown or None,
    }


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _span(seconds: int) -> str:
    """A length of time in its largest unit, such as "3 hours"."""
    seconds = max(seconds, 0)
    size, unit = next(((s, u) for s, u in _UNITS if seconds >= s), _UNITS[-1])
    return counted(seconds // size, unit, f"{unit}s")
