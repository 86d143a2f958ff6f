import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.answering.edition import open_edition
from faq.answering.replies import Answer
from faq.content import Entry, Faq, Term, load
from faq.maintaining.lint import lint
from faq.starting import (
    DraftError,
    check_folder,
    make_draft,
    read_source,
    write_folder,
)
from faq.starting.outline import outline

HUT = """\
The Kestrel Hut

The Kestrel Hut is a mountain hut at 2,140 metres. The house was built in 1931 by the Alpine Club
(AC). The hut is open from June to September.

Rooms
-----
There are 42 beds in four rooms. Sleeping bags must be brought along. Guests may stay for at most
three nights. Dinner costs 24 euros. You must not light fires outside.
"""


def made(text: str, name: str = "hut.txt", **options: str) -> Faq:
    return make_draft(text, name, None, **options)


def quotes(entry: Entry) -> tuple[str, ...]:
    return tuple(citation.quote for citation in entry.citations)


def questions(text: str) -> list[str]:
    return [item.question for item in made(text).entries]


def written(text: str | bytes, folder: Path, name: str = "hut.txt") -> Path:
    """The folder of the FAQ made from a text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    source = read_source(path)
    write_folder(make_draft(source.text, source.name, None), source, folder / "made")
    return folder / "made"


def refusal(content: bytes, folder: Path, name: str = "text.txt") -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(DraftError) as caught:
        read_source(path)
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Kestrel Hut is a mountain hut at 2,140 metres.", "What is the Kestrel Hut?"),
        ("Ada Lovelace was a mathematician of the last century.", "Who was Ada Lovelace?"),
        ("“Keeper” means any person who has a dog.", "What does “Keeper” mean?"),
        ("The hut was founded by the club in 1931.", "When was the hut founded?"),
        ("The hut is open from June to September.", "When is the hut open?"),
        ("The shop opens at nine.", "When does the shop open?"),
        ("Books may be kept for four weeks.", "How long may books be kept?"),
        ("You may borrow up to ten books at a time.", "How many books may I borrow?"),
        ("A late book costs 20 cents a day.", "How much does a late book cost?"),
        ("The fee for a licence is 25 euros a year.", "How much is the fee for a licence?"),
        ("There are 42 beds in four rooms.", "How many beds are there?"),
        ("Bags must be left in the lockers.", "Must bags be left in the lockers?"),
        ("Dogs may not enter the reading room.", "May dogs enter the reading room?"),
        ("You must not light fires outside.", "May I light fires outside?"),
        ("You have to register at the desk.", "Do I have to register at the desk?"),
    ],
)
def test_a_sentence_is_turned_into_the_question_that_it_answers(
    sentence: str, question: str
) -> None:
    assert question in questions(f"Rules\n\n{sentence}\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a house that nobody knows.",
        "This is what the law says about it.",
        "While he was a child, the house was sold.",
        "The people who work here are glad.",
        "See https://example.org/is/a/page for the rest of it.",
        "In the evening the door is locked by the warden, as it always was.",
    ],
)
def test_a_sentence_that_cannot_be_turned_safely_is_not(sentence: str) -> None:
    found = {q for q in questions(f"Rules\n\n{sentence}\n") if not q.startswith("What does “")}
    assert found <= {"What is this text about?"}


def test_answers_are_the_texts_own_sentences_and_quoted() -> None:
    item = next(i for i in made(HUT).entries if i.question.startswith("How long"))
    assert item.answer == "Guests may stay for at most three nights."
    assert quotes(item) == (item.answer,)
    assert item.topic == "Rooms"


def test_abbreviations_that_the_text_introduces_are_terms() -> None:
    text = (
        "The Municipal Animal Office (MAO) and outsourcing and offshoring(O&O) are one. "
        "The RAM (random access memory) is full. The size (XL) and the year (2011) are not."
    )
    assert made(text).terms == (
        Term("MAO", ("Municipal Animal Office",)),
        Term("O&O", ("outsourcing and offshoring",)),
        Term("RAM", ("random access memory",)),
    )


def test_headings_of_every_kind_become_topics() -> None:
    text = (
        "# Title\n\nIntro text stands here.\n\n## Marked ##\n\nOne is here.\n\nUnderlined\n---\n"
        "Two is here.\n\n§ 3 Numbered\nThree stands here for all of us to see.\n\n"
        "Article 4. Of law\n4.1 Four is what stands here.\n\nALONE IN CAPITALS\n\nFive is here.\n"
    )
    found = [section.heading for section in outline(text).sections]
    assert found == ["", "Marked", "Underlined", "Numbered", "Of law", "Alone in capitals"]


def test_code_tables_comments_and_html_are_passed_over() -> None:
    text = (
        "# T\n\n<!-- a\n\ncomment is here. -->\n<p>\n\n```\ncode is a thing.\n```\n\n"
        "| a is | b |\n|---|---|\n\nThe **bold** [word](http://x.org) is a *link* to `code`.\n"
    )
    (item,) = [i for i in made(text).entries if i.question.startswith("What is the bold")]
    assert item.answer == "The bold word is a link to code."
    assert all(quote in text for quote in quotes(item))


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
def test_the_language_is_told_and_asked_in(text: str, language: str, question: str) -> None:
    found = made(text)
    assert found.language == language
    assert question in [item.question for item in found.entries]


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


def test_the_source_is_copied_as_it_is(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + HUT.replace("\n", "\r\n").encode()
    folder = written(raw, tmp_path)
    assert (folder / "hut.txt").read_bytes() == raw
    assert load(folder).title == "The Kestrel Hut"


@pytest.mark.parametrize(
    "name", ["README.md", "faq.yaml", "Hut.YAML", "faq.schema.json", "a\\b c.md", ".x"]
)
def test_a_source_may_have_any_name(name: str, tmp_path: Path) -> None:
    assert load(written(HUT, tmp_path, name)).entries


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "text.txt is empty: an FAQ is made from a text of a few sentences"),
        (b" \r\n\t", "text.txt is empty: an FAQ is made from a text of a few sentences"),
        (b"caf\xe9", "text.txt:1:4: not UTF-8 (byte 0xE9): save the file as UTF-8"),
        (b"%PDF-1.7", "text.txt is a PDF: save its text as plain text in UTF-8 (.txt) first"),
        (b"<html>", "text.txt is a web page: save its text as plain text in UTF-8 (.txt) first"),
        (b"a\0b", "text.txt is no text file: give a plain text or Markdown file in UTF-8"),
        (b"a" * 600 + b"\1",
         "text.txt is no text file: give a plain text or Markdown file in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_in_one_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    assert refusal(content, tmp_path) == sentence


def test_a_text_without_a_sentence_is_refused() -> None:
    with pytest.raises(DraftError, match="no sentence that could be quoted"):
        made("hello")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(DraftError, match=r"is not empty \(notes.txt\): name a folder"):
        written(HUT, tmp_path)
    assert [p.name for p in folder.iterdir()] == ["notes.txt"]


def test_a_fresh_git_repository_is_taken_for_empty(tmp_path: Path) -> None:
    (tmp_path / "made" / ".git").mkdir(parents=True)
    assert load(written(HUT, tmp_path)).entries


def test_nothing_is_left_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "made" / ".hut").mkdir(parents=True)  # in the way of the source's copy
    with pytest.raises(DraftError, match="cannot be made"):
        written(HUT, tmp_path, ".hut")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".hut", "made"]
    assert [p.name for p in (tmp_path / "made").iterdir()] == [".hut"]


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DraftError, match=r"file/made cannot be used: Not a directory"):
        check_folder(tmp_path / "file" / "made")
    with pytest.raises(DraftError, match=r"file is a file: name a folder"):
        check_folder(tmp_path / "file")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_folder_may_be_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    folder = written(HUT, tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


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
