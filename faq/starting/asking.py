"""Questions that a sentence or a heading surely answers.

Each rule turns a sentence round into a question by moving its own words, so that the question is
grammatical and the sentence its answer, or it gives nothing: a draft that is missing is written in
a minute, but one that misleads is not noticed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from faq.maintaining.lint import BUTTON_CHARACTERS
from faq.matching.spelling import english
from faq.text import STOP_WORDS
from faq.text import words as words_of

LONGEST_PHRASING = 160
"""Characters: longer ones are a text, not a way of asking."""

FEWEST_WORDS = 2
"""Words besides stop words by which a statement can be found again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as an entry may have it.

    Attributes:
        question: as it is shown.
        phrasings: other ways of asking it.
        test: one more, to test with.
        key: what it is about, for the entry's id.
    """

    question: str
    phrasings: tuple[str, ...]
    test: str
    key: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How one language asks; `{x}` stands for what about.

    Attributes:
        code: ISO 639-1.
        common: its commonest words, by which it is told from others.
        about: the FAQ's line under its title.
        intro, heading, what, stands_for: a question, phrasings, and the test as the last one.
        by_name: about a heading that does not fit into the middle of a sentence.
        spelled: the answer to what `{x}` stands for, `{long}`.
        sentence: the questions that a sentence answers.
    """

    code: str
    common: frozenset[str]
    about: str
    intro: tuple[str, ...]
    heading: tuple[str, ...]
    by_name: tuple[str, ...]
    spelled: str
    what: tuple[str, ...]
    stands_for: tuple[str, ...]
    sentence: Callable[[str, Words], Iterator[Asked]]


def fill(templates: tuple[str, ...], x: str, key: str = "") -> Asked:
    """The question and its phrasings about something."""
    question, *phrasings, test = (template.replace("{x}", x) for template in templates)
    return Asked(question, tuple(phrasings), test, key or x)


def fits(asked: Asked) -> bool:
    """Whether the question can be read on a button."""
    return len(asked.question) <= BUTTON_CHARACTERS


class Words:
    """The words of a text, by which a capital at a sentence's beginning is told from a name's.

    Args:
        text: what is asked about.
    """

    def __init__(self, text: str) -> None:
        found = re.findall(r"[^\W\d_]+", text)
        self._small = Counter(word for word in found if word.islower())
        inside = Counter(map(str.lower, re.findall(r"(?<=[a-z,;] )[A-Z][a-z]+", text)))
        self._seen_inside = frozenset(inside)
        self._names = {word for word, n in inside.items() if n >= self._small[word] / 2}

    def heading(self, text: str) -> str:
        """An English heading for the middle of a sentence."""
        words = text.split()
        titled = [word for word in words[1:] if word[:1].isupper() and word[1:].islower()]
        if not titled:
            return " ".join([self._lowered(words[0]), *words[1:]])
        lowered = [self._lowered(word) for word in words]
        if any(word[:1].isupper() and word[1:].islower() for word in lowered):
            return text  # in part a name: better all as it is
        return " ".join(lowered)

    def beginning(self, word: str) -> str:
        """The first word of an English sentence, for the middle of another one."""
        return word if word.lower() in self._seen_inside else self._lowered(word)

    def _lowered(self, word: str) -> str:
        return word.lower() if self._is_common(word) else word

    def _is_common(self, word: str) -> bool:
        small = word.lower()
        if word in ("A", "I"):
            return word == "A"
        if not word[1:].islower() or small in self._names:
            return False
        if small in self._small:
            return True
        stems = {small, small.removesuffix("s"), small.removesuffix("es"), small[:-3] + "y"}
        return any(len(stem) > 2 and stem in english() for stem in stems)  # noqa: PLR2004 -- two letters are in every list


# English

