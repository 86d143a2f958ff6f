"""Somebody types @bot in any chat, and sends what is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram.constants import MessageLimit

from botapi import BotProcess, Emulator, Json
from faq.wording import ENGLISH

from .conftest import assert_clean, own_bot
from .groups import make_group, nothing_more
from .records import Records

KPO = "What does KPO stand for?"
NOWHERE = "zxqw vbnm rrty"


@pytest.fixture(scope="module")
def many_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An FAQ with 120 entries in 12 topics, whose ids, questions and answers are long."""
    lines = ["title: Many", "entries:"]
    for number in range(120):
        lines += [
            f"  - id: entry-{number:03}-{'x' * 30}",
            f"    topic: Shelf {number // 10}",
            f"    question: Where is the book with the number {number:03}, {'by whom ' * 12}?",
            f"    phrasings: [book {number:03}, the place of number {number:03}]",
            f"    answer: On shelf {number // 10}. {'It is a long book. ' * 40}",
        ]
    folder = tmp_path_factory.mktemp("many")
    (folder / "faq.yaml").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def many_running(many_folder: Path) -> Iterator[tuple[Emulator, BotProcess]]:
    """A bot for 120 entries."""
    with (
        Emulator(username="many_bot") as emu,
        own_bot(emu, many_folder, many_folder / "notes.sqlite3") as bot,
    ):
        yield emu, bot


@pytest.fixture
def many(many_running: tuple[Emulator, BotProcess]) -> Iterator[Emulator]:
    """The emulator with 120 entries; afterwards nothing may be left unanswered or refused."""
    yield many_running[0]
    assert_clean(*many_running)


SIGNS = {"signs": "&<" * 1500, "sums": "5 < 6 & 7 < 8; " * 200}
"""Answers of 3,000 characters, of which HTML makes many more."""


@pytest.fixture(scope="module")
def crowded_running(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Emulator, BotProcess]]:
    """A bot for a topic of 120 entries, and for answers full of what HTML trips over."""
    lines = ["title: Crowded", "entries:"]
    for number in range(120):
        lines += [
            f"  - id: b{number}",
            "    topic: Books",
            f"    question: Book {number}?",
            f"    answer: On shelf {number}.",
        ]
    for name, answer in SIGNS.items():
        lines += [
            f"  - id: {name}",
            "    topic: Signs",
            f"    question: Which {name} & <b>?",
            f"    answer: '{answer}'",
        ]
    folder = tmp_path_factory.mktemp("crowded")
    (folder / "faq.yaml").write_text("\n".join(lines), "utf-8")
    with (
        Emulator(username="crowded_bot") as emu,
        own_bot(emu, folder, folder / "notes.sqlite3") as bot,
    ):
        yield emu, bot


@pytest.fixture
def crowded(crowded_running: tuple[Emulator, BotProcess]) -> Iterator[Emulator]:
    """The emulator with the crowded topic; afterwards nothing may be left or refused."""
    yield crowded_running[0]
    assert_clean(*crowded_running)


def check(results: list[Json]) -> None:
    """AssertionError if Telegram would not take the results, or people would not know them."""
    assert len(results) <= 50
    assert len({result["id"] for result in results}) == len(results)
    for result in results:
        assert 1 <= len(result["id"].encode()) <= 64
        assert result["title"].strip()
        assert result["description"].strip()
        assert len(result["input_message_content"]["message_text"]) <= MessageLimit.MAX_TEXT_LENGTH


def test_a_result_shows_question_first_line_and_source(emu: Emulator) -> None:
    first = emu.user("Ann").inline(KPO).results()[0]
    assert first["id"] == "e:kpo-stands-for"
    assert first["title"] == KPO
    answer, source = first["description"].split("\n")
    assert answer == "KPO stands for knowledge process outsourcing."
    assert source.startswith("Source: Business Process Outsourcing vs Knowledge")


def test_what_is_sent_is_question_answer_and_proof(emu: Emulator) -> None:
    ann = emu.user("Ann")
    query = ann.inline(KPO)
    query.results()
    sent = ann.choose(query, "e:kpo-stands-for")
    assert sent.text.startswith(f"{KPO}\n\nKPO stands for knowledge process outsourcing.")
    kinds = [kind for kind, _ in sent.entities]
    assert kinds[0] == "bold"
    assert "expandable_blockquote" in kinds
    assert sent.json["link_preview_options"] == {"is_disabled": True}


def test_answers_are_cached_for_nobody_else_and_not_for_long(emu: Emulator) -> None:
    answer = emu.user("Ann").inline(KPO).wait()
    assert answer["is_personal"] is True
    assert answer["cache_time"] <= 60


