"""`faqbot new`: adds an entry, from options or from a template in the user's editor."""

from __future__ import annotations

import difflib
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from faq.answering.edition import cached_encoder, open_edition
from faq.answering.replies import Answer, NotCoveredReply
from faq.cli import output
from faq.cli.options import EncoderOption, FaqOption
from faq.cli.template import GivenUpError, Template
from faq.content import BUNDLED, Entry, Faq, SourceText, load, scalars
from faq.content.ids import id_from
from faq.encoder import EncoderMode
from faq.errors import EditError, FaqbotError
from faq.maintaining.editing import AddEntry, apply, write
from faq.text import STOP_WORDS, counted, normalise, words

REFUSED = 1
"""Exit code when the entry was not wanted after all."""


def new(  # noqa: PLR0913 -- one option a key
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    *,
    question: Annotated[str, typer.Option(help="The question as it is shown.")] = "",
    answer: Annotated[str, typer.Option(help="The answer, as an FAQ's file has it.")] = "",
    topic: Annotated[str, typer.Option(help="The topic it belongs to.")] = "",
    phrasing: Annotated[
        list[str] | None, typer.Option(help="Another way of asking it; repeatable.")
    ] = None,
    quote: Annotated[
        list[str] | None, typer.Option(help="What proves it, copied from a source; repeatable.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="The id of the source of each quote; one may do for all."),
    ] = None,
    related: Annotated[
        list[str] | None, typer.Option(help="The id of an entry to offer with it; repeatable.")
    ] = None,
    id_: Annotated[str, typer.Option("--id", help="Its id; else one made of the question.")] = "",
    file: Annotated[
        Path | None,
        typer.Option(help="The file to add it to; else the one that has most of its topic."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Add it without asking first.")] = False,
) -> None:
    """Add an entry; your editor opens on a template if no option gives its question or answer.

    You see what will be written, and how the FAQ answers the question and phrasings so far.
    """
    given = [question, answer, topic, *(phrasing or []), *(quote or []), *(related or []), id_]
    if not all(map(scalars.writable, given)):
        raise EditError("an option is not UTF-8: set the terminal to UTF-8")
    current = load(faq)
    if file and not file.exists() and faq.is_dir():
        file = faq / file
    citations = _paired(quote or [], source or [])
    entry = AddEntry(id_, question, answer, topic, phrasing or [], citations, related or [], file)
    template = None
    if not (question and answer):
        if not sys.stdin.isatty():
            raise EditError(
                "give --question and --answer: there is no terminal to open an editor in"
            )
        template = Template(entry, current)
    dialog = _Dialog(faq, current, encoder)
    try:
        dialog.add(entry, template, is_sure=yes)
    except (GivenUpError, KeyboardInterrupt, typer.Abort):
        dialog.say("Nothing was changed.")
        raise typer.Exit(REFUSED) from None
    finally:
        if template and (left := template.left()):
            dialog.say(f"What you wrote is in {left}")


class _Dialog:
    """Adds an entry to the FAQ at a path, once the user has agreed."""

    def __init__(self, path: Path, faq: Faq, encoder: EncoderMode) -> None:
        self._path = path
        self._faq = faq
        self._encoder = encoder
        self._console = output.console()

    def say(self, text: str) -> None:
        """Print one line, however long it is."""
        output.put_line(self._console, text)

    def add(self, entry: AddEntry, template: Template | None, *, is_sure: bool) -> None:
        """Show what will be written, and write it.

        Args:
            entry: the entry, if there is no template.
            template: where the user writes the entry; it opens until nothing is wrong with it.
            is_sure: whether to write without asking.

        Raises:
            FaqbotError: something is wrong with the entry of the options; or a file cannot be
                written or the editor be opened.
            GivenUpError: the user does not want the entry.
        """
        problems: FaqbotError | None = None
        while True:
            if template:
                template.edit(problems)
            try:
                changed, added = self._changed(template.entry() if template else entry)
                break
            except FaqbotError as error:
                if not template:
                    raise
                problems = error
        self._show(changed, added)
        if not is_sure and not typer.confirm("Add it?"):
            raise GivenUpError
        write(changed)
        if template:
            template.discard()
        self.say(f'Added "{added.id}" at {added.place}.')
        where = "" if self._path == BUNDLED else f" --faq {shlex.quote(str(self._path))}"
        self.say(f"Try it: faqbot ask{where} {shlex.quote(added.question)}")

    def _changed(self, entry: AddEntry) -> tuple[dict[Path, str], Entry]:
        """The new text of the file, and the entry as the FAQ has it then, which is sound."""
        topics = (other.topic for other in self._faq.entries if other.topic)
        wanted = (entry.topic or "").casefold()
        entry = replace(
            entry,
            id=entry.id or _free_id(entry.question, self._faq),
            topic=next((topic for topic in topics if topic.casefold() == wanted), entry.topic),
            citations=[_verbatim(source, quote, self._faq) for source, quote in entry.citations],
        )
        changed = apply(self._path, [entry])
        return changed, load(self._path, changed).by_id[entry.id]

    def _show(self, changed: dict[Path, str], added: Entry) -> None:
        self.say(f"{added.place}:")
        for file, text in changed.items():
            old = file.read_bytes().decode("utf-8").splitlines()
            diff = list(difflib.unified_diff(old, text.splitlines(), n=0, lineterm=""))
            for line in diff[2:]:  # behind the names of the files
                if line.startswith("+"):
                    self.say(line[1:])
        self.say("")
        for note in (*self._notes(added), *self._overlaps(added)):
            output.put(self._console, f"Note: {note}")

    def _notes(self, added: Entry) -> Iterator[str]:
        for cited in added.citations:
            if cited.paragraph is None:
                yield f"“{cited.source.title}” has no file here: nobody checks its quote."
            else:
                yield f"the quote is in paragraph {cited.paragraph} of “{cited.source.title}”."
        topics = list(dict.fromkeys(other.topic for other in self._faq.entries if other.topic))
        near = difflib.get_close_matches(added.topic or "", topics, n=1)
        if near and added.topic not in topics:
            yield f"“{added.topic}” is a new topic; there is also “{near[0]}”."

    def _overlaps(self, added: Entry) -> Iterator[str]:
        """How the FAQ, as it is, answers the question and the phrasings."""
        edition = open_edition(self._path, cached_encoder(self._encoder))
        owners: dict[str, list[str]] = {}
        for phrasing in added.phrasings:
            reply = edition.reply(phrasing.text)
            if isinstance(reply, Answer):
                owner = f'"{reply.entry.id}" ({reply.entry.question}) answers'
            elif isinstance(reply, NotCoveredReply):
                owner = f'the subject "{reply.subject.id}" ({reply.subject.topic}) declines'
            else:
                continue
            owners.setdefault(owner, []).append(f"“{phrasing.text}”")
        for owner, texts in owners.items():
            yield f"so far, {owner} {', '.join(texts)}."


def _free_id(question: str, faq: Faq) -> str:
    """An id made of the question's words that say what it is about."""
    all_words = words(normalise(question))
    telling = [word for word in all_words if word not in STOP_WORDS]
    taken = {*faq.by_id, *(subject.id for subject in faq.not_covered)}
    return id_from(telling or all_words, taken)


def _paired(quotes: Sequence[str], sources: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of a source's id, empty if it is not given, and a quote."""
    if len(sources) not in {0, min(1, len(quotes)), len(quotes)}:
        raise EditError(
            f"{counted(len(quotes), 'quote', 'quotes')} and "
            f"{counted(len(sources), 'source', 'sources')} are given: give each quote "
            "its own --source, or one for all, or none to look in all of them"
        )
    each = sources if len(sources) == len(quotes) else [*sources, ""][:1] * len(quotes)
    return list(zip(each, quotes, strict=True))


def _verbatim(source: str, quote: str, faq: Faq) -> tuple[str, str]:
    """The source's id, and the quote in its own words if it is found there, however copied.

    A quote that is not found is left as it is: the FAQ's checks say what is wrong with it. An
    empty `source` means all of them.
    """
    passages = [
        (each.id, passage)
        for each in faq.sources
        if source in ("", each.id) and each.text is not None
        if (passage := SourceText(each.text).locate(quote))
    ]
    if passages:
        name, passage = min(passages, key=lambda pair: not pair[1].is_exact)
        return name, passage.text
    if source or len(faq.sources) == 1:
        return source or faq.sources[0].id, quote
    raise EditError(f"the quote “{quote}” is in no source: say with --source which one to compare")