_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|"
    r"fifteen|twenty|thirty|forty|fifty|sixty|ninety)"
)
_SPAN = rf"(?:{_NUMBER}|an?)\s+(?:\w+\s+)?(?:minute|hour|day|night|week|month|year)s?"
_LEGAL = re.compile(r"Copyright\b|©|All rights reserved", re.IGNORECASE)
_MODAL = r"may|can|must|should|shall|will"
_BE = r"is|are|was|were"
_NOT_A_SUBJECT = frozenset(
    words_of(
        "this that these those it he she they we i which who whom whose what when where how "
        "why if as while although because but and or nor so however also thus then therefore "
        "such here there in on at by for with without from to after before during since under "
        "over until unless unlike like despite within between through about above below not "
        "yet another other others only no none nobody nothing one neither either both some "
        "many few much more most its his her their first second third finally next instead "
        "even just once whether"
    )
)
_NOT_INSIDE = frozenset(
    words_of(
        "that which who whom whose if when where while because although i it he she they we "
        "you than is are was were be been has have had do does did may can must should shall "
        "will would could might not also few several lot and/or says said makes means let see "
        "note"
    )
)
_DETERMINER = frozenset(words_of("a an the all every each any most some your our both"))
_PRONOUNS = {"you": "I", "your": "my", "yours": "mine", "yourself": "myself"}
_PERSON = re.compile(
    r"\b(?:author|writer|poet|painter|composer|singer|player|founder|president|minister|king|"
    r"queen|saint|director|engineer|professor|teacher|lawyer|politician|philosopher|programmer|"
    r"developer|mathematician|physician|architect|explorer|man|woman|\w{4,}(?:ist|ician))\b"
)
_EVENT = re.compile(
    r"(?P<x>.+?) (?P<aux>was|were) (?:(?:first|originally|officially) )?(?P<verb>founded|"
    r"established|created|built|rebuilt|opened|closed|released|published|written|invented|born|"
    r"introduced|launched|discovered|formed|started|begun|adopted|signed|designed|developed|"
    r"made|renamed|sold|bought|renovated|completed|abolished)\b(?P<rest>.*)$"
)
_WHEN = re.compile(
    r"\b(?:in|on|since|by|between) (?:(?:the )?(?:early|late|mid)? ?)"
    r"(?:(?:\d{1,2} )?[A-Z][a-z]+ (?:\d{1,2},? )?)?(?:1\d|20)\d\d\b"
)
_OPEN = re.compile(
    r"(?P<x>.+?) (?:(?P<aux>is|are) open|(?P<opens>opens?|closes?))\s(?P<rest>.*"
    rf"(?:\d|\b{_NUMBER}\b|day|daily|noon|midnight|dawn|January|February|March|April|May|June|July|August|"
    r"September|October|November|December).*)$"
)
_FOR = re.compile(
    rf"(?P<x>.+?) (?P<aux>{_MODAL}|{_BE}) (?P<do>(?:[\w'’-]+ ){{1,5}}?)for "
    rf"(?:up to |at most |at least |a maximum of |no more than |no longer than )?{_SPAN}\b"
)
_AT_MOST = re.compile(
    rf"(?P<x>.+?) (?P<aux>{_MODAL}) (?P<do>[\w'’-]+) "
    rf"(?:up to|at most|no more than|a maximum of) {_NUMBER} (?P<things>[a-z][\w'’-]*s)\b"
)
_COST = re.compile(
    r"(?P<x>.+?) (?:(?P<verb>costs?)|(?P<aux>is|are)) (?P<rest>.*(?:[€$£¥]\s?\d|\d\s?"
    r"(?:[€$£¥%]|euros?|dollars?|pounds?|cents?|pence|per cent|percent)(?!\w)).*)$"
)
_THERE = re.compile(rf"There (?P<aux>are|were) (?:about |only |more than )?{_NUMBER} (?P<x>.+)$")
_NAMING = re.compile(
    r"(?P<x>.+?) (?:shall mean|means|refers to|denotes|stands for|(?:is|are) defined as|"
    r"is short for|is the abbreviation (?:of|for))\b"
)
_BEING = re.compile(
    rf"(?P<x>.+?) (?P<aux>{_BE}) (?P<what>(?:(?:merely|simply|basically|essentially|usually|"
    rf"generally|typically|primarily|now|also|still|currently) )?(?:an?|the|one of|any)\b.+)$"
)
_TURNED = re.compile(rf"(?P<x>.+?) (?P<aux>{_MODAL}|{_BE}|cannot|has|have) (?P<rest>.+)$")
_STOPS = re.compile(
    r"\s(?:if|when|unless|because|which|who|where|while|as|so that|but|until|before|after|"
    r"since|although|provided|except|without|in|on|at|by|for|from|with)\s"
)
_CLAUSE_END = re.compile(r"[;:(–—,]|\s-\s")
_SOMEBODY = frozenset(words_of("you your it its they them their we us our i me my he she his her"))
_WEAK_ENDS = frozenset(
    words_of(
        "a an the be been not to of and or any all its their your my very more most less that "
        "they we it he she which whose who is are such other"
    )
)


