import pytest

from faq.starting.templates import TEMPLATES, language_of
from faq.text import words


@pytest.mark.parametrize(
    ("language", "sentence", "question"),
    [
        ("de", "Der kleine Saal ist ein Raum für Feiern.", "Was ist der kleine Saal?"),
        ("de", "Das ist ein Raum für Feiern.", None),
        ("de", "Wichtig ist eine Pause.", None),
        ("de", "Die Anlage läuft und ist ein Erfolg.", None),
        ("de", "Ist der Saal ein Raum für Feiern?", None),
        ("es", "El carné de socio es un documento.", "¿Qué es el carné de socio?"),
        ("es", "Esto es un documento.", None),
        ("es", "La que abre la puerta es una vecina.", None),
        ("fr", "L'abonnement est un contrat.", "Qu'est-ce que l'abonnement ?"),
        ("fr", "Le SMS est un service.", "Qu'est-ce que le SMS ?"),
        ("fr", "Elle est une voisine.", None),
    ],
)
def test_only_a_definition_is_asked_for(
    language: str, sentence: str, question: str | None
) -> None:
    asked = [q.question for q in TEMPLATES[language].questions(sentence)]
    assert asked == ([question] if question else [])


def test_the_language_is_told_by_common_words() -> None:
    assert language_of(words("der hund darf nicht in die küche und das bad")) == "de"
    assert language_of(words("il est interdit de courir dans la piscine")) == "fr"
    assert language_of(words("собака не должна входить в дом")) == ""
