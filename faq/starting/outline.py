"""What a plain text or Markdown file consists of: a title, headings, paragraphs, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from faq.content.quotes import MIN_QUOTE

MAX_HEADING = 80
"""Characters: a line of a printed page; whatever is longer reads as a sentence."""

MAX_HEADING_WORDS = 10
"""Words, for the same reason."""

MAX_BARE_WORDS = 6
"""Words of a heading that no blank line and no mark sets off from the text below it."""

LONGEST_ACRONYM = 5
"""Letters: what is longer and in capitals is shouted, not abbreviated."""

SHORT_LINE = 0.6
"""Part of the longest line near it that such a heading is at most: a line that was wrapped is
nearly as long as its neighbours."""

MAX_BLOCK = 20_000
"""Characters of a block that are looked at: a page of print has 3,000."""

_ATX = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"([=\-~^*\"'`#+])\1{2,}\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,3}[.)]|\(?[a-z]\))\s+(?=\S)")
_CLAUSE = re.compile(r"\s*(?:\d+(?:\.\d+)+\.?|\(\d{1,3}\))\s+(?=\S)")
_NUMBER = re.compile(rf"\A(?:{_CLAUSE.pattern}|{_ITEM.pattern})")
_NUMBERED = re.compile(
    r"(?:(?:§+|Art(?:icle|ikel|ículo|\.)|Section|Abschnitt|Sección|Chapter|Kapitel|Capítulo|"
    r"Part|Teil|Rule|Regel|Regla|Clause)\s*(?:\d+(?:\.\d+)*|[IVXLC]+)(?![\w.]*\w)|\d+(?:\.\d+)*(?!\w))"
    r"[.):]?\s*(?:[-–—:]\s*)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:[A-Z][\w ]{0,20}:? )?(?:\w+, )?(?:\d{1,2}(?:st|nd|rd|th|\.)?(?: de)? )?"
    r"[A-Z]?[a-zé]+(?: de)?\s"
    r"(?:\d{1,2}(?:st|nd|rd|th)?, ?)?(?:1\d|20)\d\d\.?",
)
_LAW = re.compile(r"[§A-Za-z]")
_TABLE = re.compile(r"\s*\|.*\||\s*\+[-=+]+\+\s*$|[^|]*\|[^|]*\|")
_NOISE = re.compile(r"\s*(?:<[!/a-zA-Z]|\[!\[|!\[|\[[^\]]+\]:\s|\.\. |:\w+:|<?https?://\S+>?\s*$)")
_RULE = re.compile(r"[\s\-_=*~#.•·—]*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_MARKS = re.compile(
    r"</?[a-zA-Z][^<>]*>|(?<!\w)(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)(?!\w)|`+|(?<![\w*])\*(?=\w)|"
    r"(?<=[\w.,!?])\*(?![\w*])|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LEGAL = re.compile(r"Copyright\b|\(c\)|©|All rights reserved", re.IGNORECASE)
_RUN_IN = re.compile(
    r"\s*\d{1,2}\.\s+(?P<heading>[A-Z][\w-]*(?: (?:[A-Z][\w-]*|of|and|the|or|to|for|in|on)){0,6})"
    r"\.(?P<rest> +[A-Z].*)$"
)
_ROLE = re.compile(r":[a-z]+:`(?=[^`]+`)")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\x00-\x08\x0e-\x1f\x7f-\x9f]")
_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«„(\[¿¡§]*[A-ZÀ-ÖØ-ÞЀ-Я0-9])|(?<=[。！？])")
_HOUR = re.compile(r"\d ?[ap]\.m\.?$")
"""Ends a sentence if a capital follows, which the end of a sentence needs anyway."""

_NO_END = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|Art|Abs|Fig|Inc|Ltd|Co|Corp|vs|etc|ca|cf|approx|bzw|"
    r"usw|evtl|inkl|Sra?|Dra?|núm|pág|e\.g|i\.e|z\.B|d\.h|p\.ej|a\.m|p\.m|[A-Z])|"
    r"(?:^|\s)\d{1,2})\.$",
)
_TERMINAL = tuple(".!?…。！？")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence.

    Attributes:
        text: as people read it: no markup, single spaces.
        quote: a run of the file's own letters in it, the longest without markup.
    """

    text: str
    quote: str


@dataclass(frozen=True)
class Block:
    """Lines between blank lines; `is_list` when each of its `lines` is an item."""

    lines: tuple[str, ...]
    is_list: bool = False

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, or its items."""
        parts = self.lines if self.is_list else _split(" ".join(self.lines))
        found = (_sentence(_NUMBER.sub("", part, count=1)) for part in parts)
        return tuple(sentence for sentence in found if sentence.text and sentence.quote)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading; the text before the first one has an empty heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's title and sections, in their order; sections without text are left out."""

    title: str
    sections: tuple[Section, ...]