def _subject(text: str, known: Words) -> str | None:
    """A sentence's beginning as a question has it, if that is surely its whole subject."""
    words = text.split()
    plain = [word.strip("\"'“”‘’«»").lower() for word in words]
    if not 1 <= len(words) <= 6 or plain[0] in _NOT_A_SUBJECT or set(plain) & _NOT_INSIDE:  # noqa: PLR2004 -- a long one hides a clause
        return None
    if re.match(r"(?:that|it|there|here|what|who|how|let)['’]s$", plain[0]):
        return None
    if re.search(r"[,;:()\[\]/=<>|]", text) or plain[-1] in _DETERMINER:
        return None
    if len(words) == 1 and plain[0] in _DETERMINER:
        return None
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return None
    first = words[0].lower() if plain[0] in _DETERMINER else _first(words, known)
    return " ".join([first, *words[1:]])


def _first(words: list[str], known: Words) -> str:
    is_name = len(words) > 1 and words[1][:1].isupper()
    return words[0] if is_name else known.beginning(words[0])


def _english(sentence: str, known: Words) -> Iterator[Asked]:
    """The questions that an English sentence answers, the most telling first."""
    body = sentence.rstrip(".!… ")
    begins = sentence.lstrip("\"“'‘")[:1]
    if sentence.endswith(("?", ":", ";", "; and", "; or")) or not begins or begins.islower():
        return
    if "://" in sentence or _LEGAL.match(sentence):
        return
    body = re.sub(
        r"^(?:In addition|Please note that|Note that|However|Also),? (\w)",
        lambda m: m[1].upper(),
        body,
    )
    if body.count("“") > body.count("”"):
        body = body.lstrip("“")
    if body.startswith("You "):
        yield from _to_you(body)
        return
    for rule in (_when, _long, _hours, _cost, _many, _meaning, _being, _turned):
        if asked := rule(body, known):
            yield asked


def _when(body: str, known: Words) -> Asked | None:
    found = _EVENT.match(body)
    if not found or not _WHEN.search(found["rest"]):
        return None
    if (x := _subject(found["x"], known)) is None:
        return None
    aux, verb = found["aux"], found["verb"]
    return Asked(
        f"When {aux} {x} {verb}?",
        (f"what year {aux} {x} {verb}", f"in which year {aux} {x} {verb}",
         f"date when {x} {aux} {verb}", f"{x} {verb} when", f"since when has {x} existed")
        if verb in ("founded", "established", "created")
        else (f"what year {aux} {x} {verb}", f"in which year {aux} {x} {verb}",
              f"date when {x} {aux} {verb}", f"{x} {verb} when"),
        f"do you happen to know the year {x} {aux} {verb}",
        f"{x} {verb}",
    )  # fmt: skip


def _long(body: str, known: Words) -> Asked | None:
    found = _FOR.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    aux, do = found["aux"], found["do"].strip()
    if {*do.lower().split()} & {"not", "only", "open"}:
        return None
    return Asked(
        f"How long {aux} {x} {do}?",
        (f"for how long {aux} {x} {do}", f"how many days {aux} {x} {do}",
         f"how many weeks {aux} {x} {do}", f"time for which {x} {aux} {do}",
         f"{x} {aux} {do} until when"),
        f"what is the longest time that {x} {aux} {do}" if aux in ("may", "can")
        else f"i need to know how long {x} {aux} {do}",
        f"how long {x} {do.removeprefix('be ')}",
    )  # fmt: skip


def _hours(body: str, known: Words) -> Asked | None:
    found = _OPEN.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    if found["aux"]:
        question, verb = f"When {found['aux']} {x} open?", "open"
    else:
        verb = found["opens"].rstrip("s")
        question = f"When {'does' if found['opens'].endswith('s') else 'do'} {x} {verb}?"
    bare = re.sub(r"^(?:the|our|a) ", "", x)
    return Asked(
        question,
        (f"{bare} hours", f"at what time does {x} {verb}", f"what days is {x} open",
         f"until when is {x} open", "opening hours", "opening times"),
        f"what are the hours of {x}",
        f"{bare} hours",
    )  # fmt: skip


