"""Turns English sentences and headings into the questions that they answer.

A question is made of the sentence's own words in another order, so that it is grammatical and the
sentence is its answer. Sentences that do not surely allow this give no question: a missing draft
is soon written by hand, but a misleading one may go unnoticed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from faq.answering.policy import BUTTON_CHARACTERS
from faq.matching.spelling import english as dictionary
from faq.starting.templates import TEMPLATES, DraftQuestion, fill
from faq.text import STOP_WORDS
from faq.text import words as words_of

FEWEST_WORDS = 2
"""Words of a yes-or-no question besides stop words: with fewer it is found by anything."""

LONGEST_SUBJECT = 6
"""Words: in a longer one a clause is hidden."""


class Capitals:
    """Tells the capital of a name from that of a sentence's beginning, by the rest of the text.

    Args:
        text: the text that the questions are about.
    """

    def __init__(self, text: str) -> None:
        self._small = Counter(word for word in re.findall(r"[^\W\d_]+", text) if word.islower())
        inside = Counter(map(str.lower, re.findall(r"(?<=[a-z,;] )[A-Z][a-z]+", text)))
        self._capital_inside = frozenset(inside)
        self._names = {word for word, count in inside.items() if count >= self._small[word] / 2}

    def heading(self, text: str) -> str:
        """A heading as it is written in the middle of a sentence."""
        words = text.split()
        if not any(word[:1].isupper() and word[1:].islower() for word in words[1:]):
            return " ".join([self._lowered(words[0]), *words[1:]])
        lowered = [self._lowered(word) for word in words]
        if any(word[:1].isupper() and word[1:].islower() for word in lowered):
            return text  # Half a name in capitals and half not would look odd.
        return " ".join(lowered)

    def beginning(self, word: str) -> str:
        """A sentence's first word as it is written in the middle of one."""
        return word if word.lower() in self._capital_inside else self._lowered(word)

    def _lowered(self, word: str) -> str:
        return word.lower() if self._is_common(word) else word

    def _is_common(self, word: str) -> bool:
        small = word.lower()
        if word in ("A", "I"):
            return word == "A"
        if not word[1:].islower() or small in self._names:
            return False
        stems = {small, small.removesuffix("s"), small.removesuffix("es"), small[:-3] + "y"}
        is_known = any(len(stem) > 2 and stem in dictionary() for stem in stems)  # noqa: PLR2004 -- every pair of letters is a word to the encoder
        return small in self._small or is_known


@dataclass(frozen=True, slots=True)
class _Rule:
    """The questions of sentences of one form.

    Their fields are the pattern's groups and `x`, the sentence's subject; `bare`, the same without
    article and quotation marks; `quoted`, the same in the marks that the text has; `does` and
    `is`, of the subject's number, which the group `aux` shows, or the verb's ending in `s`.

    Attributes:
        pattern: matches the sentence from its beginning; has a group `x`.
        key: of the entry's id.
        templates: the question, its phrasings, and the test question last, with " | " between.
    """

    pattern: re.Pattern[str]
    key: str
    templates: str

    def question(self, sentence: str, capitals: Capitals) -> DraftQuestion | None:
        match = self.pattern.match(sentence)
        x = _subject(match["x"], capitals) if match else None
        if not match or x is None:
            return None
        groups = match.groupdict(default="")
        is_plural = groups.get("aux") in ("are", "were") or groups.get("s") == ""
        bare = re.sub(r"^(?:the|our|an?) ", "", re.sub(r"[\"“”]", "", x))
        mark = re.search(r"[\"“]", x)
        fields = groups | {
            "x": x,
            "bare": bare,
            "quoted": f"{mark[0]}{bare}{'”' if mark[0] == '“' else mark[0]}" if mark else x,
            "does": "do" if is_plural else "does",
            "is": "are" if is_plural else "is",
        }
        question, *phrasings, test = (
            text.format_map(fields) for text in self.templates.split(" | ")
        )
        return DraftQuestion(question, tuple(phrasings), test, self.key.format_map(fields))


