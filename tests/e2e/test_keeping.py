"""What the bot keeps of people, and what it says about that."""

from pathlib import Path

import pytest

from botapi import Emulator
from faq.usage.records import GAPS_KEPT_DAYS
from faq.wording import ENGLISH

from .conftest import assert_clean, own_bot
from .records import Records

HOURS, CHOICE, GAP = "When do you open?", "how do I mix paint", "zxqw vbnm rrty"


def test_privacy_says_what_is_kept_for_how_long(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send("/privacy")
    said = shop.expect_message(ann).text
    assert f"{GAPS_KEPT_DAYS} days" in said
    assert "/forget" in said


def test_forget_deletes_what_is_kept_of_a_person_and_nothing_else(
    shop: Emulator, records: Records
) -> None:
    ann, bob = shop.user("Ann"), shop.user("Bob")
    group = shop.supergroup("Painters", [bob, ann])
    for person in (ann, bob):
        for question in (HOURS, GAP):
            person.send(question)
            answer = shop.expect_message(person)
        person.send(f"/ask {'Where is the shop?' if person is ann else HOURS}", group)
        answer = shop.expect_message(group)
        person.press(answer, "👍").wait()
    ann.send("/forget")
    shop.expect_message(ann, text=ENGLISH.forgotten.format(votes=1, questions=1, answers=3))
    for table, column in (("votes", "person"), ("gaps", "person"), ("answers", "asker")):
        count = f"SELECT count(*) FROM {table} WHERE {column} = ?"  # noqa: S608 -- our own words
        assert records.rows(count, records.person(ann)) == [(0,)]
        assert records.rows(count, records.person(bob)) != [(0,)]


def test_what_was_forgotten_is_no_context_any_more(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send(CHOICE)
    shop.expect_message(ann, contains=ENGLISH.which)
    ann.send("/forget")
    shop.expect_message(ann, contains="Done.")
    ann.send("0")
    assert shop.expect_message(ann).text != ENGLISH.noted
    ann.send("/helpful")
    shop.expect_message(ann, text=ENGLISH.nothing_to_rate)


def test_forget_says_so_when_there_is_nothing(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send("/forget")
    shop.expect_message(ann, text=ENGLISH.forgotten.format(votes=0, questions=0, answers=0))


def test_a_question_that_was_answered_is_not_kept(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send(HOURS)
    shop.expect_message(ann)
    assert records.gaps(ann) == []


def test_a_gap_is_kept_without_personal_data(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    link = "https://example.org/?user=ann"
    ann.send(f"zxqw @ann_smith ann@example.org +44 20 7946 0958 {link} vbnm")
    shop.expect_message(ann)
    kept = records.gaps(ann)[0][0]
    assert kept == "zxqw [name] [mail] [phone] [link] vbnm"


def test_a_person_who_is_named_by_a_link_is_not_kept(shop: Emulator, records: Records) -> None:
    ann, bob = shop.user("Ann"), shop.user("Robert")
    entity = {"type": "text_mention", "offset": 5, "length": 6, "user": bob.json}
    ann.send("zxqw Robert vbnm rrty", entities=[entity])
    shop.expect_message(ann)
    assert records.gaps(ann)[0][0] == "zxqw [name] vbnm rrty"


def test_answers_are_counted_without_saying_for_whom(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    before = records.tally("answer", "hours", "private")
    ann.send(HOURS)
    shop.expect_message(ann)
    assert records.tally("answer", "hours", "private") == before + 1


def test_without_storing_questions_none_are_stored(shop_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.sqlite3"
    with (
        Emulator() as emu,
        own_bot(emu, shop_folder, file, FAQBOT_STORE_QUESTIONS="no") as bot,
    ):
        ann, records = emu.user("Ann"), Records(emu, file)
        ann.send(GAP)
        emu.expect_message(ann, contains="“The paint shop”")
        ann.send(CHOICE)
        emu.expect_message(ann, contains=ENGLISH.which)
        ann.send("/privacy")
        emu.expect_message(ann, contains=ENGLISH.keeps_no_questions)
        assert records.rows("SELECT * FROM gaps") == []
        assert records.rows("SELECT count(*) FROM answers") == [(2,)]
        assert "zxqw" not in records.dump()
        assert_clean(emu, bot)


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_neither_database_nor_log_tells_who_asked(
    shop_folder: Path, tmp_path: Path, level: str
) -> None:
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        emu.numbers["user"] = 7_123_456_000
        zoe = emu.user("Zebulonia", last_name="Quixada", username="zebulonia_q")
        group = emu.supergroup("Secret society", [zoe])
        group.username = "secret_society"
        file = tmp_path / "notes.sqlite3"
        with own_bot(emu, shop_folder, file, FAQBOT_LOG_LEVEL=level) as bot:
            zoe.start()
            emu.expect_message(zoe, contains="Zebulonia")
            for question in (HOURS, f"{GAP} zoe.q@example.org @zebulonia_q", CHOICE):
                asked = zoe.send(question)
                answer = emu.expect_message(zoe)
            zoe.edit(asked, "Where is the shop?")
            emu.expect_edit(answer, contains="In Mill Lane.")
            zoe.press(answer, "👍").wait()
            zoe.send("/ask plonk wibble", group)
            emu.expect_message(group)
            zoe.send(f"/ask {HOURS}", group)
            zoe.press(emu.expect_message(group), "👎").wait()
            zoe.send("/settings questions", group)
            emu.expect_message(group)
            zoe.inline("gibberish quux").wait()
            emu.settle()
            dump = Records(emu, file).dump()
            assert bot.stop() == 0
            log = bot.log()
            if level == "INFO":
                for word in ("zxqw", "plonk", "gibberish", "Mill Lane", "pigment", "open?"):
                    assert word not in log
                for secret in (str(zoe.id), "ebulonia", "Quixada", "ecret", str(group.id)):
                    assert secret not in log
            assert emu.token not in log
            assert "Traceback" not in log
            assert 'INSERT INTO "votes"' in dump or "INSERT INTO votes" in dump
            assert "plonk wibble" in dump
            for secret in (str(zoe.id), "ebulonia", "Quixada", "ecret", "zoe.q", "example.org"):
                assert secret not in dump
                found = b"".join(path.read_bytes() for path in tmp_path.iterdir())
                assert secret.encode() not in found
            assert not emu.unanswered()
            emu.assert_clean()


def test_a_database_that_cannot_be_opened_keeps_no_answer_away(
    shop_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.sqlite3").write_text(
        "This is no database, but a letter to a friend.\n" * 99
    )
    with (
        Emulator(username="paint_shop_bot") as emu,
        own_bot(emu, shop_folder, tmp_path / "notes.sqlite3") as bot,
    ):
        ann = emu.user("Ann")
        group = emu.supergroup("Painters", [ann])
        ann.send(HOURS)
        answer = emu.expect_message(ann, contains="At nine.")
        ann.press(answer, "👍").wait()
        ann.send("/forget")
        emu.expect_message(ann, text=ENGLISH.cannot_forget)
        ann.send(f"/ask {HOURS}", group)
        emu.expect_message(group, contains="At nine.")
        emu.wait(lambda: "Answering goes on without the database" in bot.log(), what="warning")
        assert_clean(emu, bot)


def test_delete_takes_the_last_answer_away_in_private_too(shop: Emulator) -> None:
    ann = shop.user("Ann")
    question = ann.send(HOURS)
    answer = shop.expect_message(ann, contains="At nine.")
    ann.send("/delete")
    shop.wait(lambda: answer.deleted, what="deletion")
    ann.edit(question, "Where is the shop?")
    ann.send("/delete")
    shop.expect_message(ann, text=ENGLISH.nothing_to_delete)
    shop.settle()
    assert not shop.unread(ann)