def outline(text: str) -> Outline:
    """What a text consists of; a Markdown file's code, tables and HTML are passed over."""
    title: str | None = None
    sections: list[Section] = []
    heading, blocks = "", list[Block]()
    for item in _items(_chunks(_COMMENT.sub(_blanked, text))):
        if isinstance(item, Block):
            title = _title(item) if title is None else title
            blocks.append(item)
            continue
        title = item if title is None else title
        if blocks:
            sections.append(Section(heading, tuple(blocks)))
        heading, blocks = ("" if item == title else _calm(item)), []
    if blocks:
        sections.append(Section(heading, tuple(blocks)))
    return Outline(title or "", tuple(sections))


def _calm(heading: str) -> str:
    """A heading in capitals as people write it."""
    if not heading.isupper() or len(heading) <= LONGEST_ACRONYM:
        return heading
    return heading[0] + heading[1:].lower()


def _title(block: Block) -> str:
    """A text's first line, if it is no sentence."""
    line = plain(block.lines[0])
    if line.endswith((*_TERMINAL, ",", ";", ":")) or len(line) > MAX_HEADING or block.is_list:
        return ""
    return (
        ""
        if _LEGAL.match(line) or "://" in line or len(line.split()) > MAX_HEADING_WORDS
        else line
    )