def _cost(body: str, known: Words) -> Asked | None:
    found = _COST.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    if found["aux"]:
        if not re.search(r"\b(?:fee|price|cost|charge|fine|deposit|rent|fare)s?\b", x):
            return None
        ways = (f"what is {x}", f"amount of {x}", f"what do i have to pay: {x}")
        test = f"tell me how much {x} {found['aux']}"
        return Asked(f"How much {found['aux']} {x}?", ways, test, x)
    does = "does" if found["verb"] == "costs" else "do"
    bare = re.sub(r"^(?:the|our|an?) ", "", x)
    return Asked(
        f"How much {does} {x} cost?",
        (f"price of {x}", f"what {does} {x} cost", f"what is the price of {x}", f"{bare} price",
         f"how expensive {'is' if does == 'does' else 'are'} {x}"),
        f"what do i have to pay for {x}",
        f"{bare} price",
    )  # fmt: skip


def _many(body: str, known: Words) -> Asked | None:
    if found := _THERE.match(body):
        x = re.split(r" (?:in|on|at|for|with|of which|to|from|by|per)\b", _cut(found["x"], 60))[0]
        aux = found["aux"]
        if len(x.split()) > 6 or set(x.lower().split()) & _NOT_INSIDE:  # noqa: PLR2004 -- as for a subject
            return None
        return Asked(
            f"How many {x} {aux} there?",
            (f"number of {x}", f"what number of {x} {aux} there", f"how many {x}"),
            f"count of {x} please",
            f"how many {x}",
        )
    found = _AT_MOST.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    return _how_many(found["things"], found["aux"], x, found["do"])


def _how_many(things: str, aux: str, x: str, do: str) -> Asked:
    return Asked(
        f"How many {things} {aux} {x} {do}?",
        (f"what is the largest number of {things} {x} {aux} {do}", f"limit on {things}",
         f"maximum number of {things}", f"how many {things} at most"),
        f"is there a limit to how many {things} {x} {aux} {do}",
        f"how many {things}",
    )  # fmt: skip


def _meaning(body: str, known: Words) -> Asked | None:
    found = _NAMING.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    bare = re.sub(r"[\"“”]", "", x)
    if bare != x:
        bare = re.sub(r"^(?:the|an?) ", "", bare)
        x = f"“{bare}”" if "“" in x else f'"{bare}"'
    return Asked(
        f"What does {x} mean?",
        (f"what is {bare}", f"meaning of {bare}", f"definition of {bare}", f"define {bare}",
         f"{bare} meaning", f"explain {bare}"),
        f"i keep reading {bare}, what is that",
        bare,
    )  # fmt: skip


def _being(body: str, known: Words) -> Asked | None:
    found = _BEING.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    what, aux = found["what"], found["aux"]
    who = "Who" if _PERSON.search(what.split(",")[0]) and x[0].isupper() else "What"
    bare = re.sub(r"^(?:the|our|an?) |[\"“”]", "", x)
    if who == "Who":
        about = (f"who exactly {aux} {x}", f"tell me about {x}", f"{x} biography")
        return Asked(f"Who {aux} {x}?", about, f"i have never heard of {x}, who is that", x)
    phrasings = (f"what exactly {aux} {x}", f"explain what {x} {aux}", f"definition of {bare}",
                 f"define {bare}", f"{bare} meaning", f"what do you mean by {bare}")  # fmt: skip
    return Asked(f"What {aux} {x}?", phrasings, f"i do not know {x}, please explain", bare)


def _turned(body: str, known: Words) -> Asked | None:
    """A yes-or-no question: what the rules allow, demand and forbid is asked so."""
    found = _TURNED.match(body)
    if not found or (x := _subject(found["x"], known)) is None:
        return None
    aux, rest = found["aux"], found["rest"]
    if aux in ("has", "have", "was", "were", "is", "are") and not re.match(
        r"(?:not |strictly |always |never |only |also )?(?:been )?(?:\w+(?:ed|en|wn|pt|ld|de|nt)|"
        r"open|closed|free|welcome|available|possible|liable|responsible|subject|safe|"
        r"required|valid|empty|full|ready|for|in|on|at|made|kept|read|put|set|cut|lost|shut)\b",
        rest,
    ):
        return None
    return _yes_or_no(x, aux, rest)


