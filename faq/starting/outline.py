"""Finds the title, headings, paragraphs, lists and sentences of a plain text or Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

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
_RULE = re.compile(r"[\s\-_=*~#.•·—]*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_TABLE = re.compile(r"\s*\|.*\||\s*\+[-=+]+\+\s*$|[^|]*\|[^|]*\|")
_NOISE = re.compile(r"\s*(?:<[!/a-zA-Z]|\[!\[|!\[|\[[^\]]+\]:\s|\.\. |:\w+:|<?https?://\S+>?\s*$)")
_CODE = re.compile(r"(?: {4}|\t)(?:.*[=(){}<>$;\\]|\s*(?:import|from|def|pip|>>>)\b)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,3}[.)]|\(?[a-z]\))\s+(?=\S)")
_CLAUSE = re.compile(r"\s*(?:\d+(?:\.\d+)+\.?|\(\d{1,3}\))\s+(?=\S)")
_ITEM_NUMBER = re.compile(rf"\A(?:{_CLAUSE.pattern}|{_ITEM.pattern})")
_HEADING_NUMBER = re.compile(
    r"(?:(?:§+|Art(?:icle|ikel|ículo|\.)|Section|Abschnitt|Sección|Chapter|Kapitel|Capítulo|"
    r"Part|Teil|Rule|Regel|Regla|Clause)\s*(?:\d+(?:\.\d+)*|[IVXLC]+)(?![\w.]*\w)|\d+(?:\.\d+)*(?!\w))"
    r"[.):]?\s*(?:[-–—:]\s*)?",
    re.IGNORECASE,
)
_RUN_IN = re.compile(
    r"\s*\d{1,2}\.\s+(?P<heading>[A-Z][\w-]*(?: (?:[A-Z][\w-]*|of|and|the|or|to|for|in|on)){0,6})"
    r"\.(?P<rest> +[A-Z].*)$"
)
"""A numbered heading on the first line of its text: "3. Redistribution. You may …"."""

_DATE = re.compile(
    r"(?:[A-Z][\w ]{0,20}:? )?(?:\w+, )?(?:\d{1,2}(?:st|nd|rd|th|\.)?(?: de)? )?"
    r"[A-Z]?[a-zé]+(?: de)?\s"
    r"(?:\d{1,2}(?:st|nd|rd|th)?, ?)?(?:1\d|20)\d\d\.?",
)
_LEGAL = re.compile(r"Copyright\b|\(c\)|©|All rights reserved", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_MARKS = re.compile(
    r"</?[a-zA-Z][^<>]*>|(?<!\w)(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)(?!\w)|(?<![\w*])\*(?=\w)|"
    r"(?<=[\w.,!?])\*(?![\w*])|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|:[a-z]+:(?=`)|`+|\\(?=[!-/:-@\[-`{-~])|"
    "[\u00ad\u200b\u2060\ufeff\u202a-\u202e]"
)
"""Markup of HTML, Markdown and reStructuredText, and characters that nobody sees."""

_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«„(\[¿¡§]*[A-ZÀ-ÖØ-ÞЀ-Я0-9])|(?<=[。！？])")
_NO_END = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|Art|Abs|Fig|Inc|Ltd|Co|Corp|vs|etc|ca|cf|approx|bzw|"
    r"usw|evtl|inkl|Sra?|Dra?|núm|pág|e\.g|i\.e|z\.B|d\.h|p\.ej|[A-Z])|(?:^|\s)\d{1,2})\.$",
)
_TERMINAL = tuple(".!?…。！？")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or an item of a list.

    Attributes:
        text: as people read it: no markup, single spaces.
        quote: the longest run of it that stands in the file letter by letter.
    """

    text: str
    quote: str


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list if `is_list`: then each of its `lines` is an item."""

    lines: tuple[str, ...]
    is_list: bool = False

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, or its items."""
        parts = self.lines if self.is_list else _split(" ".join(self.lines))
        sentences = (_sentence(_ITEM_NUMBER.sub("", part, count=1)) for part in parts)
        return tuple(sentence for sentence in sentences if sentence.text and sentence.quote)


