"""Writes entries from the sections of a text: questions, answers in its own words, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from faq.content.quotes import MIN_QUOTE, SourceText
from faq.starting import english
from faq.starting.outline import Block, Outline, Section, Sentence
from faq.starting.templates import DraftQuestion, Templates, fill
from faq.text import normalise
from faq.text import words as words_of

LONG_ANSWER = 500
"""Characters after which an answer ends with its sentence: a phone's screen shows them together
with their quote."""

LONGEST_PHRASING = 160
"""Characters: nobody types more to ask one thing."""

LONGEST_SENTENCE = 600
"""Characters: longer ones are tables, lists of names, or several sentences without full stops."""

LONGEST_TITLE = 50
"""Characters of a title in a question: nobody types more of it."""

MOST_ITEMS = 8
"""Items of a list in an answer; each of them is quoted, and an entry has at most ten quotes."""

MOST_BLOCKS = 40
"""Paragraphs of a section that are read, so that a book takes seconds."""

MOST_ABBREVIATIONS = 3
"""Entries that only say what an abbreviation stands for."""

OPENING = 4
"""First words by which a paragraph is called."""

_REFERS_BACK = frozenset(
    words_of(
        "it they this these that those he she such here there otherwise however but it's its "
        "their er sie es dies diese dieser dort sonst ello esto estos esta estas él ellos il elle "
        "ils elles cela ce"
    )
)
"""First words of sentences that are understood only together with the one before."""


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """An entry, and the question that it is tested with.

    Attributes:
        question: what it answers.
        topic: the heading above it; empty if there is none.
        answer: in the text's own words.
        quotes: runs of the text that prove it, white space folded.
        position: where in the text, white space folded, the first of them begins.
    """

    question: DraftQuestion
    topic: str
    answer: str
    quotes: tuple[str, ...]
    position: int

    def with_phrasings(self, phrasings: Iterable[str]) -> DraftEntry:
        """The same entry with other phrasings."""
        return replace(self, question=replace(self.question, phrasings=tuple(phrasings)))


@dataclass(frozen=True)
class EntryWriter:
    """Writes the entries that a text gives.

    Attributes:
        title: of the text.
        source: the text, in which quotes are found.
        outline: its sections.
        templates: how its language asks.
        capitals: of its words; None unless it is English.
        abbreviations: those that it introduces, with what they stand for.
    """

    title: str
    source: SourceText
    outline: Outline
    templates: Templates
    capitals: english.Capitals | None
    abbreviations: Sequence[tuple[str, str]]

    def introduction(self) -> DraftEntry | None:
        """What the text is about, if it says so before its first heading."""
        sections = self.outline.sections
        if not sections or (sections[0].heading and len(sections) > 1):
            return None
        parts = self.templates.introduction.split(" | ")
        if len(self.title) > LONGEST_TITLE:
            parts = [part for part in parts if "{x}" not in part] or parts
        question = fill(" | ".join(parts), clipped(self.title, LONGEST_TITLE), "about")
        for block in sections[0].blocks[:MOST_BLOCKS]:
            prose = [s.text for s in block.sentences if s.text.endswith((".", "!", "。"))]
            is_legal = bool(prose) and prose[0].startswith("Copyright")
            if prose and not block.is_list and not is_legal and len(prose[0].split()) > OPENING:
                return self._entry(question, "", self._answer(block.sentences))
        return None

    def spelled_out(self) -> Iterator[DraftEntry]:
        """What the abbreviations stand for."""
        folded = self.source.folded
        for short, long in self.abbreviations[:MOST_ABBREVIATIONS]:
            written = (f"{long} ({short})", f"{long}({short})", f"{short} ({long})")
            match = re.search("|".join(map(re.escape, written)), folded, re.IGNORECASE)
            question = fill(self.templates.abbreviation, short)
            if match and question.fits_a_button:
                answer = self.templates.spelled_out.replace("{x}", short).replace("{long}", long)
                question = replace(question, key=question.question)
                yield DraftEntry(question, "", answer, (match[0],), match.start())

    def of_section(self, section: Section) -> Iterator[DraftEntry]:
        """What a section says as a whole, if that is more than one fact; then its facts."""
        blocks = section.blocks[:MOST_BLOCKS]
        facts = [fact for block in blocks for fact in self._facts(block, section.heading)]
        whole = self._whole(section)
        same = [fact for fact in facts if whole and fact.answer == whole.answer]
        is_one_fact = facts and section.heading and sum(len(b.sentences) for b in blocks) == 1
        if same or is_one_fact:
            fact = (same or facts)[0]
            phrasings = (*fact.question.phrasings, self._inside(section.heading))
            facts[facts.index(fact)] = fact.with_phrasings(phrasings)
        elif whole:
            yield whole
        yield from facts

    def openings(self) -> Iterator[DraftEntry]:
        """Paragraphs, called by their first words: for a text that gives little else."""
        for section in self.outline.sections[:MOST_BLOCKS]:
            for block in section.blocks[:MOST_BLOCKS]:
                first = block.sentences[0].text if block.sentences else ""
                if block.is_list or len(first) < MIN_QUOTE:
                    continue
                words = first.split()
                begins = " ".join(words[:OPENING]) if len(words) > OPENING else first[:MIN_QUOTE]
                question = fill(self.templates.by_name, begins.rstrip(".,;:") + " …")
                entry = self._entry(question, section.heading, self._answer(block.sentences))
                if entry:
                    yield entry

    def _facts(self, block: Block, heading: str) -> Iterator[DraftEntry]:
        """An entry for each sentence that surely answers a question."""
        for i, sentence in enumerate(block.sentences):
            if not MIN_QUOTE <= len(sentence.text) <= LONGEST_SENTENCE:
                continue
            following = () if block.is_list else block.sentences[i + 1 :]
            answer = self._answer([sentence, *following], only_referring=True)
            questions = (
                english.questions(sentence.text, self.capitals)
                if self.capitals
                else self.templates.questions(sentence.text)
            )
            for question in questions:
                if entry := self._entry(question, heading, answer):
                    yield entry
                    break

    def _whole(self, section: Section) -> DraftEntry | None:
        """An entry that answers with the beginning of a section."""
        heading = section.heading
        if not heading:
            return None
        if heading.endswith("?"):
            question = fill(self.templates.heading, self._inside(heading).strip("¿?! "), heading)
            question = replace(question, question=heading)
        elif self.capitals:
            question = english.heading_question(heading, self.capitals)
        else:
            question = fill(self.templates.heading, heading)
        quoted: list[Sentence] = []
        lines: list[str] = []
        for block in section.blocks:
            if block.is_list:
                room = MOST_ITEMS - len(quoted)
                part = [s for s in block.sentences[:room] if len(s.text) <= LONGEST_SENTENCE]
                lines += [f"- {item.text}" for item in part]
            else:
                part = self._answer(block.sentences)
                lines.append(" ".join(sentence.text for sentence in part))
            quoted += part
            if sum(map(len, lines)) > LONG_ANSWER / 2 or len(quoted) >= MOST_ITEMS:
                break
        if len(lines) > 1 and lines[-1].endswith(":"):
            lines.pop()
        return self._entry(question, heading, quoted, "\n".join(filter(None, lines)))

    def _inside(self, heading: str) -> str:
        return self.capitals.heading(heading) if self.capitals else heading

    def _answer(
        self, sentences: Sequence[Sentence], *, only_referring: bool = False
    ) -> list[Sentence]:
        """The first sentence and as many more as an answer holds.

        Args:
            sentences: those of a paragraph.
            only_referring: whether to stop before one that is understood without the first.
        """
        answer: list[Sentence] = []
        for sentence in sentences:
            size = sum(len(s.text) for s in answer) + len(sentence.text)
            first = sentence.text.split()[0].strip("\"'“‘").lower()
            if answer and (size > LONG_ANSWER or (only_referring and first not in _REFERS_BACK)):
                break
            if len(sentence.text) > 4 * LONGEST_SENTENCE:
                break
            answer.append(sentence)
        return answer

    def _entry(
        self, question: DraftQuestion, topic: str, sentences: Sequence[Sentence], answer: str = ""
    ) -> DraftEntry | None:
        """An entry, unless a button cuts its question or nothing of its answer can be quoted."""
        quotes = tuple(self._quotes(sentences))
        if not quotes or not question.fits_a_button:
            return None
        phrasings = {normalise(question.question): ""}
        for phrasing in question.phrasings:
            if len(phrasing) <= LONGEST_PHRASING and normalise(phrasing):
                phrasings.setdefault(normalise(phrasing), phrasing)
        answer = answer or " ".join(sentence.text for sentence in sentences)
        entry = DraftEntry(question, topic, answer, quotes, self.source.folded.find(quotes[0]))
        return entry.with_phrasings(filter(None, phrasings.values()))

    def _quotes(self, sentences: Sequence[Sentence]) -> Iterator[str]:
        """The runs of the text that sentences rest on, as few as can be."""
        run = ""
        for sentence in sentences[: MOST_ITEMS + 2]:
            joined = f"{run} {sentence.quote}" if run else sentence.quote
            if sentence.quote == sentence.text and joined in self.source.folded:
                run = joined
                continue
            if len(run) >= MIN_QUOTE:
                yield run
            run = sentence.quote if sentence.quote in self.source.folded else ""
        if len(run) >= MIN_QUOTE:
            yield run


def clipped(text: str, longest: int) -> str:
    """The text, or its beginning up to a word's end and "…", in at most `longest` characters."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"
