"""How a draft asks in each language: the wordings, and what tells the languages apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from faq.answering.policy import BUTTON_CHARACTERS
from faq.text import words

LEAST_SHARE = 1 / 12
"""Of all words, those that must be the language's `common_words`. Measured on 60 texts (articles,
manuals, licences, house rules): 0.13 to 0.39, and under it only in lists of links and commands."""


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question that an entry of a draft answers.

    Attributes:
        question: as people read it.
        phrasings: other ways of asking it.
        test: one more way, for the FAQ's test questions.
        key: words for the entry's id.
    """

    question: str
    phrasings: tuple[str, ...]
    test: str
    key: str

    @property
    def fits_a_button(self) -> bool:
        """Whether buttons show the whole question."""
        return len(self.question) <= BUTTON_CHARACTERS


@dataclass(frozen=True, slots=True)
class Templates:
    """How one language asks; `{x}` stands for what the question is about.

    Each text that asks holds a question, its phrasings, and the test question last, with " | "
    between them.

    Attributes:
        common_words: its commonest words, which tell it from other languages.
        about: the line under the FAQ's title.
        introduction: asks what the whole text is about.
        heading: asks what the text says about a heading.
        by_name: asks about a heading that does not fit into the middle of a sentence.
        abbreviation: asks what an abbreviation stands for.
        spelled_out: the answer to that; `{long}` is what it stands for.
        what: asks what something is.
        definition: matches a sentence that begins with what something (the group `x`) is. None
            for English, where `faq.starting.english` finds more questions than this one.
    """

    common_words: frozenset[str]
    about: str
    introduction: str
    heading: str
    by_name: str
    abbreviation: str
    spelled_out: str
    what: str = ""
    definition: re.Pattern[str] | None = None

    def questions(self, sentence: str) -> list[DraftQuestion]:
        """The question that a sentence answers by its definition, if it is one."""
        match = self.definition.match(sentence) if self.definition else None
        if not match or sentence.endswith("?"):
            return []
        x = match["x"]
        return [fill(self.what, x if x.isupper() else x[0].lower() + x[1:])]


def fill(templates: str, x: str, key: str = "") -> DraftQuestion:
    """The question that templates ask about `x`; `key` if its id is made of other words."""
    question, *phrasings, test = (part.replace("{x}", x) for part in templates.split(" | "))
    return DraftQuestion(question, tuple(phrasings), test, key or x)


def language_of(text_words: Iterable[str]) -> str:
    """The code of the language that a text is in; empty if there are no templates for it.

    Args:
        text_words: the text's words in lower case, each as often as it occurs.
    """
    counts = Counter(text_words)
    common = {
        code: sum(counts[word] for word in templates.common_words)
        for code, templates in TEMPLATES.items()
    }
    best = max(common, key=lambda code: common[code])
    return best if common[best] > LEAST_SHARE * counts.total() else ""


# A definition's subject begins with an article, or is an abbreviation: other sentences with "is a"
# begin with a pronoun, an adverb or a clause, and the question about those would be nonsense.

