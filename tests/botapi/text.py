"""Message text as the Bot API treats it: HTML, automatic entities, trimming, UTF-16 offsets.

The rules are https://core.telegram.org/bots/api#html-style; error texts and byte offsets are
those of the official server's parser (tdlib, MessageEntity.cpp, parse_html).
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, NoReturn

from botapi.records import Json

TAGS = {
    "a": "text_link",
    "b": "bold",
    "blockquote": "blockquote",
    "code": "code",
    "del": "strikethrough",
    "em": "italic",
    "i": "italic",
    "ins": "underline",
    "pre": "pre",
    "s": "strikethrough",
    "span": "spoiler",
    "strike": "strikethrough",
    "strong": "bold",
    "tg-emoji": "custom_emoji",
    "tg-spoiler": "spoiler",
    "tg-time": "date_time",
    "u": "underline",
}
REFERENCE = re.compile(
    r"&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?",
)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
FOREIGN_REFERENCE = re.compile("&[A-Za-z]+;")
SPACE = re.compile(r"\s*")
TAG_NAME = re.compile(r"<([^\s>]*)")
ATTRIBUTE_NAME = re.compile(r"""[^\s=>/"']*""")
BARE_VALUE = re.compile(r"[A-Za-z0-9.-]*")
SURROGATES = range(0xD800, 0xE000)  # Unicode, section 23.6: no characters of their own
LAST_CODE_POINT = 0x10FFFF
LAST_OF_ONE_UNIT = 0xFFFF  # later code points take two UTF-16 units
MAX_ENTITIES = 100  # https://core.telegram.org/bots/api#formatting-options

URL = re.compile(r"((https?|tg|ton|tonsite)://\S+|[\w-]+(\.[\w-]+)+([/?#]\S*)?)")
USER_LINK = re.compile(r"tg://user\?id=(\d+)")
DATE_FORMAT = re.compile("r|[tTdDwW]*")
AUTOMATIC = {
    "bot_command": re.compile(
        r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/@])",
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "url": re.compile(
        r"(?<![\w@])(?:https?://|tg://)[^\s<>\"]+|(?<![\w@.])(?:www\.|t\.me/)[^\s<>\"]+",
    ),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w+"),
}
URL_TAIL = ".,!?:;)'\""  # punctuation after a URL, not of it
OPAQUE = ("code", "pre", "text_link")  # nothing is found automatically inside these


class TextError(Exception):
    """HTML that the server refuses, in the server's words."""


