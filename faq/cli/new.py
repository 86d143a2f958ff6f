"""`faqbot new`: asks for an entry part by part, proves its quotes, and puts it into its file."""

from __future__ import annotations

import difflib
import re
import shlex
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.answering.replies import Answer, NotCoveredReply
from faq.cli import output
from faq.cli.options import EncoderOption, FaqOption
from faq.content import BUNDLED, Faq, Passage, SourceText, load
from faq.encoder import EncoderMode
from faq.errors import EditError, FaqbotError
from faq.maintaining.editing.editing import AddEntry, apply, write
from faq.text import STOP_WORDS, normalise, words

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the signal's number, as shells have it."""

REFUSED = 1
"""Exit code when the entry was not wanted after all."""

MAX_ID = 40
"""Characters of an id, as the format has it."""

ENDS = "an empty line ends it"


def new(  # noqa: PLR0913 -- one option a part
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    *,
    topic: Annotated[str | None, typer.Option(help="The topic it belongs to.")] = None,
    question: Annotated[str | None, typer.Option(help="The question as it is shown.")] = None,
    answer: Annotated[str | None, typer.Option(help="The answer, in plain text.")] = None,
    quote: Annotated[
        list[str] | None, typer.Option(help="What proves it, copied from a source; repeatable.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="The id of the source of each quote; one may do for all."),
    ] = None,
    phrasing: Annotated[
        list[str] | None, typer.Option(help="Another way of asking it; repeatable.")
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="Its id; else one made of the question.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: what is not given is left out.")
    ] = False,
) -> None:
    """Add an entry: asks for what no option gives, then shows what it writes."""
    given = {
        "topic": topic,
        "question": question,
        "answer": answer,
        "quotes": quote,
        "phrasings": phrasing,
        "id": id_,
    }
    dialog = _Dialog(output.console())
    try:
        form = _Form(faq, encoder, dialog, source or [], asks=not yes)
        form.fill(given)
        form.finish()
    except KeyboardInterrupt:
        dialog.say("\nInterrupted: nothing was changed.")
        raise typer.Exit(INTERRUPTED) from None
    except EOFError:
        raise EditError(
            "the input ended before the entry was complete: nothing was changed"
        ) from None