def _to_you(body: str) -> Iterator[Asked]:
    """Questions about what readers are told that they may or must do."""
    found = re.match(rf"You (?P<aux>{_MODAL}|are|cannot|have to|need to) (?P<rest>.+)$", body)
    if not found:
        return
    mine = [_PRONOUNS.get(word, word) for word in found["rest"].split()]
    aux, rest = found["aux"], " ".join(mine)
    if aux in ("have to", "need to"):
        need = aux.split()[0]
        do = _cut(rest, BUTTON_CHARACTERS - len(need) - 10)
        yield Asked(
            f"Do I {need} to {do}?",
            (f"must i {do}", f"am i required to {do}", f"is it necessary to {do}",
             f"should i {do}"),
            f"will i get into trouble if i do not {do}",
            do,
        )  # fmt: skip
        return
    if aux == "are":
        yield from (asked for asked in [_yes_or_no("I", "am", rest)] if asked)
        return
    limited = _AT_MOST.match(f"I {aux} {rest}")
    if limited:
        yield _how_many(limited["things"], aux, "I", limited["do"])
    if (timed := _FOR.match(f"I {aux} {rest}")) and "not" not in timed["do"].split():
        do = timed["do"].strip()
        yield Asked(
            f"How long {aux} I {do}?",
            (f"for how long {aux} i {do}", f"how many days {aux} i {do}",
             f"how many weeks {aux} i {do}", f"time i {aux} {do}"),
            f"until when {aux} i {do}",
            do,
        )  # fmt: skip
    if asked := _yes_or_no("I", aux, rest):
        yield asked


def _yes_or_no(x: str, aux: str, rest: str) -> Asked | None:
    """Whether something is so. A ban becomes the question that it answers: "may I …?"."""
    if aux == "cannot":
        aux, rest = "can", f"not {rest}"
    is_ban = rest.startswith(("not ", "never ", "under no circumstances "))
    rest = re.sub(r"^(?:not|never|under no circumstances|also|always|therefore|then) ", "", rest)
    if is_ban and aux in ("must", "shall"):
        aux = "may"
    whole, rest = rest, _cut(rest, BUTTON_CHARACTERS - len(x) - len(aux) - 3)
    words = [w for w in re.findall(r"[\w'’-]+", f"{x} {rest}".lower()) if w not in STOP_WORDS]
    is_cut = len(rest) < len(_CLAUSE_END.split(whole, maxsplit=1)[0].strip())
    fewest = FEWEST_WORDS + is_cut
    if not rest or len(words) < fewest or rest.split()[-1].lower() in _WEAK_ENDS:
        return None
    said = {word.lower() for word in re.findall(r"[\w’']+", rest)}
    if (said & _SOMEBODY and x != "I") or said & {"that", "which"}:
        return None
    statement = f"{x} {aux} {rest}"
    asked = f"{aux} {x} {rest}"
    ways = [f"is it true that {statement}", f"tell me if {statement}"]
    if aux in ("may", "can"):
        ways += [f"can {x} {rest}" if aux == "may" else f"could {x} {rest}"]
        if x == "I" and aux == "may":
            ways += [f"am i allowed to {rest}", f"is it allowed to {rest}", f"could i {rest}"]
        elif x == "I":
            ways += [f"is it possible to {rest}", f"am i able to {rest}"]
    if aux in ("must", "shall"):
        ways += [f"should {x} {rest}", f"is it compulsory: {statement}"]
    ways.append(" ".join(words))
    return Asked(
        asked[0].upper() + asked[1:] + "?",
        tuple(ways),
        f"quick question, {aux} {x} {rest} or not" if is_ban or aux in ("may", "can")
        else f"somebody told me that {statement}, is that right",
        " ".join(words),
    )  # fmt: skip