@pytest.mark.parametrize("text", ["k", "kp", "KPO st", "who publ", "isbn", "domain exp"])
def test_beginnings_of_words_are_found(emu: Emulator, text: str) -> None:
    results = emu.user("Ann").inline(text).results()
    check(results)
    assert results


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "…",
        "。、！？",
        "؟،؛",
        "¿¡",
        "।॥",
        "«»„“”",
        "'\"`<>&;",
        "😀",
        "👨‍👩‍👧‍👦 🏳️‍🌈 🇵🇭",
        "\u202e\u200b\ufeff",
        "\u0301\u0301",
        "e:kpo-stands-for",
        "<b>kpo</b>",
        "%s %d {0} \\",
        "日本語の質問ですか",
        "что такое KPO?",
        "x" * 256,
        "kpo " * 64,
        "😀" * 256,
        "\ufdfa" * 256,
        "?" * 256,
        "What does KPO stand for" + "?" * 233,
    ],
    ids=lambda text: f"{text[:12]}-{len(text)}",
)
def test_any_query_is_answered(emu: Emulator, text: str) -> None:
    assert len(text) <= 256
    query = emu.user("Ann").inline(text)
    results = query.results()
    check(results)
    assert results or query.wait()["button"]["text"] == ENGLISH.ask_in_private


def test_blanks_are_an_empty_query(emu: Emulator) -> None:
    ann = emu.user("Ann")
    empty, blank = ann.inline(""), ann.inline("   ")
    assert [r["id"] for r in blank.results()] == [r["id"] for r in empty.results()]


def test_an_empty_query_gives_topics_and_entries(emu: Emulator) -> None:
    ann = emu.user("Ann")
    query = ann.inline("")
    results = query.results()
    check(results)
    assert [r["title"] for r in results if r["id"].startswith("t:")] == [
        "The two terms",
        "How they differ",
        "Aims and benefits",
        "People and skills",
        "The article and its sources",
    ]
    assert [r["id"][:2] for r in results[5:]] == ["e:"] * 10


def test_a_topic_that_is_sent_links_its_questions_into_the_private_chat(emu: Emulator) -> None:
    ann = emu.user("Ann")
    query = ann.inline("")
    sent = ann.choose(query, query.results()[0]["id"])
    assert sent.text.startswith("The two terms\n• ")
    link = next(e["url"] for e in sent.raw_entities if e["type"] == "text_link")
    assert link == "https://t.me/outsourcing_faq_bot?start=bpo-definition"
    ann.start(link.partition("=")[2])
    emu.expect_message(ann, contains="Business process outsourcing (BPO) means")


