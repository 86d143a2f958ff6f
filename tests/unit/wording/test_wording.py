import re
from dataclasses import fields
from string import Formatter

import pytest

from faq.answering.policy import BUTTON_CHARACTERS
from faq.answering.replies import Choices, NoAnswer, NoneFits, NotCoveredReply
from faq.content import Citation, Faq, NotCovered, Source
from faq.matching import Ranking
from faq.wording import ENGLISH, LANGUAGES, Wording, speak
from unit.samples import PLACE, cited, entry, faq_of

TEXTS = [field.name for field in fields(Wording) if field.name != "months"]
ENGLISH_CODE, SPANISH_CODE, FILIPINO_CODE = LANGUAGES
TRANSLATIONS = [code for code in LANGUAGES if code != ENGLISH_CODE]
BUTTONS = (
    "helpful",
    "unhelpful",
    "delete",
    "none_of_these",
    "previous",
    "next",
    "all_topics",
    "mode_addressed",
    "mode_questions",
    "ask_in_private",
)
TOASTS = (
    "thanks_helpful",
    "thanks_unhelpful",
    "only_asker_picks",
    "only_asker_deletes",
    "too_old_to_delete",
    "only_admins",
    "only_groups",
    "answered_above",
    "gone",
)
NOTHING = Ranking(())

each_language = pytest.mark.parametrize("code", LANGUAGES)
each_translation = pytest.mark.parametrize("code", TRANSLATIONS)


def text_of(code: str, name: str) -> str:
    """A text of a language."""
    text = getattr(LANGUAGES[code], name)
    assert isinstance(text, str)
    return text


def placeholders(text: str) -> list[str]:
    """The words in braces."""
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]


def commands(text: str) -> set[str]:
    """The commands that a text names, with what is typed behind /settings."""
    return set(re.findall(r"(?<!\w)/settings (?:addressed|questions)|(?<!\w)/[a-z]+", text))


@each_translation
@pytest.mark.parametrize("name", TEXTS)
def test_a_translation_fills_in_what_the_english_text_does(name: str, code: str) -> None:
    translated, english = text_of(code, name), text_of(ENGLISH_CODE, name)
    assert sorted(set(placeholders(translated))) == sorted(set(placeholders(english)))


@each_translation
@pytest.mark.parametrize("name", TEXTS)
def test_a_translation_names_the_same_commands_and_people(name: str, code: str) -> None:
    translated, english = text_of(code, name), text_of(ENGLISH_CODE, name)
    assert commands(translated) == commands(english)
    assert re.findall(r"@\w+", translated) == re.findall(r"@\w+", english)


@each_language
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_empty_or_padded(name: str, code: str) -> None:
    text = text_of(code, name)
    assert text
    assert text == text.strip()
    assert "  " not in text
    assert not any(line.endswith(" ") for line in text.split("\n"))


@each_translation
def test_nothing_is_left_in_english(code: str) -> None:
    same = [name for name in TEXTS if text_of(code, name) == text_of(ENGLISH_CODE, name)]
    assert same == []
    assert not set(LANGUAGES[code].months) & set(ENGLISH.months)


@each_language
def test_a_year_has_twelve_months(code: str) -> None:
    months = LANGUAGES[code].months
    assert len(set(months)) == len(months) == 12
    assert all(month.strip() == month != "" for month in months)


@each_language
@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("command_")])
def test_a_commands_description_is_within_telegrams_limit(name: str, code: str) -> None:
    assert 1 <= len(text_of(code, name)) <= 256  # core.telegram.org/bots/api#botcommand


@each_language
@pytest.mark.parametrize("name", TOASTS)
def test_what_answers_a_press_is_within_telegrams_limit(name: str, code: str) -> None:
    assert len(text_of(code, name)) <= 200  # core.telegram.org/bots/api#answercallbackquery
    assert placeholders(text_of(code, name)) == []


@each_language
def test_the_bots_descriptions_are_within_telegrams_limits(code: str) -> None:
    wording, title = LANGUAGES[code], "A title as long as that"
    described = wording.description.format(title=title, about="a" * 128)
    assert len(described) <= 512  # core.telegram.org/bots/api#setmydescription
    assert len(wording.short_description.format(title=title)) <= 120


@each_language
@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_shows_its_whole_text(name: str, code: str) -> None:
    assert len(text_of(code, name)) <= BUTTON_CHARACTERS


@each_language
@pytest.mark.parametrize(("left", "right"), [("helpful", "unhelpful"), ("previous", "next")])
def test_buttons_beside_each_other_differ(left: str, right: str, code: str) -> None:
    assert text_of(code, left) != text_of(code, right)


@each_language
def test_none_of_these_is_the_zero_that_can_be_typed(code: str) -> None:
    assert text_of(code, "none_of_these").startswith("0. ")
    assert re.search(r"\b0\b", text_of(code, "pick"))


