"""A first FAQ from a text: entries in the text's own words, tried out before anybody sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from faq.answering.edition import Edition
from faq.content import Citation, Entry, Expectation, Faq, Phrasing, Source, Term
from faq.content.quotes import MIN_QUOTE, SourceText
from faq.encoder import Encoder
from faq.errors import FaqbotError, Place
from faq.maintaining import evaluation
from faq.maintaining.lint import lint
from faq.matching import Matcher
from faq.starting.asking import (
    ANY,
    LONGEST_PHRASING,
    MANNERS,
    Asked,
    Manner,
    Words,
    fill,
    fits,
    language_of,
)
from faq.starting.outline import Block, Outline, Section, Sentence, outline
from faq.text import normalise
from faq.text import words as words_of

MOST_ENTRIES = 20
"""More drafts than that nobody reads through in one go; a text of ten pages fills them."""

MOST_TERMS = 20
"""Abbreviations; a text that introduces more is a glossary, which wants entries instead."""

MOST_TERM_ENTRIES = 3
"""Entries that only say what an abbreviation stands for."""

LONG_ANSWER = 500
"""Characters after which a draft's answer ends with its sentence: a phone's screen shows them
together with their quote."""

MOST_ITEMS = 8
"""Items of a list in an answer; each of them is quoted, and an entry has at most ten quotes."""

LONGEST_SENTENCE = 600
"""Characters: longer ones are tables, lists of names, or not split."""

SAMPLE = 200_000
"""Characters by which language and the use of capitals are told: a hundred pages."""

FEW_ENTRIES = 5
"""Below that a draft is filled up with paragraphs called by their first words."""

OPENING = 4
"""Words by which such a paragraph is called."""

MOST_BLOCKS = 40
"""Paragraphs of a section that are looked through for facts."""

ROUNDS = 30
"""Times that drafts are tried out; each round takes away what the linter warns of."""

LABEL = 128
"""Characters of a title or topic, as the format has it."""

_ACRONYM = r"[A-Z][A-Za-z0-9&]{0,6}[A-Z0-9]"
_IN_BRACKETS = re.compile(rf"\s?\(({_ACRONYM})s?\)")
_WORDS_BEFORE = re.compile(r"[\w’'&/-]+(?:\s+[\w’'&/-]+){0,9}$")
_SHORT_LONG = re.compile(rf"(?<![\w-])({_ACRONYM}) \(([A-Za-z][\w\s’'&/-]{{5,79}})\)")
_SMALL = frozenset(
    words_of(
        "a an and the of for in on to at by with de la el los las y del und der die das für "
        "von des du et les &"
    )
)
_LEADS_IN = frozenset(
    words_of(
        "in on at by for with without from to after before during under over if when where "
        "what i you we it please do don't no how why who is are can"
    )
)
_BIDS = frozenset(
    words_of(
        "create run support install add make get set start click see read write build test "
        "donate use contribute update upgrade configure deploy choose check fix keep bring "
        "learn try let"
    )
)
_ASKS = re.compile(
    r"How to |(?:Why|When|Where|Who|What|How) (?:is|are|do|does|can|to|should|must|was|were)\b"
)
_GOES_ON = frozenset(
    words_of(
        "it they this these that those he she such here there otherwise however but in it's "
        "its their er sie es dies diese dieser dort sonst ello esto estos esta estas él ellos "
        "il elle ils elles cela ce"
    )
) - {"in"}


class DraftError(FaqbotError):
    """A text that no FAQ can be made from; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry, and the question that it is tested with.

    Attributes:
        at: where in the text its first quote begins.
    """

    id: str
    topic: str
    question: str
    phrasings: tuple[str, ...]
    test: str
    answer: str
    quotes: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A first FAQ.

    Attributes:
        language: its code; empty if it is not known.
        source: the id of the text that everything is quoted from, and what it is called.
        terms: abbreviations that the text introduces, with what they stand for.
    """

    title: str
    about: str
    language: str
    source: str
    terms: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics, in the text's order."""
        return tuple(dict.fromkeys(item.topic for item in self.items if item.topic))

    @property
    def phrasings(self) -> int:
        """How many ways of asking there are, the questions themselves among them."""
        return sum(1 + len(item.phrasings) for item in self.items)