_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|"
    r"fifteen|twenty|thirty|forty|fifty|sixty|ninety)"
)
_SPAN = rf"(?:{_NUMBER}|an?)\s+(?:\w+\s+)?(?:minute|hour|day|night|week|month|year)s?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MODAL = "may|can|must|should|shall|will"
_BE = "am|is|are|was|were"
_YEAR = (
    r"\b(?:in|on|since|by|between) (?:the )?(?:early|late|mid)? ?"
    r"(?:(?:\d{1,2} )?[A-Z][a-z]+ (?:\d{1,2},? )?)?(?:1\d|20)\d\d\b"
)
_PERSON = (
    r"(?:author|writer|poet|painter|composer|singer|player|founder|president|minister|king|queen|"
    r"saint|director|engineer|professor|teacher|lawyer|politician|philosopher|programmer|"
    r"developer|mathematician|physician|architect|explorer|man|woman|\w{4,}(?:ist|ician))\b"
)
_PRICE = (
    r"(?:[€$£¥]\s?\d|\d\s?(?:[€$£¥%]|euros?|dollars?|pounds?|cents?|pence|per cent|percent)(?!\w))"
)
_HOUR = rf"(?:\d|\b{_NUMBER}\b|day|daily|noon|midnight|dawn|{_MONTHS})"
_HOURS = (
    "{bare} hours | at what time {does} {x} {verb} | what days {is} {x} open"
    " | until when {is} {x} open | opening hours | opening times | what are the hours of {x}"
)


def _happened(verbs: str, more: str = "") -> _Rule:
    return _Rule(
        re.compile(
            rf"(?P<x>.+?) (?P<aux>was|were) (?:(?:first|originally|officially) )?"
            rf"(?P<verb>{verbs})\b.*?{_YEAR}"
        ),
        "{x} {verb}",
        "When {aux} {x} {verb}? | what year {aux} {x} {verb} | in which year {aux} {x} {verb}"
        f" | date when {{x}} {{aux}} {{verb}} | {{x}} {{verb}} when{more}"
        " | do you happen to know the year {x} {aux} {verb}",
    )