@dataclass(frozen=True, slots=True)
class Section:
    """The text under a heading; the text before the first one has an empty heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's title and its sections in their order; headings without text are left out."""

    title: str
    sections: tuple[Section, ...]


def outline(text: str) -> Outline:
    """The title and sections of a text; a Markdown file's code, tables and HTML are left out."""
    title: str | None = None
    sections: list[Section] = []
    heading, blocks = "", list[Block]()
    for part in _parts(list(_chunks(_COMMENT.sub("", text)))):
        if isinstance(part, Block):
            title = _title(part) if title is None else title
            blocks.append(part)
            continue
        title = part if title is None else title
        if blocks:
            sections.append(Section(heading, tuple(blocks)))
        heading, blocks = "" if part == title else _calm(part), []
    if blocks:
        sections.append(Section(heading, tuple(blocks)))
    return Outline(title or "", tuple(sections))


def plain(text: str) -> str:
    """The text without marks of Markdown and HTML, with single spaces."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())


def _calm(heading: str) -> str:
    """A heading in capitals as people write it."""
    if not heading.isupper() or len(heading) <= LONGEST_ACRONYM:
        return heading
    return heading[0] + heading[1:].lower()


def _title(block: Block) -> str:
    """A text's first line, unless it is a sentence."""
    line = plain(block.lines[0])
    is_sentence = line.endswith((*_TERMINAL, ",", ";", ":")) or _is_too_long(line)
    return "" if is_sentence or block.is_list or _LEGAL.match(line) or "://" in line else line


def _is_too_long(heading: str) -> bool:
    return len(heading) > MAX_HEADING or len(heading.split()) > MAX_HEADING_WORDS


def _chunks(text: str) -> Iterator[list[str]]:
    """The lines between blank lines, without code, tables, HTML and rules."""
    chunk: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        is_front_matter = line.startswith("---") and _RULE.match(line)
        is_code = not fence and _CODE.match(line) and not _ITEM.match(line)
        if not chunk and (is_front_matter or is_code):
            continue
        is_rule = _RULE.match(line) and not (chunk and _UNDERLINE.match(line))
        if mark or fence or is_rule or _TABLE.match(line) or _NOISE.match(line):
            if chunk:
                yield chunk
            chunk = []
        else:
            chunk.append(re.sub(r"^\s*>+\s?", "", line))
    if chunk:
        yield chunk


def _parts(chunks: Sequence[list[str]]) -> Iterator[str | Block]:
    """Headings and blocks, in their order."""
    for lines, following in zip_longest(chunks, chunks[1:], fillvalue=list[str]()):
        paragraph: list[str] = []
        if run_in := _RUN_IN.match(lines[0]):
            yield run_in["heading"]
            lines = [run_in["rest"].strip(), *lines[1:]]  # noqa: PLW2901 -- its heading is done
        longest = max(map(len, lines))
        is_underline = False
        for i, line in enumerate(lines):
            if is_underline:
                is_underline = False
                continue
            after = lines[i + 1] if i + 1 < len(lines) else ""
            marked = _ATX.match(line)
            underlined = bool(after and _UNDERLINE.match(after) and not _ITEM.match(line + "x"))
            if marked or (underlined and not paragraph):
                heading = _heading(marked[1] if marked else line)
                is_underline = underlined and not marked
            elif _UNDERLINE.match(line) and _RULE.match(line):
                continue
            elif len(lines) == 1:
                heading = _alone(line, following)
            else:
                is_heading = after and _is_set_off(line, after, paragraph, longest)
                heading = _heading(line) if is_heading else ""
            if not heading:
                paragraph.append(line)
                continue
            yield from _blocks(paragraph)
            paragraph = []
            yield heading
        yield from _blocks(paragraph)