def draft(
    text: str, name: str, encoder: Encoder | None, *, title: str = "", language: str = ""
) -> Draft:
    """A first FAQ from a text; the same text always gives the same one.

    Args:
        text: what it is to answer from.
        name: the text's file name, without folders.
        encoder: with which the drafts are tried out; None to go by spelling.
        title: what to call it; else the text's first heading or line.
        language: its code; else it is told from the text.

    Raises:
        DraftError: nothing in the text can be quoted.
    """
    read = outline(text)
    sample = re.findall(r"\w+", text[:SAMPLE])
    known = Words(text[:SAMPLE])
    language = language or language_of([word.lower() for word in sample], len(sample))
    manner = MANNERS.get(language.partition("-")[0], ANY)
    stem = name.rpartition(".")[0] or name
    called = _clipped(" ".join(title.split()) or read.title or _spoken(stem), LABEL)
    source = SourceText(text)
    terms = tuple(_terms(text))
    author = _Author(source, manner, known, read, called, terms)
    chosen = sorted(_spread(author), key=lambda item: item.at)
    if not chosen:
        raise DraftError(
            f"{name} has no sentence that could be quoted: give a text of a few sentences"
        )
    made = Draft(
        title=called,
        about=_clipped(manner.about.replace("{x}", _clipped(called, 60)), LABEL),
        language=language,
        source=_slug(stem) or "source",
        terms=terms,
        items=tuple(_named(chosen)),
    )
    return _tried(made, encoder)