class _Open(NamedTuple):
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int  # where its text starts, in UTF-16 units
    part: int  # and in the list of parsed parts


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units, in which the Bot API counts."""
    return len(text) + sum(ord(character) > LAST_OF_ONE_UNIT for character in text)


def cut(text: str, entity: Json) -> str:
    """The part of a text that an entity covers."""
    start = 2 * entity["offset"]
    end = start + 2 * entity["length"]
    return text.encode("utf-16-le")[start:end].decode("utf-16-le", "replace")


def is_link(url: str) -> bool:
    """Whether the server takes a text for the address of a link or button."""
    return bool(URL.fullmatch(url))


def parse_html(source: str) -> tuple[str, list[Json], list[str]]:
    """The text and entities of Bot API HTML, and notes on what the server drops silently.

    Raises:
        TextError: The server would refuse the text.
    """
    return _HtmlParser(source).parse()


def finish(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """The text as the server keeps it, trimmed, with automatic entities, in their order."""
    kept = text.rstrip()
    size = utf16_length(kept)
    found = [
        entity | {"length": min(entity["length"], size - entity["offset"])}
        for entity in entities
        if entity["offset"] < size
    ]
    lead = 0  # white space before the first entity is trimmed, too
    while lead < min([entity["offset"] for entity in found] + [len(kept)]) and kept[lead] in " \n":
        lead += 1
    kept = kept[lead:]
    found = [entity | {"offset": entity["offset"] - lead} for entity in found]
    found += _automatic(kept, found)
    return kept, sorted(found, key=lambda e: (e["offset"], -e["length"], e["type"]))


def _automatic(text: str, explicit: Iterable[Json]) -> list[Json]:
    taken = [_span(entity) for entity in explicit if entity["type"] in OPAQUE]
    found = []
    for kind, pattern in AUTOMATIC.items():
        for match in pattern.finditer(text):
            body = match[0].rstrip(URL_TAIL) if kind == "url" else match[0]
            entity = {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(body),
            }
            start, stop = _span(entity)
            if not any(start < end and begin < stop for begin, end in taken):
                found.append(entity)
                taken.append((start, stop))
    return found


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _unescape(text: str) -> str:
    return REFERENCE.sub(_character, text)


def _character(reference: re.Match[str]) -> str:
    if reference[3]:
        return NAMED[reference[3]]
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code in SURROGATES:
        raise TextError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        )
    return chr(code) if 0 < code < LAST_CODE_POINT else reference[0]


class _HtmlParser:
    """One pass over a source text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._parts: list[str] = []
        self._length = 0  # of all parts, in UTF-16 units
        self._open: list[_Open] = []
        self._entities: list[Json] = []
        self._notes: list[str] = []

    def parse(self) -> tuple[str, list[Json], list[str]]:
        while self._position < len(self._source):
            start = self._source.find("<", self._position)
            self._take_text(len(self._source) if start < 0 else start)
            if start < 0:
                break
            if self._source.startswith("</", start):
                self._end_tag(start)
            else:
                self._start_tag(start)
        if self._open:
            tag = self._open[-1].tag
            raise TextError(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self._note_what_is_dropped()
        for entity in self._entities:
            if entity["type"] == "code":  # only "pre" has a language
                entity.pop("language", None)
        return "".join(self._parts), self._entities, self._notes

    def _fail(self, what: str, at: int, more: str = "") -> NoReturn:
        offset = len(self._source[:at].encode())
        raise TextError(f"{what} at byte offset {offset}{more}")

    def _take_text(self, end: int) -> None:
        chunk = self._source[self._position : end]
        if not chunk:
            return
        if FOREIGN_REFERENCE.search(REFERENCE.sub("", chunk)):
            self._notes.append(
                f"HTML entity other than lt/gt/amp/quot is shown as is in {chunk[:40]!r}",
            )
        self._parts.append(_unescape(chunk))
        self._length += utf16_length(self._parts[-1])

    def _start_tag(self, start: int) -> None:
        match = TAG_NAME.match(self._source, start)
        tag = match[1].lower() if match else ""
        if start + 1 + len(tag) >= len(self._source):
            self._fail("Unclosed start tag", start)
        if tag not in TAGS:
            self._fail(f'Unsupported start tag "{tag}"', start)
        attributes = self._attributes(tag, start)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', start)
        self._open.append(_Open(tag, attributes, self._length, len(self._parts)))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        """Reads up to and including the tag's ">"."""
        found: dict[str, str] = {}
        self._position = start + 1 + len(tag)
        while True:
            self._skip_space()
            if self._peek() == ">":
                self._position += 1
                return found
            name = self._take(ATTRIBUTE_NAME)
            if not name:
                self._fail(f'Empty attribute name in the tag "{tag}"', start)
            self._skip_space()
            quoted = ""
            if self._peek() == "=":
                self._position += 1
                self._skip_space()
                quoted = self._peek()
                if quoted:
                    found[name] = self._value()
            elif self._peek():
                found[name] = ""
            if not self._peek():
                self._fail(
                    "Unclosed start tag" if quoted else f'Unclosed start tag "{tag}"', start
                )

    def _value(self) -> str:
        quote = self._peek()
        if quote in "'\"":
            begin = self._position + 1
            end = self._source.find(quote, begin)
            self._position = end + 1 if end >= 0 else len(self._source)
            return _unescape(self._source[begin:end])
        begin = self._position
        value = self._take(BARE_VALUE)
        if self._peek() not in ("", ">") and not self._peek().isspace():
            self._fail("Unexpected end of name token", begin)
        return value.lower()

    def _peek(self) -> str:
        return self._source[self._position : self._position + 1]

    def _skip_space(self) -> None:
        self._take(SPACE)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._position)
        found = match[0] if match else ""
        self._position += len(found)
        return found

    def _end_tag(self, start: int) -> None:
        end = self._source.find(">", start)
        if not self._open:
            self._fail("Unexpected end tag", start)
        if end < 0:
            self._fail("Unclosed end tag", start)
        name = self._source[start + 2 : end].strip().lower()
        opened = self._open.pop()
        if name and name != opened.tag:
            more = f', expected "</{opened.tag}>", found "</{name}>"'
            self._fail("Unmatched end tag", start, more)
        if self._length > opened.offset:
            self._close(opened)
        self._position = end + 1

    def _close(self, opened: _Open) -> None:
        tag, attributes = opened.tag, opened.attributes
        entity: Json = {
            "type": TAGS[tag],
            "offset": opened.offset,
            "length": self._length - opened.offset,
        }
        if tag == "a":
            url = attributes.get("href") or "".join(self._parts[opened.part :])
            target = self._link(url)
            if target is None:
                return
            entity |= target
        elif tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = _emoji(attributes)
        elif tag == "tg-time":
            entity |= _date(attributes)
        elif tag in ("pre", "code") and self._close_code(tag, attributes, entity):
            return
        self._entities.append(entity)

    def _link(self, url: str) -> Json | None:
        if user := USER_LINK.fullmatch(url):
            return {"type": "text_mention", "user": {"id": int(user[1])}}
        if is_link(url):
            return {"url": url}
        self._notes.append(f"link {url[:60]!r} isn't valid and is dropped silently")
        return None

    def _close_code(self, tag: str, attributes: dict[str, str], entity: Json) -> bool:
        """Whether it was merged: <pre><code class="language-…"> is one entity with a language."""
        style = attributes.get("class", "")
        is_language = tag == "code" and style.startswith("language-")
        language = style.removeprefix("language-") if is_language else ""
        last = self._entities[-1] if self._entities else None
        if last and _span(last) == _span(entity) and {tag, last["type"]} == {"pre", "code"}:
            shared = language or last.get("language", "")
            if shared:
                last |= {"type": "pre", "language": shared}
                return True
        if language:
            entity["language"] = language
        return False

    def _note_what_is_dropped(self) -> None:
        for outer in self._entities:
            for inner in self._entities:
                if inner is not outer and _may_not_hold(outer, inner):
                    self._notes.append(f"{inner['type']} isn't allowed inside {outer['type']}")
        if len(self._entities) > MAX_ENTITIES:
            self._notes.append(
                f"{len(self._entities)} entities: those after the first 100 are dropped",
            )


def _may_not_hold(outer: Json, inner: Json) -> bool:
    (start, end), (begin, stop) = _span(outer), _span(inner)
    if not (start <= begin and stop <= end):
        return False
    kinds = {outer["type"], inner["type"]}
    is_code = outer["type"] in ("pre", "code") and kinds != {"pre", "code"}
    return is_code or all("blockquote" in kind for kind in kinds)


def _emoji(attributes: dict[str, str]) -> str:
    identifier = attributes.get("emoji-id", "")
    if not identifier.isdigit():
        raise TextError("Invalid custom emoji identifier specified")
    return identifier


def _date(attributes: dict[str, str]) -> Json:
    style = attributes.get("format", "")
    if not DATE_FORMAT.fullmatch(style):
        raise TextError("Invalid date format used")
    return {"unix_time": int(attributes.get("unix", 0)), "date_time_format": style}