_HOW_LONG = _Rule(
    re.compile(
        rf"(?P<x>.+?) (?P<aux>{_MODAL}|{_BE}) "
        r"(?P<do>(?:be )?(?P<act>(?!(?:not|only|open)\b)[\w'’-]+(?: [\w'’-]+){0,3}?)) for "
        rf"(?:up to |at most |at least |a maximum of |no more than |no longer than )?{_SPAN}\b"
    ),
    "how long {x} {act}",
    "How long {aux} {x} {do}? | for how long {aux} {x} {do} | how many days {aux} {x} {do}"
    " | how many weeks {aux} {x} {do} | time for which {x} {aux} {do}"
    " | {x} {aux} {do} until when | i need to know how long {x} {aux} {do}",
)
_HOW_MANY = _Rule(
    re.compile(
        rf"(?P<x>.+?) (?P<aux>{_MODAL}) (?P<do>[\w'’-]+) "
        rf"(?:up to|at most|no more than|a maximum of) {_NUMBER} (?P<things>[a-z][\w'’-]*s)\b"
    ),
    "how many {things}",
    "How many {things} {aux} {x} {do}?"
    " | what is the largest number of {things} {x} {aux} {do} | limit on {things}"
    " | maximum number of {things} | how many {things} at most"
    " | is there a limit to how many {things} {x} {aux} {do}",
)
_RULES = (
    _happened("founded|established|created", " | since when has {x} existed"),
    _happened(
        "built|rebuilt|opened|closed|released|published|written|invented|born|introduced|launched|"
        "discovered|formed|started|begun|adopted|signed|designed|developed|made|renamed|sold|"
        "bought|renovated|completed|abolished"
    ),
    _HOW_LONG,
    _Rule(
        re.compile(rf"(?P<x>.+?) (?P<aux>is|are) (?P<verb>open)\s.*{_HOUR}"),
        "{bare} hours",
        "When {aux} {x} open? | " + _HOURS,
    ),
    _Rule(
        re.compile(rf"(?P<x>.+?) (?P<verb>open|close)(?P<s>s?)\s.*{_HOUR}"),
        "{bare} hours",
        "When {does} {x} {verb}? | " + _HOURS,
    ),
    _Rule(
        re.compile(rf"(?P<x>.+?) cost(?P<s>s?) .*{_PRICE}"),
        "{bare} price",
        "How much {does} {x} cost? | price of {x} | what {does} {x} cost"
        " | what is the price of {x} | {bare} price | how expensive {is} {x}"
        " | what do i have to pay for {x}",
    ),
    _Rule(
        re.compile(
            r"(?P<x>(?:.+? )??(?:fee|price|cost|charge|fine|deposit|rent|fare)s?\b.*?) "
            rf"(?P<aux>is|are) .*{_PRICE}",
            re.IGNORECASE,
        ),
        "{x}",
        "How much {aux} {x}? | what is {x} | amount of {x} | what do i have to pay: {x}"
        " | tell me how much {x} {aux}",
    ),
    _Rule(
        re.compile(
            rf"There (?P<aux>are|were) (?:about |only |more than )?{_NUMBER} (?P<x>.+?)(?:"
            r" (?:in|on|at|for|with|of which|to|from|by|per|behind|that|who|which)\b|[;:(–—,]|$)"
        ),
        "how many {x}",
        "How many {x} {aux} there? | number of {x} | what number of {x} {aux} there"
        " | how many {x} | count of {x} please",
    ),
    _HOW_MANY,
    _Rule(
        re.compile(
            r"(?P<x>.+?) (?:shall mean|means|refers to|denotes|stands for|"
            r"(?:is|are) defined as|is short for|is the abbreviation (?:of|for))\b"
        ),
        "{bare}",
        "What does {quoted} mean? | what is {bare} | meaning of {bare} | definition of {bare}"
        " | define {bare} | {bare} meaning | explain {bare}"
        " | i keep reading {bare}, what is that",
    ),
    _Rule(
        re.compile(
            rf"(?P<x>(?!The |Our |An? )[A-Z].*?) (?P<aux>{_BE}) (?:an?|the|one of)\b"
            rf" (?:(?!(?:by|for|with|that)\b)[\w'’-]+ )*?{_PERSON}"
        ),
        "{x}",
        "Who {aux} {x}? | who exactly {aux} {x} | tell me about {x} | {x} biography"
        " | i have never heard of {x}, who is that",
    ),
    _Rule(
        re.compile(
            rf"(?P<x>.+?) (?P<aux>{_BE}) (?:(?:merely|simply|basically|essentially|usually|"
            r"generally|typically|primarily|now|also|still|currently) )?(?:an?|the|one of|any)\b."
        ),
        "{bare}",
        "What {aux} {x}? | what exactly {aux} {x} | explain what {x} {aux}"
        " | definition of {bare} | define {bare} | {bare} meaning"
        " | what do you mean by {bare} | i do not know {x}, please explain",
    ),
)
"""What a sentence is tried for, the most telling question first."""

_RULES_FOR_YOU = (_HOW_LONG, _HOW_MANY)

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
"""First words of sentences that begin with something else, or whose subject is another's."""

_NOT_IN_A_SUBJECT = frozenset(
    words_of(
        "that which who whom whose if when where while because although i it he she they we "
        "you than is are was were be been has have had do does did may can must should shall "
        "will would could might not also few several lot and or says said makes means let see note"
    )
)
_DETERMINERS = frozenset(words_of("a an the all every each any most some your our both"))
_TO_FIRST_PERSON = {"you": "I", "your": "my", "yours": "mine", "yourself": "myself"}
_OPENING = re.compile(r"(?:In addition|Please note that|Note that|However|Also),? (?=\w)")
_STATEMENT = re.compile(rf"(?P<x>.+?) (?P<aux>{_MODAL}|{_BE}|cannot|has|have) (?P<rest>.+)$")
_STATE = re.compile(
    r"(?:not |strictly |always |never |only |also )?(?:been )?(?:\w+(?:ed|en|wn|pt|ld|de|nt)|"
    r"open|closed|free|welcome|available|possible|liable|responsible|subject|safe|"
    r"required|valid|empty|full|ready|for|in|on|at|made|kept|read|put|set|cut|lost|shut)\b"
)
"""What is asked after "is …": a rule or a state. "Is it a house?" nobody asks."""