def _cut(text: str, longest: int) -> str:
    """A clause's beginning, up to where it may end; empty if it may not end soon enough."""
    text = _CLAUSE_END.split(text, maxsplit=1)[0].strip()
    if len(text) <= longest:
        return text
    ends = [stop.start() for stop in _STOPS.finditer(text) if stop.start() <= longest]
    for end in reversed(ends):
        head = text[:end].strip()
        if len(head.split()) > 1 and head.split()[-1].lower() not in _WEAK_ENDS:
            return head
    return ""


# Other languages

_GERMAN = re.compile(
    r"(?P<x>(?:[\wÄÖÜäöüß„“\"'’-]+ ){1,6}?)(?P<aux>darf|dürfen|muss|müssen|kann|können|"
    r"soll|sollen|ist|sind|wird|werden|wurde|wurden|kostet|kosten) (?P<rest>.+)$"
)
_GERMAN_SMALL = frozenset(
    words_of(
        "der die das den dem des ein eine einen einem einer eines im in am an auf bei mit für "
        "nach vor aus zu zur zum von vom alle jeder jede jedes nur wer hier während über "
        "unter ohne sie er es wir ihr mehr bis ab pro durch gegen um"
    )
)
_ROMANCE = {
    "es": (
        re.compile(
            r"(?P<x>[^,;:()]{2,45}?) (?P<aux>es|son) (?P<what>una?\b|el\b|la\b|los\b|las\b)"
        ),
        re.compile(
            r"\b(?:puede|pueden|debe|deben|está|están|hay|permite|permiten|prohíbe|prohíben|"
            r"abre|cierra|será|serán|es|son)\b"
        ),
    ),
    "fr": (
        re.compile(r"(?P<x>[^,;:()]{2,45}?) (?P<aux>est) (?P<what>une?\b|le\b|la\b|l’|l')"),
        re.compile(
            r"\b(?:peut|peuvent|doit|doivent|est|sont|ouvre|ferme|sera|seront)\b",
        ),
    ),
}
"""By code: how a definition begins, and verbs of rules."""

_REFERS_BACK = {
    "de": frozenset(
    words_of(
        "dies dieser diese dieses das es er sie dort dabei damit dafür davon dazu daher "
        "deshalb also dann wenn falls weil da wir ihr ich man wer was welche auch außerdem "
        "sonst hierbei solche"
    )
),
    "es": frozenset(
    words_of(
        "esto este esta estos estas ese esa eso él ella ellos ellas lo así además también por "
        "cuando si porque aunque como pero y o en entonces"
    )
),
    "fr": frozenset(
    words_of(
        "ce cet cette ces cela ça il elle ils elles on ainsi aussi quand si parce mais et ou "
        "en alors"
    )
),
}  # fmt: skip


def _german(sentence: str, known: Words) -> Iterator[Asked]:
    del known
    found = _GERMAN.match(sentence.rstrip(".! "))
    if not found or sentence.endswith("?"):
        return
    words, aux, rest = found["x"].split(), found["aux"], found["rest"]
    if words[0].lower() in _REFERS_BACK["de"]:
        return
    x = " ".join([words[0].lower() if words[0].lower() in _GERMAN_SMALL else words[0], *words[1:]])
    if aux in ("ist", "sind") and re.match(r"(?:eine?|der|die|das)\b", rest):
        verb = aux
        bare = re.sub(r"^(?:der|die|das|eine?) ", "", x)
        yield Asked(
            f"Was {verb} {x}?",
            (f"was genau {verb} {x}", f"{bare} Bedeutung", f"{bare} Definition",
             f"was bedeutet {bare}", f"was versteht man unter {bare}"),
            f"kannst du mir erklären, was {x} {verb}",
            bare,
        )  # fmt: skip
        return
    if aux in ("kostet", "kosten"):
        ways = (f"Preis: {x}", f"wie teuer {'ist' if aux == 'kostet' else 'sind'} {x}",
                f"wie viel {aux} {x}", f"{words[-1]} Preis")  # fmt: skip
        yield Asked(
            f"Was {aux} {x}?", ways, f"wie viel muss man zahlen, {x}", f"{words[-1]} preis"
        )
        return
    if "," in rest and len(f"{aux} {x} {rest}?") > BUTTON_CHARACTERS:
        rest = rest.split(",")[0]
    asked = f"{aux} {x} {re.sub(r'(^| )nicht( |$)', ' ', rest).strip()}"
    if len(asked) >= BUTTON_CHARACTERS:
        return
    statement = f"{x} {aux} {rest}"
    yield Asked(
        asked[0].upper() + asked[1:] + "?",
        (f"stimmt es: {statement}", statement, f"{asked} oder nicht"),
        f"ich wüsste gern: {asked}",
        f"{x} {rest}",
    )