class _Author:
    """Writes entries from a text's sections."""

    def __init__(  # noqa: PLR0913, PLR0917 -- all that is known of the text
        self,
        source: SourceText,
        manner: Manner,
        known: Words,
        read: Outline,
        title: str,
        terms: Sequence[tuple[str, str]],
    ) -> None:
        self.source = source
        self.manner = manner
        self.known = known
        self.read = read
        self.title = title
        self.terms = terms

    def section(self, section: Section) -> Iterator[Item]:
        """What a section says as a whole, if it says several things, then its facts."""
        facts: list[Item] = []
        for block in section.blocks[:MOST_BLOCKS]:
            facts += self._facts(block, section.heading)
        whole = self._whole(section)
        sentences = sum(len(block.sentences) for block in section.blocks[:MOST_BLOCKS])
        same = [item for item in facts if whole and item.answer == whole.answer]
        if same or (facts and section.heading and sentences == 1):
            heading = self._inside(section.heading)
            first = (same or facts)[0]
            facts[facts.index(first)] = replace(first, phrasings=(*first.phrasings, heading))
            whole = None
        if whole:
            yield whole
        yield from facts

    def introduction(self) -> Item | None:
        """What the text is about, if it says so before its first heading."""
        first = self.read.sections[0] if self.read.sections else Section("", ())
        if first.heading and len(self.read.sections) > 1:
            return None
        title = self.title
        frames = [f for f in self.manner.intro if len(self.title) <= 50 or "{x}" not in f]  # noqa: PLR2004 -- nobody types more of a title
        asked = fill(tuple(frames) or self.manner.intro, _clipped(title, 50), "about")
        for block in first.blocks[:MOST_BLOCKS]:
            prose = [s for s in block.sentences if s.text.endswith((".", "!", "。"))]
            if (
                prose
                and not block.is_list
                and len(prose[0].text.split()) > OPENING
                and not prose[0].text.startswith("Copyright")
            ):
                return self._item(asked, "", self._run(block.sentences, 0))
        return None

    def openings(self) -> Iterator[Item]:
        """Paragraphs by their first words, for a text from which little else can be made."""
        for section in self.read.sections[:MOST_BLOCKS]:
            for block in section.blocks[:MOST_BLOCKS]:
                first = block.sentences[0].text if block.sentences else ""
                words = first.split()
                if block.is_list or len(first) < MIN_QUOTE:
                    continue
                begins = " ".join(words[:OPENING]) if len(words) > OPENING else first[:MIN_QUOTE]
                asked = fill(self.manner.by_name, begins.rstrip(".,;:") + " …")
                item = self._item(asked, section.heading, self._run(block.sentences, 0))
                if item and fits(asked):
                    yield item

    def spelled_out(self) -> Iterator[Item]:
        """What abbreviations stand for."""
        for short, long in self.terms[:MOST_TERM_ENTRIES]:
            for written in (f"{long} ({short})", f"{long}({short})", f"{short} ({long})"):
                found = self.source.folded.lower().find(written.lower())
                if found >= 0:
                    quote = self.source.folded[found : found + len(written)]
                    asked = fill(self.manner.stands_for, short, f"{short} name")
                    answer = self.manner.spelled.replace("{x}", short).replace("{long}", long)
                    if fits(asked):
                        yield Item("", "", asked.question, asked.phrasings, asked.test,
                                   answer, (quote,), found)  # fmt: skip
                    break

    def _facts(self, block: Block, heading: str) -> Iterator[Item]:
        for i, sentence in enumerate(block.sentences):
            if not MIN_QUOTE <= len(sentence.text) <= LONGEST_SENTENCE:
                continue
            for asked in self.manner.sentence(sentence.text, self.known):
                if not fits(asked):
                    continue
                said = (
                    self._run(block.sentences, i, follow=True) if not block.is_list else [sentence]
                )
                if item := self._item(asked, heading, said):
                    yield item
                    break

    def _whole(self, section: Section) -> Item | None:
        heading = section.heading
        if not heading:
            return None
        x = self._inside(heading)
        if heading.endswith("?"):
            asked = replace(fill(self.manner.heading, x.rstrip("?! "), heading), question=heading)
        elif self.manner.code == "en" and _ASKS.match(heading):
            asked = replace(
                fill(self.manner.heading, x, heading),
                question=re.sub(r"^How to ", "How do I ", heading) + "?",
            )
        else:
            asked = fill(self.manner.heading, x, heading)
            words = x.lower().split()
            if not fits(asked) or words[0] in _LEADS_IN or (words[1:] and words[0] in _BIDS):
                asked = fill(self.manner.by_name, heading)
        if not fits(asked):
            return None
        said: list[Sentence] = []
        lines: list[str] = []
        for block in section.blocks:
            if block.is_list:
                room = MOST_ITEMS - len(said)
                found = [s for s in block.sentences[:room] if len(s.text) <= LONGEST_SENTENCE]
                lines += [f"- {s.text}" for s in found]
            else:
                found = self._run(block.sentences, 0)
                lines.append(" ".join(s.text for s in found))
            said += found
            if sum(map(len, lines)) > LONG_ANSWER / 2 or len(said) >= MOST_ITEMS:
                break
        if len(lines) > 1 and lines[-1].endswith(":"):
            lines.pop()
        return self._item(asked, heading, said, "\n".join(line for line in lines if line))

    def _inside(self, heading: str) -> str:
        return self.known.heading(heading) if self.manner.code == "en" else heading

    def _run(
        self, sentences: Sequence[Sentence], start: int, *, follow: bool = False
    ) -> list[Sentence]:
        """Sentences from one on, as many as an answer holds; `follow`: that refer back to it."""
        said: list[Sentence] = []
        for sentence in sentences[start:]:
            size = sum(len(s.text) for s in said) + len(sentence.text)
            first = sentence.text.split()[0].strip("\"'“‘").lower()
            if said and (size > LONG_ANSWER or (follow and first not in _GOES_ON)):
                break
            if len(sentence.text) > 4 * LONGEST_SENTENCE:
                break
            said.append(sentence)
        return said

    def _item(
        self, asked: Asked, topic: str, said: Sequence[Sentence], answer: str = ""
    ) -> Item | None:
        """An entry, if what it says can be quoted."""
        quotes = tuple(self._quotes(said))
        if not quotes:
            return None
        answer = answer or " ".join(sentence.text for sentence in said)
        seen = {normalise(asked.question)}
        phrasings: list[str] = []
        for phrasing in asked.phrasings:
            normal = normalise(phrasing)
            if normal and normal not in seen and len(phrasing) <= LONGEST_PHRASING:
                seen.add(normal)
                phrasings.append(phrasing)
        at = self.source.folded.find(quotes[0])
        return Item(_slug(asked.key), topic, asked.question, tuple(phrasings), asked.test,
                    answer, quotes, at)  # fmt: skip

    def _quotes(self, said: Sequence[Sentence]) -> Iterator[str]:
        """Runs of the text that sentences rest on, as few as can be."""
        folded = self.source.folded
        run = ""
        for sentence in said[: MOST_ITEMS + 2]:
            joined = f"{run} {sentence.quote}" if run else sentence.quote
            if sentence.quote == sentence.text and joined in folded:
                run = joined
                continue
            if len(run) >= MIN_QUOTE:
                yield run
            run = sentence.quote if sentence.quote in folded else ""
        if len(run) >= MIN_QUOTE:
            yield run


