from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.answering.edition import open_edition
from faq.answering.replies import Answer
from faq.content import Entry, Faq, load
from faq.maintaining import evaluation
from faq.maintaining.lint import lint
from faq.starting import DraftError, make_draft, read_source, write_folder
from unit.starting.hut import HUT, written


def made(text: str) -> Faq:
    return make_draft(text, "hut.txt", None)


def quotes(entry: Entry) -> tuple[str, ...]:
    return tuple(citation.quote for citation in entry.citations)


def test_answers_are_the_texts_own_sentences_and_quoted() -> None:
    item = next(i for i in made(HUT).entries if i.question.startswith("How long"))
    assert item.answer == "Guests may stay for at most three nights."
    assert quotes(item) == (item.answer,)
    assert item.topic == "Rooms"


def test_a_list_is_answered_item_by_item_with_a_quote_for_each() -> None:
    text = "# Cake\n\n## Ingredients\n\n- 200 g of flour\n- 4 apples, sour\n- 2 eggs\n"
    (item,) = made(text).entries
    assert item.answer == "- 200 g of flour\n- 4 apples, sour\n- 2 eggs"
    assert quotes(item) == ("200 g of flour", "4 apples, sour")


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        ("Hausordnung\n\nHunde dürfen nicht in den Saal. Die Küche ist ein Raum für alle.\n",
         "de", "Was ist die Küche?"),
        ("Normas\n\nLos perros no pueden entrar en el agua. La entrada es un torno.\n",
         "es", "¿Qué es la entrada?"),
        ("Règles\n\nLes chiens sont interdits dans la salle. Le lac est une réserve.\n",
         "fr", "Qu'est-ce que le lac ?"),
    ],
)  # fmt: skip
def test_the_language_is_told_and_asked_in(
    text: str, language: str, question: str, tmp_path: Path
) -> None:
    draft = made(text)
    assert draft.language == language
    assert question in [entry.question for entry in draft.entries]
    outcomes = evaluation.run(open_edition(written(text, tmp_path), None))
    assert [outcome.reply for outcome in outcomes if not outcome.verdict.passes] == []


def test_the_folder_holds_an_faq_in_which_there_is_nothing_to_mend(tmp_path: Path) -> None:
    folder = written(HUT, tmp_path)
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.md", "faq.schema.json", "faq.yaml", "hut.txt"
    ]  # fmt: skip
    edition = open_edition(folder, None)
    assert [problem for problem in lint(edition) if problem] == []
    reply = edition.reply("how much does dinner cost")
    assert isinstance(reply, Answer)
    assert reply.entry.answer == "Dinner costs 24 euros."
    text = (folder / "faq.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=faq.schema.json\n")
    assert text.count("# draft: reword, add phrasings") == len(edition.faq.entries)


def test_the_same_text_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = written(HUT, tmp_path / "a"), written(HUT, tmp_path / "b")
    assert (first / "faq.yaml").read_bytes() == (second / "faq.yaml").read_bytes()


def test_a_text_without_a_sentence_is_refused() -> None:
    with pytest.raises(DraftError, match="no sentence that could be quoted"):
        made("hello")


def test_a_long_text_gives_at_most_twenty_entries_from_all_over_it() -> None:
    text = "\n\n".join(f"Part{n}word\n\nThe item{n} is a thing of kind {n}." for n in range(200))
    entries = made(text).entries
    assert 10 <= len(entries) <= 20
    assert text.find(quotes(entries[-1])[0]) > len(text) * 0.8


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8))
def test_any_text_gives_a_sound_faq_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "any.txt"
    path.write_text("\n".join([*lines, "The hut is a house."]), "utf-8")
    try:
        source = read_source(path)
        write_folder(make_draft(source.text, source.name, None), source, folder / "made")
    except DraftError:
        return
    assert load(folder / "made").entries