TEMPLATES: Mapping[str, Templates] = {
    "en": Templates(
        common_words=frozenset(
            words("the of and to is in that for it with are be not or by as on a an at this you")
        ),
        about="What people ask about “{x}”, answered with quotes from it.",
        introduction=(
            "What is this text about? | what is this about | summary | give me an overview"
            " | what is {x} | what kind of text is {x} | what does it deal with"
            " | what is the text about | in short, what is this text about"
        ),
        heading=(
            "What does the text say about {x}? | {x} | tell me about {x} | what about {x}"
            " | information on {x} | what do i need to know about {x} | explain {x}"
            " | i have a question on {x}"
        ),
        by_name=(
            "What does “{x}” say? | {x} | section “{x}” | what is said under {x}"
            " | the part called {x}, please"
        ),
        abbreviation=(
            "What does {x} stand for? | {x} meaning | what does the abbreviation {x} mean"
            " | {x} abbreviation | what is {x} short for | full form of {x} | spell out {x}"
        ),
        spelled_out="{x} stands for {long}.",
    ),
    "de": Templates(
        common_words=frozenset(
            words("der die das und ist nicht zu den von mit ein eine für auf im werden")
        ),
        about="Fragen und Antworten zu „{x}“, mit Belegen.",
        introduction=(
            "Worum geht es in diesem Text? | Zusammenfassung | Überblick | was ist {x}"
            " | wovon handelt der Text | kurz gesagt, worum geht es in diesem Text"
        ),
        heading=(
            "Was steht im Text über „{x}“? | {x} | Informationen zu {x} | was gilt bei {x}"
            " | erkläre {x} | ich habe eine Frage zu {x}"
        ),
        by_name="Was gilt: {x}? | {x} | Abschnitt „{x}“ | der Teil mit dem Titel {x}, bitte",
        abbreviation=(
            "Wofür steht {x}? | {x} Bedeutung | was heißt die Abkürzung {x} | {x} ausgeschrieben"
            " | was bedeutet {x} | wie heißt {x} in voller Länge"
        ),
        spelled_out="{x} steht für: {long}.",
        what=(
            "Was ist {x}? | was genau ist {x} | was bedeutet {x} | was versteht man unter {x}"
            " | kannst du mir erklären, was {x} ist"
        ),
        definition=re.compile(
            r"(?P<x>(?:Der|Die|Das|Eine?) (?:[\w-]+ )?[A-ZÄÖÜ][\w-]+|[A-ZÄÖÜ]{2,}) ist eine? "
        ),
    ),
    "es": Templates(
        common_words=frozenset(words("el la de que los las en y es un una se por con para del")),
        about="Preguntas y respuestas sobre «{x}», con citas.",
        introduction=(
            "¿De qué trata este texto? | resumen | de qué va | qué es {x}"
            " | cuál es el tema del texto | en pocas palabras, de qué trata este texto"
        ),
        heading=(
            "¿Qué dice el texto sobre «{x}»? | {x} | información sobre {x}"
            " | qué debo saber sobre {x} | explícame {x} | tengo una pregunta sobre {x}"
        ),
        by_name="¿Qué hay de «{x}»? | {x} | sección «{x}» | la parte que se llama {x}, por favor",
        abbreviation=(
            "¿Qué significan las siglas {x}? | {x} significado | qué quiere decir {x}"
            " | siglas {x} | nombre completo de {x} | por qué se llama {x}"
        ),
        spelled_out="{x} son las siglas de {long}.",
        what=(
            "¿Qué es {x}? | qué significa {x} | definición: {x} | explícame {x}"
            " | me puedes decir qué es {x}"
        ),
        definition=re.compile(
            r"(?P<x>(?:El|La|Una?) (?!que )\w+(?: del? (?:la |los |las )?\w+)?|"
            r"[A-ZÁÉÍÓÚÑ]{2,}) es una? "
        ),
    ),
    "fr": Templates(
        common_words=frozenset(words("le la les de des et est un une du que dans pour il qui au")),
        about="Questions et réponses sur « {x} », avec citations.",
        introduction=(
            "De quoi parle ce texte ? | résumé | c'est quoi {x} | quel est le sujet du texte"
            " | en bref, de quoi parle ce texte"
        ),
        heading=(
            "Que dit le texte sur « {x} » ? | {x} | informations sur {x} | explique-moi {x}"
            " | que faut-il savoir sur {x} | j'ai une question sur {x}"
        ),
        by_name="Et « {x} » ? | {x} | section « {x} » | la partie intitulée {x}, merci",
        abbreviation=(
            "Que signifie le sigle {x} ? | {x} signification | que veut dire {x} | sigle {x}"
            " | nom complet de {x}"
        ),
        spelled_out="{x} : {long}.",
        what=(
            "Qu'est-ce que {x} ? | définition de {x} | que signifie {x} | c'est quoi {x}"
            " | peux-tu m'expliquer ce qu'est {x}"
        ),
        definition=re.compile(
            r"(?P<x>(?:L[ea] |L['’])\w+(?: (?:du|de la|des|de) \w+| d['’]\w+)?|"
            r"[BCDFGJKLMNPQRSTVWXZ][A-Z]+) est une? "
        ),
    ),
}
"""By the language's code (ISO 639-1)."""

OTHER = Templates(
    common_words=frozenset(),
    about="{x}",
    introduction="{x}? | {x} | … {x}",
    heading="{x}? | {x} | … {x} …",
    by_name="{x}? | {x} | … {x} …",
    abbreviation="{x}? | {x} | {x} ???",
    spelled_out="{x}: {long}.",
)
"""For a language without templates: asks by the text's own words alone."""