def _spread(author: _Author) -> list[Item]:
    """At most `MOST_ENTRIES` items: first each section's best, and so on."""
    sections = author.read.sections
    if not sections:
        return []
    if len(sections) > MOST_ENTRIES:  # what recurs under one heading would be asked alike
        sections = tuple({s.heading: s for s in reversed(sections)}.values())[::-1]
    if len(sections) > MOST_ENTRIES:  # a book: evenly over all of it
        step = len(sections) / MOST_ENTRIES
        sections = tuple(sections[int(n * step)] for n in range(MOST_ENTRIES))
    chosen = [item for item in [author.introduction()] if item]
    chosen += author.spelled_out()
    seen = {normalise(item.question) for item in chosen}
    rows = [_evenly(list(author.section(section)), MOST_ENTRIES) for section in sections]
    for tier in zip_longest(*rows):
        for item in tier:
            if item and len(chosen) < MOST_ENTRIES and normalise(item.question) not in seen:
                seen.add(normalise(item.question))
                chosen.append(item)
    if len(chosen) < FEW_ENTRIES:
        said = {quote for item in chosen for quote in item.quotes}
        rest = [item for item in author.openings() if not said & {*item.quotes}]
        chosen += _evenly(rest, FEW_ENTRIES - len(chosen))
    return chosen


def _evenly(items: list[Item], most: int) -> list[Item]:
    """The first item, and others from all over the rest."""
    if len(items) <= most:
        return items
    step = len(items) / most
    return [items[int(n * step)] for n in range(most)]


def _named(items: Sequence[Item]) -> Iterator[Item]:
    """The items with ids of their own."""
    taken = {"none"}
    for item in items:
        name = base = item.id or _slug(item.question) or "entry"
        number = 2
        while name in taken:
            name, number = f"{base[:36]}-{number}", number + 1
        taken.add(name)
        yield replace(item, id=name)


def _tried(made: Draft, encoder: Encoder | None) -> Draft:
    """The draft without what the linter warns of, and without entries that cannot be found.

    The questions that choose among entries here are those that `faqbot test` asks: that a draft
    passes them shows that it is sound, not how well it will do on what people type.
    """
    for _ in range(ROUNDS):
        faq = _as_faq(made)
        edition = Edition(faq, Matcher(faq, encoder))
        flagged = {problem.place for problem in lint(edition) if problem is not None}
        if flagged:
            made = _mended(made, flagged)
            continue
        wrong = [
            outcome.expectation
            for outcome in evaluation.run(edition)
            if outcome.verdict is evaluation.Verdict.WRONG
        ]
        if not wrong or len(made.items) == 1:
            break
        # Asked for in other words, another entry answers: two drafts of one thing.
        lost = wrong[-1].accepted
        made = replace(made, items=tuple(item for item in made.items if item.id not in lost))
    return made