class _Dialog:
    """Asks in a terminal, or reads the answers line by line from a pipe and shows them."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def say(self, text: str) -> None:
        """Print a sentence, in lines that are not too long."""
        output.put(self._console, Text(text))

    def verbatim(self, text: str) -> None:
        """Print a line as it is, however long."""
        self._console.print(Text(text), soft_wrap=True)

    def ask(self, prompt: str) -> str:
        """One line, trimmed.

        Raises:
            EOFError: there are no more.
        """
        if sys.stdin.isatty():
            return self._console.input(f"{prompt} ", markup=False, emoji=False).strip()
        raw = sys.stdin.buffer.readline()
        if not raw:
            raise EOFError
        line = raw.decode("utf-8", "replace").strip()
        self.verbatim(f"{prompt} {line}".rstrip())
        return line

    def lines(self, prompt: str) -> list[str]:
        """Lines up to an empty one."""
        self.say(prompt)
        return list(iter(lambda: self.ask(">"), ""))


@dataclass
class _Draft:
    """What the entry is going to be."""

    topic: str = ""
    question: str = ""
    answer: str = ""
    quotes: list[tuple[str, str]] = field(default_factory=list)
    phrasings: list[str] = field(default_factory=list)
    id: str = ""

    def edit(self) -> AddEntry:
        """The change that adds it."""
        return AddEntry(
            self.id, self.question, self.answer, self.topic, self.phrasings, self.quotes
        )


class _Form:
    """Fills in a draft for an FAQ, and inserts it.

    Args:
        path: the FAQ.
        mode: how overlap with other entries is looked for.
        dialog: where questions are put.
        sources: ids of the sources of quotes that are given beforehand.
        asks: whether questions may be put at all.
    """

    def __init__(
        self, path: Path, mode: EncoderMode, dialog: _Dialog, sources: list[str], *, asks: bool
    ) -> None:
        self.path = path
        self.mode = mode
        self.dialog = dialog
        self.named = sources
        self.asks = asks
        self.faq: Faq = load(path)
        self.draft = _Draft()
        self.texts = {s.id: SourceText(s.text) for s in self.faq.sources if s.text is not None}
        self.titles = {s.id: s.title for s in self.faq.sources}
        self.parts: Mapping[str, Callable[[], None]] = {
            "topic": self._ask_topic,
            "question": self._ask_question,
            "answer": self._ask_answer,
            "quotes": self._ask_quotes,
            "phrasings": self._ask_phrasings,
            "id": self._ask_id,
        }

    @cached_property
    def edition(self) -> Edition:
        """Answers from the FAQ as it is now; it takes a moment to open."""
        return open_edition(self.path, cached_encoder(self.mode))

    def fill(self, given: Mapping[str, str | list[str] | None]) -> None:
        """Take what is given, and ask for the rest."""
        if not self.asks and (missing := [p for p in ("question", "answer") if not given[p]]):
            options = " and ".join(f"--{part}" for part in missing)
            raise EditError(f"--yes asks nothing, so give {options} as well")
        for part, value in given.items():  # before anything is asked: options may be wrong
            if part == "quotes" and isinstance(value, list):
                self.draft.quotes = list(self._given_quotes(value))
            elif value is not None:
                setattr(self.draft, part, value)
        if self.draft.id and (flaw := self._flaw_of_id(self.draft.id)):
            raise EditError(flaw)
        for part, ask in self.parts.items():
            if given[part] is None and self.asks:
                ask()
        self.draft.id = self.draft.id or self._free_id()

    def finish(self) -> None:
        """Show what will be written and write it, unless it is unsound or not wanted."""
        while True:
            try:
                self._show(self._change())
                if self.asks and not self._decide("Add it?", ("yes", "no")):
                    continue
                change = self._change()  # the files may have been edited in the meantime
                write({change.file: change.text})
                break
            except FaqbotError as error:
                if not self.asks:
                    raise
                self.dialog.say("It cannot be added like this:")
                for line in str(error).split("\n"):
                    self.dialog.verbatim(f"  {line}")
                self._decide("What to change?", ("no",))
        self.dialog.say(f'Added "{self.draft.id}" to {change.file}:{change.line}.')
        where = "" if self.path == BUNDLED else f" --faq {shlex.quote(str(self.path))}"
        question = shlex.quote(self.draft.question)
        self.dialog.verbatim(f"Try it: faqbot ask{where} {question}")

    def _decide(self, prompt: str, words: Sequence[str]) -> bool:
        """Whether the entry is wanted as it is; if not, a part of it has been asked for again."""
        choices = ", ".join((*words, *self.parts))
        while True:
            typed = self.dialog.ask(f"{prompt} ({choices}):").casefold()
            reply = {"y": "yes", "n": "no"}.get(typed, typed)
            if reply in self.parts:
                self.parts[reply]()
                return False
            if reply == "no":
                self.dialog.say("Nothing was changed.")
                raise typer.Exit(REFUSED)
            if reply in words:
                return True

    def _change(self) -> _Insertion:
        """The file with the entry in it, once the FAQ is known to be sound with it."""
        [(file, text)] = apply(self.path, [self.draft.edit()]).items()
        load(self.path, {file: text})
        return _Insertion(file, file.read_bytes().decode("utf-8"), text)

    def _show(self, change: _Insertion) -> None:
        self.dialog.say("")
        self.dialog.verbatim(f"{change.file}:{change.line}:")
        for line in change.lines:
            self.dialog.verbatim(line)
        self.dialog.say("")
        for note in self._overlaps():
            self.dialog.say(f"Note: {note}")

    def _overlaps(self) -> Iterator[str]:
        """What the FAQ, as it is, makes of the new ways of asking."""
        owners: dict[str, list[str]] = {}
        for text in (self.draft.question, *self.draft.phrasings):
            reply = self.edition.reply(text)
            if isinstance(reply, Answer):
                owner = f'"{reply.entry.id}" ({reply.entry.question}) answers'
            elif isinstance(reply, NotCoveredReply):
                owner = f'the not_covered "{reply.subject.id}" ({reply.subject.topic}) declines'
            else:
                continue
            owners.setdefault(owner, []).append(f"“{text}”")
        for owner, texts in owners.items():
            yield f"so far, {owner} {', '.join(texts)}."

    def _ask_topic(self) -> None:
        topics = list(dict.fromkeys(entry.topic for entry in self.faq.entries if entry.topic))
        for n, topic in enumerate(topics, 1):
            self.dialog.say(f"  {n}. {topic}")
        choice = "its number, its name, or nothing" if topics else "a name, or nothing"
        while True:
            typed = self.dialog.ask(f"Topic ({choice}):")
            if typed.isdecimal() and not 1 <= int(typed) <= len(topics):
                self.dialog.say(f"There is no topic {typed}.")
                continue
            break
        same = [topic for topic in topics if topic.casefold() == typed.casefold()]
        near = difflib.get_close_matches(typed, topics, n=1)
        if typed.isdecimal():
            self.draft.topic = topics[int(typed) - 1]
        else:
            self.draft.topic = same[0] if same else typed
            if near and not same:
                self.dialog.say(f"A new topic. There is also “{near[0]}”.")

    def _ask_question(self) -> None:
        while not (typed := self.dialog.ask("Question:")):
            self.dialog.say("An entry needs a question.")
        self.draft.question = typed

    def _ask_answer(self) -> None:
        while not (typed := self.dialog.lines(f"Answer ({ENDS}):")):
            self.dialog.say("An entry needs an answer.")
        self.draft.answer = "\n".join(typed)

    def _ask_phrasings(self) -> None:
        prompt = f"Other ways of asking, one a line ({ENDS}):"
        self.draft.phrasings = self.dialog.lines(prompt)

    def _ask_id(self) -> None:
        free = self._free_id()
        while True:
            typed = self.dialog.ask(f"Id [{free}]:") or free
            if not (flaw := self._flaw_of_id(typed)):
                break
            self.dialog.say(f"{flaw[0].upper()}{flaw[1:]}.")
        self.draft.id = typed

    def _ids(self) -> set[str]:
        return {"none", *self.faq.by_id, *(subject.id for subject in self.faq.not_covered)}

    def _flaw_of_id(self, name: str) -> str | None:
        if not re.fullmatch(f"[a-z0-9-]{{1,{MAX_ID}}}", name):
            return f'"{name}" is no id: use a-z, 0-9 and -, at most {MAX_ID} characters'
        return f'the id "{name}" is taken' if name in self._ids() else None

    def _free_id(self) -> str:
        """An id made of the question's words that say what it is about."""
        ascii_only = unicodedata.normalize("NFKD", normalise(self.draft.question))
        found = words(ascii_only.encode("ascii", "ignore").decode())
        telling = [word for word in found if word not in STOP_WORDS] or found
        name = ""
        for word in telling:
            longer = f"{name}-{re.sub('[^a-z0-9]', '', word)}".strip("-")
            if len(longer) > MAX_ID:
                break
            name = longer
        name = name or "entry"
        taken, n = self._ids(), 1
        free = name
        while free in taken:
            n += 1
            free = f"{name[: MAX_ID - len(str(n)) - 1].rstrip('-')}-{n}"
        return free

    def _ask_quotes(self) -> None:
        self.draft.quotes = []
        if not self.titles:
            return
        names = ", ".join(f"“{self.titles[name]}”" for name in self.texts)
        of = f" from {names}" if names else ""
        more = "A quote"
        while True:
            lines = self.dialog.lines(f"{more}{of} that proves it ({ENDS}; nothing: no quote):")
            if not lines:
                return
            if cited := self._cited("\n".join(lines), None):
                self.draft.quotes.append(cited)
                more = "Another quote"

    def _given_quotes(self, quotes: list[str]) -> Iterator[tuple[str, str]]:
        """The quotes of the options, found in their sources."""
        if len(self.named) not in (0, 1, len(quotes)):
            raise EditError(
                f"{len(quotes)} quotes and {len(self.named)} sources are given: give each quote "
                "its own --source, or one for all, or none to look in all of them"
            )
        for n, quote in enumerate(quotes):
            name = self.named[n if len(self.named) > 1 else 0] if self.named else None
            if name is not None and name not in self.titles:
                near = difflib.get_close_matches(name, self.titles, n=1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                raise EditError(f'there is no source "{name}"{hint}')
            cited = self._cited(quote, name)
            if cited is None:
                raise EditError("nothing was changed: give the quote as the source has it")
            yield cited

    def _cited(self, quote: str, name: str | None) -> tuple[str, str] | None:
        """A quote in its source's own wording, and that source; None if it is not to be used."""
        searched = {n: t for n, t in self.texts.items() if name in (None, n)}
        if not searched:
            return self._unchecked(quote, name)
        found = {n: p for n, t in searched.items() if (p := t.locate(quote))}
        if not found:
            self._explain_absence(quote, searched)
            return None
        exact = [n for n, passage in found.items() if passage.is_exact]
        chosen = self._chosen_source(exact or list(found))
        passage = found[chosen]
        if flaw := self.texts[chosen].flaw(passage.text):
            self.dialog.say(f"{flaw[0].upper()}{flaw[1:]}.")
            return None
        if passage.is_exact:
            self.dialog.say(f"Found in {self._origin(chosen, passage)}.")
            return chosen, passage.text
        self.dialog.say(f"In {self._origin(chosen, passage)}, it reads:")
        self.dialog.say(f"  “{passage.text}”")
        if self.asks and self.dialog.ask("Quote this? [yes]").casefold() not in ("", "y", "yes"):
            return None
        return chosen, passage.text

    def _unchecked(self, quote: str, name: str | None) -> tuple[str, str]:
        """A quote whose source has no text to look it up in."""
        chosen = name or self._chosen_source(list(self.titles))
        self.dialog.say(f"“{self.titles[chosen]}” has no file here: nobody checks this quote.")
        return chosen, quote

    def _chosen_source(self, names: list[str]) -> str:
        if len(names) == 1 or not self.asks:
            return names[0]
        for n, name in enumerate(names, 1):
            self.dialog.say(f"  {n}. {self.titles[name]}")
        while True:
            typed = self.dialog.ask("Source (its number) [1]:") or "1"
            if typed in names:
                return typed
            if typed.isdecimal() and 1 <= int(typed) <= len(names):
                return names[int(typed) - 1]

    def _explain_absence(self, quote: str, searched: Mapping[str, SourceText]) -> None:
        """Say that a quote is nowhere, and how the nearest passage differs."""
        near = [(n, p) for n, t in searched.items() if (p := t.nearest(quote))]
        if not near:
            self.dialog.say("That is in no source, and nothing like it.")
            return
        name, passage = min(near, key=lambda found: len(found[1].differences))
        self.dialog.say(f"That is in no source. The nearest is in {self._origin(name, passage)}:")
        self.dialog.say(f"  “{passage.text}”")
        for asked, there in passage.differences[:3]:
            if asked and there:
                self.dialog.say(f"  It has “{there}” where you have “{asked}”.")
            elif asked:
                self.dialog.say(f"  It does not have “{asked}”.")
            else:
                self.dialog.say(f"  It has “{there}” as well.")

    def _origin(self, name: str, passage: Passage) -> str:
        return f"paragraph {passage.paragraph} of “{self.titles[name]}”"


@dataclass(frozen=True)
class _Insertion:
    """What is going to be in a file instead of what is in it now."""

    file: Path
    before: str
    text: str

    @cached_property
    def _span(self) -> tuple[int, int]:
        """How many lines are the same at the beginning, and at the end."""
        old, new = self.before.splitlines(), self.text.splitlines()
        most = min(len(old), len(new))
        start = next((n for n in range(most) if old[n] != new[n]), most)
        end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
        return start, end

    @property
    def lines(self) -> list[str]:
        """The new lines."""
        start, end = self._span
        new = self.text.splitlines()
        return new[start + self._is_gap : len(new) - end]

    @property
    def line(self) -> int:
        """The number of the first new line."""
        return self._span[0] + self._is_gap + 1

    @property
    def _is_gap(self) -> bool:
        """Whether the first of them is blank, to keep entries apart."""
        start, end = self._span
        new = self.text.splitlines()
        return start < len(new) - end and not new[start].strip()