_OTHER_WAYS = {
    "I may": "can I {rest} | am i allowed to {rest} | is it allowed to {rest} | could i {rest}",
    "I can": "could I {rest} | is it possible to {rest} | am i able to {rest}",
    "I do": "must i {do} | am i required to {do} | is it necessary to {do} | should i {do}",
    "may": "can {x} {rest}",
    "can": "could {x} {rest}",
    "must": "should {x} {rest} | is it compulsory: {statement}",
    "shall": "should {x} {rest} | is it compulsory: {statement}",
}
"""How else people ask whether something may, can or must be done."""

_NEGATION = re.compile(r"(?:not|never|under no circumstances) ")
_FIRST_ADVERB = re.compile(rf"(?:{_NEGATION.pattern}|(?:also|always|therefore|then) )")
_CLAUSE_END = re.compile(r"[;:(–—,]|\s-\s")
_PART_END = re.compile(
    r"\s(?:if|when|unless|because|which|who|where|while|as|so that|but|until|before|after|"
    r"since|although|provided|except|without|in|on|at|by|for|from|with)\s"
)
_REFERRING = frozenset(
    words_of("you your it its they them their we us our i me my he she his her")
)
"""Words for somebody who was named in an earlier sentence."""

_UNFINISHED = frozenset(
    words_of(
        "a an the be been not to of and or any all its their your my very more most less that "
        "they we it he she which whose who is are such other"
    )
)
"""Words that no clause ends with."""

_QUESTION = re.compile(
    r"How to |(?:Why|When|Where|Who|What|How) (?:is|are|do|does|can|to|should|must|was|were)\b"
)
_NOT_AFTER_ABOUT = frozenset(
    words_of(
        "in on at by for with without from to after before during under over if when where what i "
        "you we it please do don't no how why who is are can"
    )
)
_IMPERATIVES = frozenset(
    words_of(
        "create run support install add make get set start click see read write build test donate "
        "use contribute update upgrade configure deploy choose check fix keep bring learn try let"
    )
)
"""First words of headings that tell readers to do something."""


def questions(sentence: str, capitals: Capitals) -> Iterator[DraftQuestion]:
    """The questions that an English sentence answers, the most telling first."""
    begins = sentence.lstrip("\"“'‘")[:1]
    if sentence.endswith(("?", ":", ";", "; and", "; or")) or "://" in sentence:
        return
    if not begins or begins.islower():
        return
    body = sentence.rstrip(".!… ")
    if opening := _OPENING.match(body):
        body = body[opening.end()].upper() + body[opening.end() + 1 :]
    if body.count("“") > body.count("”"):
        body = body.lstrip("“")
    rules: tuple[_Rule, ...] = _RULES
    if body.startswith("You "):
        words = [_TO_FIRST_PERSON.get(word, word) for word in body.split()[1:]]
        body = " ".join(["I", *words])
        rules = _RULES_FOR_YOU
    made = [rule.question(body, capitals) for rule in rules]
    yield from (question for question in [*made, _yes_or_no(body, capitals)] if question)


def _subject(text: str, capitals: Capitals) -> str | None:
    """A sentence's beginning as a question has it; None unless it is surely its whole subject."""
    if text == "I":
        return text
    words = text.split()
    plain = [word.strip("\"'“”‘’«»").lower() for word in words]
    if (
        not 1 <= len(words) <= LONGEST_SUBJECT
        or plain[0] in _NOT_A_SUBJECT
        or plain[-1] in _DETERMINERS
        or not _NOT_IN_A_SUBJECT.isdisjoint(plain)
        or re.match(r"(?:that|it|there|here|what|who|how|let)['’]s$", plain[0])
        or re.search(r"[,;:()\[\]/=<>|]", text)
        or text.count('"') % 2
        or text.count("“") != text.count("”")
    ):
        return None
    if plain[0] in _DETERMINERS:
        first = words[0].lower()
    elif len(words) > 1 and words[1][:1].isupper():
        first = words[0]  # a name of several words
    else:
        first = capitals.beginning(words[0])
    return " ".join([first, *words[1:]])