def _alone(line: str, following: Sequence[str]) -> str:
    """The heading that a line between blank lines is; empty if it is none."""
    heading, line = _heading(line), line.strip()
    is_item = _ITEM.match(line)
    # "1. Flour" before "2. Eggs" is an item, but "1. Fees" before a text is a heading.
    if (
        not heading
        or not following
        or _leads_over(line)
        or (is_item and _ITEM.match(following[0]))
    ):
        return ""
    if not line.endswith((*_TERMINAL, ",", ";")):
        return heading if _starts_like_heading(heading) else ""
    if line.endswith("?"):
        return heading
    is_label = line.endswith(".") and len(heading.split()) <= MAX_BARE_WORDS - 2
    is_text_below = len(" ".join(following)) > MAX_HEADING
    return heading.rstrip(".") if is_label and (is_item or is_text_below) else ""


def _is_set_off(line: str, after: str, paragraph: Sequence[str], longest: int) -> bool:
    """Whether a line is the heading of the lines right below it."""
    text, begins = line.strip(), after.strip()[:1]
    if paragraph and not paragraph[-1].strip().endswith((*_TERMINAL, ":", ";")):
        return False
    if _ITEM.match(line) and _ITEM.match(after):
        return False
    return (
        len(text) <= SHORT_LINE * longest
        and len(text.split()) <= MAX_BARE_WORDS
        and not text.endswith((*_TERMINAL, ",", ";"))
        and not _leads_over(text)
        and _starts_like_heading(_heading(text))
        and (begins.isupper() or not begins.isalpha())
    )


def _leads_over(line: str) -> bool:
    """Whether a line only leads over to what follows ("This is how it looks:") or is no text."""
    is_lead = line.endswith(":") and len(line.split()) > MAX_BARE_WORDS / 2
    return is_lead or "://" in line or bool(_LEGAL.match(line))


def _starts_like_heading(heading: str) -> bool:
    return bool(heading) and not heading[0].islower()


def _heading(line: str) -> str:
    """A heading's words without its number and marks; empty if it cannot be a heading."""
    text = plain(line)
    if number := _HEADING_NUMBER.match(text):
        rest = text[number.end() :]
        text = rest if rest or text[0].isdigit() else text
    text = text.strip(" \t:*_#").rstrip("-–—").strip()
    is_text = any(map(str.isalpha, text)) and not _DATE.fullmatch(text)
    return text if is_text and not _is_too_long(text) else ""


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Paragraphs and lists; an item may go on in the lines below it."""
    block: list[str] = []
    is_list = False
    for line in lines:
        is_item = bool(_ITEM.match(line))
        is_clause = bool(_CLAUSE.match(line))
        goes_on = line.startswith((" ", "\t")) or not (block and block[-1].endswith(_TERMINAL))
        if is_list and goes_on and not is_item and not is_clause:
            block[-1] = f"{block[-1].rstrip()} {line.strip()}"
            continue
        if block and (is_item != is_list or is_clause):
            yield Block(tuple(block), is_list)
            block = []
        is_list = is_item
        block.append(line)
    if block:
        yield Block(tuple(block), is_list)


def _split(text: str) -> Iterator[str]:
    """The sentences of a paragraph."""
    text = " ".join(text[:MAX_BLOCK].split())
    begin = 0
    for end in _END.finditer(text):
        if not _NO_END.search(text[begin : end.start()].rstrip("\"'”’»)]")):
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
    edges = sorted(match.span() for match in (*_LINK.finditer(raw), *_MARKS.finditer(raw)))
    runs, at = list[str](), 0
    for start, end in edges:
        runs.append(raw[at : max(at, start)])
        at = max(at, end)
    longest = max((run.strip(" ,;:") for run in (*runs, raw[at:])), key=len)
    return Sentence(text, longest if len(longest) >= MIN_QUOTE else raw)