def _blanked(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def plain(text: str) -> str:
    """A text without Markdown's and HTML's marks, with single spaces."""
    text = _MARKS.sub("", _ROLE.sub("`", _LINK.sub(r"\1", text)))
    return " ".join(_INVISIBLE.sub("", text).replace("\\", "").split())


def _chunks(text: str) -> Iterator[list[str]]:
    """Lines between blank lines, without code, tables, HTML and rules."""
    chunk: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if opened := _FENCE.match(line):
            if not fence:
                fence = opened[1]
            elif opened[1] == fence:
                fence = ""
            line = ""  # noqa: PLW2901 -- the fence itself ends a paragraph
        elif not chunk and line.startswith("---") and _RULE.match(line):
            continue
        skipped = fence or _TABLE.match(line) or _NOISE.match(line)
        is_code = not chunk and line.startswith(("    ", "\t")) and not _ITEM.match(line)
        is_rule = _RULE.match(line) and not (chunk and _UNDERLINE.match(line))
        if is_code and line.strip() and _looks_like_code(line):
            continue
        if skipped or is_rule:
            if chunk:
                yield chunk
            chunk = []
        else:
            chunk.append(re.sub(r"^\s*>+\s?", "", line))
    if chunk:
        yield chunk


def _looks_like_code(line: str) -> bool:
    return bool(re.search(r"[=(){}<>$;\\]|^\s*(?:import|from|def|pip|\$|>>>)\b", line))


def _items(chunks: Iterator[list[str]]) -> Iterator[str | Block]:
    """Headings and blocks, in their order."""
    waiting = list[str]()
    for chunk in chunks:
        if waiting:
            yield from _of_chunk(waiting, chunk)
        waiting = chunk
    if waiting:
        yield from _of_chunk(waiting, [])


def _of_chunk(lines: list[str], following: list[str]) -> Iterator[str | Block]:
    """The headings and blocks of lines that no blank line parts."""
    paragraph: list[str] = []
    if run_in := _RUN_IN.match(lines[0]):
        yield run_in["heading"]
        lines = [run_in["rest"].strip(), *lines[1:]]
    longest = max(map(len, lines))
    skip = False
    for i, line in enumerate(lines):
        if skip:
            skip = False
            continue
        after = lines[i + 1] if i + 1 < len(lines) else ""
        marked = _ATX.match(line)
        underlined = bool(after and _UNDERLINE.match(after) and not _ITEM.match(line + "x"))
        if marked or (underlined and not paragraph):
            heading = _heading(marked[1] if marked else line)
            skip = underlined and not marked
        elif _UNDERLINE.match(line) and _RULE.match(line):
            continue
        elif len(lines) == 1:
            heading = _alone(line, following)
        elif after and _is_set_off(line, after, paragraph, longest):
            heading = _heading(line)
        else:
            heading = ""
        if not heading:
            paragraph.append(line)
            continue
        yield from _blocks(paragraph)
        paragraph = []
        yield heading
    yield from _blocks(paragraph)


def _alone(line: str, following: Sequence[str]) -> str:
    """The heading that a line with blank lines around it is; empty if it is none."""
    heading = _heading(line)
    parts = heading.split()
    if _ITEM.match(line) and following and _ITEM.match(following[0]):
        # "1. Flour" before "2. Eggs" is an item, but "1. Fees" before a text is a heading.
        return ""
    if not heading or not following or _is_lead_in(line):
        return ""
    if not line.strip().endswith((*_TERMINAL, ",", ";")):
        return heading if _starts_like_heading(heading) else ""
    is_label = line.strip().endswith((".", "?")) and len(parts) <= MAX_BARE_WORDS - 2
    is_question = line.strip().endswith("?")
    below = " ".join(following)
    if _ITEM.match(line) and is_label:
        return heading.rstrip(".")
    if is_question or (is_label and len(below) > MAX_HEADING):
        return heading if is_question else heading.rstrip(".")
    return ""


def _is_set_off(line: str, after: str, paragraph: Sequence[str], longest: int) -> bool:
    """Whether a line is the heading of the lines right below it."""
    text = line.strip()
    if paragraph and not paragraph[-1].strip().endswith((*_TERMINAL, ":", ";")):
        return False
    if _ITEM.match(line) and (_ITEM.match(after) or not _heading(line)):
        return False
    begins = after.strip()[:1]
    return (
        len(text.split()) <= MAX_BARE_WORDS
        and (len(text) <= SHORT_LINE * longest or _is_numbered(text))
        and not text.endswith((*_TERMINAL, ",", ";"))
        and not _is_lead_in(text)
        and _starts_like_heading(_heading(text))
        and (begins.isupper() or not begins.isalpha())
    )


def _is_numbered(text: str) -> bool:
    """Whether a line begins as the headings of laws do: "Article 4", "§ 4"."""
    return bool(_NUMBERED.match(text)) and not text[0].isdigit()


def _is_lead_in(line: str) -> bool:
    """Whether a line only leads over to what follows: "This is how it looks:"."""
    text = line.strip()
    return (text.endswith(":") and len(text.split()) > MAX_BARE_WORDS / 2) or bool(
        "://" in text or _LEGAL.match(text)
    )


def _starts_like_heading(heading: str) -> bool:
    return bool(heading) and (not heading[0].islower() or heading[0].isdigit())


def _heading(line: str) -> str:
    """A heading's words, without its number, capitals and marks; empty if it cannot be one."""
    text = plain(line.strip())
    number = _NUMBERED.match(text)
    rest = text[number.end() :] if number else text
    text = rest if rest or not (number and _LAW.match(text)) else text
    text = text.strip(" \t:*_#").rstrip("-–—")
    if len(text) > MAX_HEADING or len(text.split()) > MAX_HEADING_WORDS:
        return ""
    return text.strip() if any(c.isalpha() for c in text) and not _DATE.fullmatch(text) else ""


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Paragraphs and lists among lines: an item may go on in the lines below it."""
    held: list[str] = []
    is_list = False
    for line in lines:
        is_item = bool(_ITEM.match(line))
        goes_on = line.startswith((" ", "\t")) or not (held and held[-1].endswith(_TERMINAL))
        if is_list and goes_on and not is_item and not _CLAUSE.match(line):
            held[-1] = f"{held[-1].rstrip()} {line.strip()}"
            continue
        if held and (is_item != is_list or _CLAUSE.match(line)):
            yield Block(tuple(held), is_list)
            held = []
        is_list = is_item
        held.append(line)
    if held:
        yield Block(tuple(held), is_list)


def _split(text: str) -> Iterator[str]:
    """The sentences of a paragraph."""
    text = " ".join(text[:MAX_BLOCK].split())
    begin = 0
    for end in _END.finditer(text):
        before = text[begin : end.start()]
        bare = before.rstrip("\"'”’»)]")
        if _NO_END.search(bare) and not _HOUR.search(bare):
            continue
        yield text[begin : end.end()].strip()
        begin = end.end()
    yield text[begin:].strip()


def _sentence(raw: str) -> Sentence:
    raw = " ".join(raw.split())
    if raw.count("“") > raw.count("”"):
        raw = raw.removeprefix("“")
    elif raw.count("“") < raw.count("”"):
        raw = raw.removesuffix("”")
    text = plain(raw)
    if raw == text:
        return Sentence(text, raw)
    marks = [*_LINK.finditer(raw), *_MARKS.finditer(raw), *_INVISIBLE.finditer(raw)]
    edges = sorted((m.start(), m.end()) for m in marks)
    runs, at = list[str](), 0
    for start, end in edges:
        runs.append(raw[at : max(at, start)])
        at = max(at, end)
    runs.append(raw[at:])
    longest = max((run.strip(" ,;:") for run in runs), key=len)
    return Sentence(text, longest if len(longest) >= MIN_QUOTE else raw)
