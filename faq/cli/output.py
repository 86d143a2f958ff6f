"""Replies as a terminal shows them, and as JSON."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from faq.answering.replies import (
    Answer,
    Choices,
    ConversationReply,
    NoneFits,
    NotCoveredReply,
    Reply,
)
from faq.content import Entry, Faq
from faq.matching import Candidate, Ranking
from faq.wording import ENGLISH

WIDTH = 88
"""Columns of running text: longer lines are hard to read on a wide terminal."""

TABLE_WIDTH = 120
"""Columns of a table when it is piped."""

JOINERS = "\u200c\u200d"
"""Invisible characters that spell Persian words and join emoji."""

LONGEST_PHRASING = 36
"""Columns of a phrasing in a table; the rest is cut."""


def console(*, wide: bool = False) -> Console:
    """A console that colours on a terminal only and never guesses markup in texts.

    Running text is at most `WIDTH` columns wide; tables (`wide`) take what the terminal has.
    """
    made = Console(highlight=False, markup=False, emoji=False)
    if made.is_terminal:
        made.width = made.width if wide else min(made.width, WIDTH)
    else:
        made.width = TABLE_WIDTH if wide else WIDTH
    return made


def put(console: Console, block: RenderableType) -> None:
    """Print a block; what is piped has no trailing spaces."""
    if console.is_terminal:
        console.print(block)
        return
    with console.capture() as captured:
        console.print(block)
    for line in captured.get().splitlines():
        print(line.rstrip())  # noqa: T201 -- wrapped already


def visible(text: str) -> str:
    """A text with spaces for what cannot be seen, such as the codes that steer a terminal."""
    return "".join(c if c.isprintable() or c in JOINERS else " " for c in text)


def put_line(console: Console, text: str) -> None:
    """Print one line as it is: unwrapped, so that a place in it can be followed."""
    console.print(Text(visible(text)), soft_wrap=True)


def put_file(content: str) -> None:
    """Print what is for a file or a program: in UTF-8, whatever encoding the terminal has.

    Files of an FAQ and reports are UTF-8 by their formats, and in a patch for them a replaced
    character or line break would destroy text.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode("utf-8"))
    sys.stdout.buffer.flush()


def as_json(found: object, *, indent: int | None = None) -> str:
    """JSON for standard output, with a line break at its end.

    It is readable where the output is UTF-8. Elsewhere the reader may expect another encoding, so
    all but ASCII is escaped, which every encoding has and which loses nothing.
    """
    text = json.dumps(found, ensure_ascii=False, indent=indent)
    is_utf8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
    if not is_utf8 or any("\ud800" <= c <= "\udfff" for c in text):  # of a path that is no text
        text = json.dumps(found, indent=indent)
    return f"{text}\n"


def reply_block(reply: ConversationReply, faq: Faq) -> RenderableType:
    """A reply as a person reads it: the answer first, then its proof, then where to go on."""
    if isinstance(reply, Answer):
        return Group(
            Text(reply.entry.answer, style="bold"),
            *_proofs(reply.entry),
            *_listed(ENGLISH.related, reply.related),
        )
    lead = Text(ENGLISH.lead(reply, faq), style="bold")
    if isinstance(reply, Choices):
        return Group(lead, *_numbered(reply.entries), Text(ENGLISH.pick, style="dim"))
    if isinstance(reply, NoneFits):
        return lead
    return Group(lead, *_listed(ENGLISH.nearest, reply.nearest))


def reply_line(reply: Reply, faq: Faq) -> str:
    """A reply on one line, for lists of questions."""
    if isinstance(reply, Answer):
        quotes = " ".join(f"[“{' '.join(c.quote.split())}”]" for c in reply.entry.citations[:1])
        return " ".join(f"{' '.join(reply.entry.answer.split())} {quotes}".split())
    if isinstance(reply, Choices):
        return f"{ENGLISH.which} " + " / ".join(entry.question for entry in reply.entries)
    return ENGLISH.lead(reply, faq)


def reply_json(question: str, reply: Reply, faq: Faq, *, explain: bool = False) -> dict[str, Any]:
    """A reply as `ask --json` prints it; the keys are a contract (docs/asking.md)."""
    entry = reply.entry if isinstance(reply, Answer) else None
    subject = reply.subject.id if isinstance(reply, NotCoveredReply) else None
    ranking = reply.ranking or Ranking(())
    shown: dict[str, Any] = {
        "question": question,
        "outcome": reply.outcome,
        "entry": entry.id if entry else subject,
        "answer": entry.answer if entry else None,
        "sources": [
            {
                "source": cited.source.id,
                "title": cited.source.title,
                "quote": cited.quote,
                "paragraph": cited.paragraph,
                "url": cited.source.url,
            }
            for cited in (entry.citations if entry else ())
        ],
        "ranking": [
            {
                "entry": candidate.id,
                "question": faq.by_id[candidate.id].question,
                "confidence": round(candidate.confidence, 4),
                "quotes": [cited.quote for cited in faq.by_id[candidate.id].citations],
            }
            for candidate in ranking.entries[:3]
        ],
    }
    if explain:
        shown["explain"] = [
            {
                "candidate": candidate.id,
                "confidence": round(candidate.confidence, 4),
                "phrasing": candidate.phrasing.text,
                "signals": {name: round(value, 4) for name, value in candidate.signals.items()},
            }
            for candidate in _contenders(ranking)
        ]
    return shown


def explanation(ranking: Ranking, *, by_meaning: bool) -> RenderableType:
    """A table of what spoke for each candidate: its nearest phrasing and every signal."""
    contenders = _contenders(ranking)
    signals = list(ranking.entries[0].signals)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("confidence", justify="right", min_width=len("confidence"))
    table.add_column("candidate", no_wrap=True)
    table.add_column("nearest phrasing", no_wrap=True, max_width=LONGEST_PHRASING)
    for name in signals:
        words = name.split("_")
        table.add_column(" ".join(words), justify="right", min_width=max(map(len, words)))
    covered = {candidate.id for candidate in ranking.entries}
    for candidate in contenders:
        name = candidate.id if candidate.id in covered else f"not covered: {candidate.id}"
        values = (_figure(candidate.signals.get(signal)) for signal in signals)
        table.add_row(f"{candidate.confidence:.2f}", name, candidate.phrasing.text, *values)
    if by_meaning:
        return table
    return Group(Text("Without the sentence encoder: by spelling alone.", style="dim"), table)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _contenders(ranking: Ranking) -> list[Candidate]:
    """The best few of both kinds, likeliest first."""
    best = [*ranking.entries[:5], *ranking.not_covered[:2]]
    return sorted(best, key=lambda candidate: -candidate.confidence)


def _proofs(entry: Entry) -> list[RenderableType]:
    lines: list[RenderableType] = [Text()] if entry.citations else []
    for cited, origin in zip(entry.citations, ENGLISH.origins(entry.citations), strict=True):
        if origin:
            lines.append(Text(origin, style="dim"))
        quote = Text(f"“{' '.join(cited.quote.split())}”", style="italic")
        lines.append(Padding(quote, (0, 0, 0, 2), expand=False))
    urls = dict.fromkeys(cited.source.url for cited in entry.citations if cited.source.url)
    return lines + [Text(url, style="dim") for url in urls]


def _listed(title: str, entries: Sequence[Entry]) -> list[RenderableType]:
    return [Text(), Text(title, style="dim"), *_numbered(entries)] if entries else []


def _numbered(entries: Sequence[Entry]) -> list[RenderableType]:
    return [Text(f"  {n}. {entry.question}") for n, entry in enumerate(entries, 1)]