def test_what_is_sent_most_often_is_offered_first(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    before = records.tally("chosen", "green", "inline")
    top = records.rows("SELECT max(n) FROM (SELECT sum(number) n FROM tallies GROUP BY entry)")
    times = (top[0][0] or 0) + 1
    for _ in range(times):
        query = ann.inline("green paint")
        query.results()
        ann.choose(query, "e:green")
    assert records.tally("chosen", "green", "inline") == before + times
    entries = [r["id"] for r in ann.inline("").results() if r["id"].startswith("e:")]
    assert entries[0] == "e:green"
    assert sorted(entries) == ["e:address", "e:blue", "e:green", "e:hours", "e:red"]


def test_topics_that_are_sent_are_not_counted_as_answers(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    query = ann.inline("")
    count = "SELECT coalesce(sum(number), 0) FROM tallies WHERE outcome = 'chosen'"
    before = records.rows(count)
    ann.choose(query, query.results()[0]["id"])
    assert records.rows(count) == before


def test_a_group_sees_what_is_sent_there_and_no_more(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    query = ann.inline(KPO, chat_type="supergroup")
    query.results()
    ann.choose(query, "e:kpo-stands-for", group)
    nothing_more(emu, group, ann)


@pytest.mark.parametrize(
    "question",
    [
        NOWHERE,
        "zxqw 🧑‍🚀 vbnm 😀",
        "ζξψω вбнм ررتي",
        f"{NOWHERE} " * 16 + "z",
        ("zxqw🧑‍🚀 " * 40)[:256],
        "\ufdfa zxqw " * 20,
    ],
    ids=["short", "emoji", "scripts", "256", "256 with emoji", "wide"],
)
def test_a_question_that_finds_nothing_is_carried_into_the_private_chat(
    shop: Emulator, records: Records, question: str
) -> None:
    ann = shop.user("Ann")
    query = ann.inline(question)
    assert query.results() == []
    button = query.wait()["button"]
    assert button["text"] == ENGLISH.ask_in_private
    ann.start(button["start_parameter"])
    shop.expect_message(ann, contains="“The paint shop”")
    assert [gap[0] for gap in records.gaps(ann)] == [question.strip()]


def test_a_carried_question_without_words_is_explained(emu: Emulator) -> None:
    ann = emu.user("Ann")
    for text in ("😀", "😀" * 256):
        ann.start(ann.inline(text).wait()["button"]["start_parameter"])
        emu.expect_message(ann, text=f"{ENGLISH.no_text}\nWhat is BPO?")


def test_the_answer_to_a_carried_question_can_be_rated_and_followed_up(shop: Emulator) -> None:
    ann = shop.user("Ann")
    query = ann.inline(NOWHERE)
    ann.start(query.wait()["button"]["start_parameter"])
    nearest = shop.expect_message(ann, contains=ENGLISH.nearest).buttons[0]["text"]
    ann.send("1")
    answer = shop.expect_message(ann, contains="pigment")
    assert nearest.split()[-2] in answer.text
    ann.send("/helpful")
    shop.expect_message(ann, text=ENGLISH.thanks_helpful)


def test_a_link_to_a_question_that_is_not_known_asks_for_it(emu: Emulator) -> None:
    ann = emu.user("Ann")
    for parameter in ("__0123456789abcdef0123456789abcdef", "_4", "__", "_____"):
        ann.start(parameter)
        emu.expect_message(ann, text=ENGLISH.type_again)


def test_a_long_question_is_forgotten_by_a_restart(shop_folder: Path, tmp_path: Path) -> None:
    with Emulator(username="paint_shop_bot") as emu:
        ann = emu.user("Ann")
        bot = own_bot(emu, shop_folder, tmp_path / "notes.sqlite3")
        with bot:
            long = ann.inline(f"{NOWHERE} " * 16).wait()["button"]["start_parameter"]
            short = ann.inline(NOWHERE).wait()["button"]["start_parameter"]
            emu.settle()
            assert bot.stop() == 0
            bot.start()
            ann.start(long)
            emu.expect_message(ann, text=ENGLISH.type_again)
            ann.start(short)
            emu.expect_message(ann, contains="“The paint shop”")
            assert_clean(emu, bot)


def test_120_entries_give_at_most_50_results(many: Emulator) -> None:
    ann = many.user("Ann")
    for text in ("book", "where is the book", "Where is the book with the number", "on"):
        results = ann.inline(text).results()
        check(results)
        assert len(results) == 50


def test_the_right_one_of_120_entries_comes_first(many: Emulator) -> None:
    results = many.user("Ann").inline("book 077").results()
    check(results)
    assert results[0]["id"].startswith("e:entry-077")


def test_an_empty_query_of_120_entries_gives_topics_and_entries(many: Emulator) -> None:
    ann = many.user("Ann")
    query = ann.inline("")
    results = query.results()
    check(results)
    assert [r["id"][:2] for r in results] == ["t:"] * 12 + ["e:"] * 10
    for result in results:
        assert ann.choose(query, result["id"]).text


def test_a_topic_of_120_entries_fits_a_message(crowded: Emulator) -> None:
    ann = crowded.user("Ann")
    query = ann.inline("")
    results = query.results()
    check(results)
    assert [r["title"] for r in results[:3]] == ["Books", "Signs", "Book 0?"]
    for result in results:
        sent = ann.choose(query, result["id"])
        assert len(sent.raw_entities) <= MessageLimit.MESSAGE_ENTITIES
    books = ann.choose(query, results[0]["id"])
    links = [text for kind, text in books.entities if kind == "text_link"]
    assert links == [f"Book {number}?" for number in range(len(links))]
    assert len(links) > 50


@pytest.mark.parametrize("name", SIGNS)
def test_a_long_answer_full_of_signs_can_be_sent(crowded: Emulator, name: str) -> None:
    ann = crowded.user("Ann")
    query = ann.inline(name)
    results = query.results()
    check(results)
    assert results[0]["id"] == f"e:{name}"
    sent = ann.choose(query, f"e:{name}")
    assert sent.text.startswith(f"Which {name} & <b>?\n\n{SIGNS[name][:300]}")


def test_pages_of_topics_and_questions_can_be_typed(many: Emulator) -> None:
    ann = many.user("Ann")
    ann.send("/topics")
    topics = many.expect_message(ann, contains="page 1 of 2")
    ann.press(topics, ENGLISH.next).wait()
    many.expect_edit(topics, contains="page 2 of 2")
    ann.send("/topics 12, 2")
    many.expect_message(ann, contains="page 2 of 2")
    ann.send("2")
    many.expect_message(ann, contains="On shelf 11.")


def test_no_feedback_and_stale_feedback_change_nothing(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    count = "SELECT coalesce(sum(number), 0) FROM tallies WHERE outcome = 'chosen'"
    before = records.rows(count)
    feedback = {"from": ann.json, "query": "x"}
    for result_id in ("e:no-such-entry", "e:", "x", "t:0123456789", "green"):
        shop.push("chosen_inline_result", feedback | {"result_id": result_id})
    assert records.rows(count) == before


def test_somebody_who_types_on_gets_the_newest_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    with emu.lock:
        queries = [ann.inline(KPO[:end]) for end in range(1, len(KPO) + 1)]
    for query in queries:
        query.wait()
    assert queries[-1].results()[0]["id"] == "e:kpo-stands-for"


def test_a_query_that_has_expired_is_no_error(emu: Emulator) -> None:
    ann = emu.user("Ann")
    with emu.lock:
        late = ann.inline(KPO)
        late.asked_at -= 60
    ann.inline(KPO).results()
    assert late.answer is None