@each_language
def test_a_help_text_names_every_command_that_people_need(code: str) -> None:
    assert commands(text_of(code, "help")) == {
        "/topics",
        "/helpful",
        "/unhelpful",
        "/privacy",
        "/forget",
        "/ask",
        "/delete",
    }


@each_language
def test_no_text_is_more_than_a_message(code: str) -> None:
    assert max(len(text_of(code, name)) for name in TEXTS) <= 4096 - 1_000 - 128 - 128


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        (None, ENGLISH_CODE),
        ("", ENGLISH_CODE),
        ("xx", ENGLISH_CODE),
        ("de", ENGLISH_CODE),
        ("en", ENGLISH_CODE),
        ("en-GB", ENGLISH_CODE),
        ("EN", ENGLISH_CODE),
        ("-", ENGLISH_CODE),
        ("est", ENGLISH_CODE),
        ("e", ENGLISH_CODE),
        ("es", SPANISH_CODE),
        ("es-419", SPANISH_CODE),
        ("ES-mx", SPANISH_CODE),
        ("fil", FILIPINO_CODE),
        ("fil-PH", FILIPINO_CODE),
        ("tl", FILIPINO_CODE),
        ("TL-ph", FILIPINO_CODE),
    ],
)
def test_people_are_spoken_to_in_their_language_or_else_in_english(
    spoken: str | None, code: str
) -> None:
    assert speak(spoken) is LANGUAGES[code]


def test_languages_go_by_the_two_letters_that_telegrams_menus_know() -> None:
    assert list(LANGUAGES) == ["en", "es", "tl"]


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        ("en", "Source: A book, Ann Lee, The Press, 12 July 2011, paragraph 7"),
        ("es", "Fuente: A book, Ann Lee, The Press, 12 de julio de 2011, párrafo 7"),
        ("tl", "Sanggunian: A book, Ann Lee, The Press, Hulyo 12, 2011, talata 7"),
    ],
)
def test_an_origin_has_its_date_as_people_write_it(code: str, origin: str) -> None:
    source = Source("s", "A book", None, "2011-07-12", "Ann Lee", "The Press")
    assert LANGUAGES[code].origins([Citation(source, "q", 7)]) == [origin]


@each_language
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_called_by_its_name(month: int, code: str) -> None:
    source = Source("s", "A book", published=f"2011-{month:02}-01")
    wording = LANGUAGES[code]
    assert f" {wording.months[month - 1]} " in (
        wording.origins([Citation(source, "q", None)])[0].replace(",", " ") + " "
    )


@each_language
@pytest.mark.parametrize("published", ["2011", "July 2011", "2011-13-01", "{day}", "12/07/2011"])
def test_what_is_no_date_is_shown_as_it_is_written(published: str, code: str) -> None:
    source = Source("s", "A book", published=published)
    assert LANGUAGES[code].origins([Citation(source, "q", None)]) == [
        f"{LANGUAGES[code].source}: A book, {published}"
    ]


@each_language
def test_the_next_quotes_of_a_source_name_only_another_paragraph(code: str) -> None:
    one, two = Source("one", "One"), Source("two", "Two")
    wording = LANGUAGES[code]
    third, fourth = wording.paragraph.format(number=3), wording.paragraph.format(number=4)
    quoted = [(one, 3), (one, 3), (one, 4), (two, 4), (one, 4), (one, None)]
    assert wording.origins([Citation(source, "q", number) for source, number in quoted]) == [
        f"{wording.source}: One, {third}",
        "",
        fourth[0].upper() + fourth[1:],
        f"{wording.source}: Two, {fourth}",
        f"{wording.source}: One, {fourth}",
        "",
    ]


@each_language
def test_each_reply_begins_with_its_own_sentence(code: str) -> None:
    wording, subject = LANGUAGES[code], NotCovered("n", "{pay} & <more>", PLACE, ())
    one = faq_of(entry(citations=(cited("q"),)), title="{A} title")
    several = Faq("T", "", "en", one.entries, sources=(Source("a", "A"), Source("b", "B")))
    declined = NotCoveredReply(subject, (), NOTHING)
    leads = [
        wording.lead(Choices(one.entries, NOTHING), one),
        wording.lead(declined, one),
        wording.lead(declined, several),
        wording.lead(NoAnswer(), one),
        wording.lead(NoneFits(), one),
    ]
    assert leads[0] == wording.which
    assert "{pay} & <more>" in leads[1]
    assert "{pay} & <more>" in leads[2]
    assert "“{A} title”" in leads[3]
    assert leads[4] == wording.noted
    assert len(set(leads)) == 5


@each_language
def test_the_bot_introduces_itself_by_the_faqs_title(code: str) -> None:
    wording = LANGUAGES[code]
    title_only = wording.answers_from.format(title="T {x}")
    assert wording.about(faq_of(entry(), title="T {x}")) == title_only
    assert wording.about(faq_of(entry(), title="T {x}", about="All.")) == f"{title_only} All."