def _mended(made: Draft, flagged: Collection[Place]) -> Draft:
    """The draft without the phrasings, and without the last of the entries, that are flagged."""
    items: list[Item] = []
    broken = [
        n for n in range(len(made.items)) if {Place("", n + 1), Place("", n + 1, 2)} & {*flagged}
    ]
    for n, item in enumerate(made.items):
        if broken and n == broken[-1] and len(made.items) > 1:
            continue
        kept = tuple(
            phrasing
            for k, phrasing in enumerate(item.phrasings)
            if Place("", n + 1, k + 3) not in flagged
        )
        items.append(replace(item, phrasings=kept))
    return replace(made, items=tuple(items))


def _as_faq(made: Draft) -> Faq:
    """The draft as the loader would give it: line n + 1 is item n, columns are its phrasings."""
    source = Source(made.source, made.title)
    return Faq(
        title=made.title,
        about=made.about,
        language=made.language or "en",
        entries=tuple(
            Entry(
                id=item.id,
                question=item.question,
                answer=item.answer,
                place=Place("", n),
                phrasings=tuple(
                    Phrasing(text, Place("", n, k))
                    for k, text in enumerate((item.question, *item.phrasings), 2)
                ),
                topic=item.topic or None,
                citations=tuple(Citation(source, quote, None) for quote in item.quotes),
            )
            for n, item in enumerate(made.items, 1)
        ),
        sources=(source,),
        terms=tuple(Term(short, (long,)) for short, long in made.terms),
        questions=tuple(
            Expectation(item.test, frozenset({item.id}), Place("", n))
            for n, item in enumerate(made.items, 1)
        ),
    )


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """Abbreviations that the text introduces, each with what it stands for."""
    found: dict[str, str] = {}
    meant: set[str] = set()
    for match in _IN_BRACKETS.finditer(text):
        before = _WORDS_BEFORE.search(text[max(0, match.start() - LABEL) : match.start()])
        if before and (long := _spelling(before[0], match[1])):
            _note(found, meant, match[1], long)
    for match in _SHORT_LONG.finditer(text):
        if (long := _spelling(match[2], match[1])) and long == " ".join(match[2].split()):
            _note(found, meant, match[1], long)
    yield from list(found.items())[:MOST_TERMS]


def _note(found: dict[str, str], meant: set[str], short: str, long: str) -> None:
    taken = {name.casefold() for name in found}
    if short.casefold() not in taken and long.casefold() not in meant | taken:
        found[short] = long
        meant.add(long.casefold())


def _spelling(words: str, short: str) -> str | None:
    """The last words whose first letters an abbreviation is made of; None if there are none."""
    parts = words.split()
    letters = [c for c in short.lower() if c.isalnum() or c == "&"]
    if sum(c.isalpha() for c in letters) < 2 or short.isdigit():  # noqa: PLR2004 -- one letter stands for anything
        return None
    at, i = len(parts), len(letters) - 1
    while at > 0 and i >= 0:
        at -= 1
        for piece in reversed(re.split(r"[-/]", parts[at].lower())):
            is_and = i >= 0 and letters[i] == "&" and piece in ("and", "und", "y", "et", "&")
            if is_and or (i >= 0 and piece.startswith(letters[i])):
                i -= 1
            elif piece not in _SMALL:
                return None
    if i >= 0 or parts[at].lower() in _SMALL:
        return None
    long = " ".join(parts[at:])
    return long if len(parts) - at > 1 or "-" in long else None


def _spoken(stem: str) -> str:
    """A file's name as a title."""
    words = " ".join(re.sub(r"[-_.]+", " ", stem).split()) or "FAQ"
    return words[0].upper() + words[1:]


def _clipped(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"


def _slug(text: str) -> str:
    """A name in a-z, 0-9 and -, at most 40 characters, cut between words."""
    text = text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    letters = re.sub(
        r"'s\b|^(?:the|an?|der|die|das|eine?|el|la|los|las|le|les|une?) ", "", letters
    )
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if len(name) <= 40:  # noqa: PLR2004 -- the format's limit
        return name
    return name[:41].rpartition("-")[0].strip("-") or name[:40]