def _romance(code: str) -> Callable[[str, Words], Iterator[Asked]]:
    defining, telling = _ROMANCE[code]

    def asked(sentence: str, known: Words) -> Iterator[Asked]:
        del known
        body = sentence.rstrip(".! ")
        first = re.split(r"[\s’']", body, maxsplit=1)[0]
        if sentence.endswith("?") or first.lower() in _REFERS_BACK[code]:
            return
        small = first.lower() in _ARTICLES[code]
        body = first.lower() + body[len(first) :] if small else body
        found = defining.match(body)
        if found and len(found["x"].split()) <= 6:  # noqa: PLR2004 -- as for an English subject
            what = _WHAT[code].get(found["aux"])
            if what:
                yield fill(what, found["x"])
                return
        if cost := re.match(r"(?P<x>[^,;:()]{2,40}?) (?P<costs>cuestan?|coûtent?) ", body):
            frame = tuple(t.replace("{v}", cost["costs"]) for t in _COSTS[code])
            yield fill(frame, cost["x"])
            return
        if not telling.search(body[:40]) or "," in body or ":" in body or len(body) > 50:  # noqa: PLR2004 -- with a frame, a button
            return
        body = re.sub(r"(^| )no (?=\w)", r"\1", body) if code == "es" else body
        made = fill(_IS_IT[code], body)
        yield replace(made, question=re.sub(r"^(¿?)(\w)", _raised, made.question))

    return asked


def _raised(found: re.Match[str]) -> str:
    return found[1] + found[2].upper()


_COSTS = {
    "es": ("¿Cuánto {v} {x}?", "precio: {x}", "qué precio tiene {x}", "qué {v} {x}",
           "cuánto hay que pagar, {x}"),
    "fr": ("Combien {v} {x} ?", "prix : {x}", "quel est le prix : {x}", "c'est combien, {x}",
           "combien faut-il payer, {x}"),
}  # fmt: skip
_ARTICLES = {
    "es": frozenset(words_of("el la los las un una se no hay está están todos todas cada")),
    "fr": frozenset(words_of("le la les l un une il chaque tous toutes")),
}
_WHAT = {
    "es": {
        "es": ("¿Qué es {x}?", "qué significa {x}", "definición: {x}", "explícame {x}",
               "me puedes decir qué es {x}"),
        "son": ("¿Qué son {x}?", "qué significa {x}", "definición: {x}", "explícame {x}",
                "me puedes decir qué son {x}"),
    },
    "fr": {
        "est": ("Qu'est-ce que {x} ?", "définition de {x}", "que signifie {x}", "c'est quoi {x}",
                "peux-tu m'expliquer ce qu'est {x}"),
    },
}  # fmt: skip
_IS_IT = {
    "es": ("¿{x}?", "{x}", "es verdad que {x}", "dime si {x}", "es cierto que {x}",
           "me han dicho que {x}, ¿es así?"),
    "fr": ("Est-ce vrai que {x} ?", "dis-moi si {x}", "je veux savoir si {x}",
           "on m'a dit que {x}, c'est vrai"),
}  # fmt: skip


def _nothing(sentence: str, known: Words) -> Iterator[Asked]:
    del sentence, known
    yield from ()


ANY = Manner(
    "",
    frozenset(),
    "{x}",
    ("{x}?", "{x}", "… {x}"),
    ("{x}?", "{x}", "… {x} …"),
    ("{x}?", "{x}", "… {x} …"),
    "{x}: {long}.",
    ("{x}?", "{x}", "{x} ???"),
    ("{x}?", "{x}", "{x} ???"),
    _nothing,
)
"""Asks in a language that has no templates: by the text's own words alone."""