def _yes_or_no(body: str, capitals: Capitals) -> DraftQuestion | None:
    """Whether something is so: what rules allow, demand and forbid is asked like this."""
    if body.startswith(("I have to ", "I need to ")):
        return _is_it_so("I", "do", body[2:])
    match = _STATEMENT.match(re.sub("^I are ", "I am ", body))
    x = _subject(match["x"], capitals) if match else None
    if not match or x is None:
        return None
    aux, rest = match["aux"], match["rest"]
    if aux == "cannot":
        return _is_it_so(x, "can", f"not {rest}")
    if aux not in _MODAL.split("|") and not _STATE.match(rest):
        return None
    return _is_it_so(x, aux, rest)


def _is_it_so(x: str, aux: str, rest: str) -> DraftQuestion | None:
    """Whether `x aux rest` is so. A ban becomes the question that it answers: "may I …?"."""
    is_ban = bool(_NEGATION.match(rest))
    if adverb := _FIRST_ADVERB.match(rest):
        rest = rest[adverb.end() :]
    if is_ban and aux in ("must", "shall"):
        aux = "may"
    clause = _CLAUSE_END.split(rest, maxsplit=1)[0].strip()
    rest = _shortened(clause, BUTTON_CHARACTERS - len(x) - len(aux) - 3)
    words = [w for w in re.findall(r"[\w'’-]+", f"{x} {rest}".lower()) if w not in STOP_WORDS]
    if len(words) < FEWEST_WORDS + (len(rest) < len(clause)) or not rest:
        return None
    used = {word.lower() for word in re.findall(r"[\w’']+", rest)}
    if used & {"that", "which"} or (x != "I" and used & _REFERRING):
        return None
    if rest.split()[-1].lower() in _UNFINISHED:
        return None
    statement = f"{x} {rest}" if aux == "do" else f"{x} {aux} {rest}"
    question = f"{aux} {x} {rest}"
    ways = _OTHER_WAYS.get(f"{x} {aux}") or _OTHER_WAYS.get(aux, "")
    fields = {"x": x, "rest": rest, "statement": statement, "do": rest.partition(" to ")[2]}
    others = (way.format_map(fields) for way in ways.split(" | ") if way)
    key = " ".join(words)
    return DraftQuestion(
        question[0].upper() + question[1:] + "?",
        (f"is it true that {statement}", f"tell me if {statement}", *others, key),
        f"quick question, {question} or not"
        if is_ban or aux in ("may", "can", "do")
        else f"somebody told me that {statement}, is that right",
        key,
    )


def _shortened(clause: str, longest: int) -> str:
    """The clause, or its beginning up to where it may end; empty if that is too long."""
    if len(clause) <= longest:
        return clause
    for end in reversed([stop.start() for stop in _PART_END.finditer(clause)]):
        head = clause[:end].strip()
        words = head.split()
        if end <= longest and len(words) > 1 and words[-1].lower() not in _UNFINISHED:
            return head
    return ""


def heading_question(heading: str, capitals: Capitals) -> DraftQuestion:
    """The question that the text under an English heading answers."""
    templates = TEMPLATES["en"]
    x = capitals.heading(heading)
    if _QUESTION.match(heading):
        question = re.sub(r"^How to ", "How do I ", heading) + "?"
        return replace(fill(templates.heading, x, heading), question=question)
    first, *others = x.lower().split()
    made = fill(templates.heading, x, heading)
    if first in _NOT_AFTER_ABOUT or (others and first in _IMPERATIVES) or not made.fits_a_button:
        return fill(templates.by_name, heading)
    return made