MANNERS: Mapping[str, Manner] = {
    manner.code: manner
    for manner in (
        Manner(
            "en",
            frozenset(
    words_of(
        "the of and to is in that for it with are be not or by as on a an at this you"
    )
),
            "What people ask about “{x}”, answered with quotes from it.",
            ("What is this text about?", "what is this about", "summary", "give me an overview",
             "what is {x}", "what kind of text is {x}", "what does it deal with",
             "what is the text about", "in short, what is this text about"),
            ("What does the text say about {x}?", "{x}", "tell me about {x}", "what about {x}",
             "information on {x}", "what do i need to know about {x}", "explain {x}",
             "i have a question on {x}"),
            ("What does “{x}” say?", "{x}", "section “{x}”", "what is said under {x}",
             "the part called {x}, please"),
            "{x} stands for {long}.",
            ("What is {x}?", "{x} meaning", "definition of {x}", "define {x}", "explain {x}",
             "i keep reading {x}, what is that"),
            ("What does {x} stand for?", "{x} meaning", "what does the abbreviation {x} mean",
             "{x} abbreviation", "what is {x} short for", "full form of {x}", "spell out {x}"),
            _english,
        ),
        Manner(
            "de",
            frozenset(
    words_of(
        "der die das und ist nicht zu den von mit ein eine für auf im werden"
    )
),
            "Fragen und Antworten zu „{x}“, mit Belegen.",
            ("Worum geht es in diesem Text?", "Zusammenfassung", "Überblick", "was ist {x}",
             "wovon handelt der Text"),
            ("Was steht im Text über „{x}“?", "{x}", "Informationen zu {x}", "was gilt bei {x}",
             "erkläre {x}", "ich habe eine Frage zu {x}"),
            ("Was gilt: {x}?", "{x}", "Abschnitt „{x}“", "der Teil mit dem Titel {x}, bitte"),
            "{x} steht für: {long}.",
            ("Was ist {x}?", "{x} Bedeutung", "Definition von {x}", "was bedeutet {x}",
             "erkläre mir {x}"),
            ("Wofür steht {x}?", "{x} Bedeutung", "was heißt die Abkürzung {x}",
             "{x} ausgeschrieben", "was bedeutet {x}", "wie heißt {x} in voller Länge"),
            _german,
        ),
        Manner(
            "es",
            frozenset(
    words_of(
        "el la de que los las en y es un una se por con para del"
    )
),
            "Preguntas y respuestas sobre «{x}», con citas.",
            ("¿De qué trata este texto?", "resumen", "de qué va", "qué es {x}",
             "cuál es el tema del texto"),
            ("¿Qué dice el texto sobre «{x}»?", "{x}", "información sobre {x}",
             "qué debo saber sobre {x}", "explícame {x}", "tengo una pregunta sobre {x}"),
            ("¿Qué hay de «{x}»?", "{x}", "sección «{x}»", "la parte que se llama {x}, por favor"),
            "{x} son las siglas de {long}.",
            _WHAT["es"]["es"],
            ("¿Qué significan las siglas {x}?", "{x} significado", "qué quiere decir {x}",
             "siglas {x}", "nombre completo de {x}", "por qué se llama {x}"),
            _romance("es"),
        ),
        Manner(
            "fr",
            frozenset(
    words_of(
        "le la les de des et est un une du que dans pour il qui au"
    )
),
            "Questions et réponses sur « {x} », avec citations.",
            ("De quoi parle ce texte ?", "résumé", "c'est quoi {x}", "quel est le sujet du texte"),
            ("Que dit le texte sur « {x} » ?", "{x}", "informations sur {x}", "explique-moi {x}",
             "que faut-il savoir sur {x}", "j'ai une question sur {x}"),
            ("Et « {x} » ?", "{x}", "section « {x} »", "la partie intitulée {x}, merci"),
            "{x} : {long}.",
            _WHAT["fr"]["est"],
            ("Que signifie le sigle {x} ?", "{x} signification", "que veut dire {x}", "sigle {x}",
             "nom complet de {x}"),
            _romance("fr"),
        ),
    )
}  # fmt: skip
"""The languages that drafts are made in, by code."""


def language_of(words: Collection[str], total: int) -> str:
    """The code of the language whose commonest words are in a text; empty if it is none of them.

    Args:
        words: the text's words in lower case, each as often as it occurs.
        total: how many they are.
    """
    counts = {
        code: sum(word in manner.common for word in words) for code, manner in MANNERS.items()
    }
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] * 12 > total else ""
