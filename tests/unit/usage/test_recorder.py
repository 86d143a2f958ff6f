"""What the recorder keeps in a real database, and what happens without one."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from faq.answering.conversations import Conversation
from faq.answering.policy import FOLLOW_UP_S, REPEAT_S
from faq.answering.replies import (
    Answer,
    Choices,
    ConversationReply,
    NoAnswer,
    NoneFits,
    NotCoveredReply,
)
from faq.content import NotCovered, Phrasing
from faq.matching import Ranking
from faq.matching.matcher import Candidate
from faq.usage.privacy import Pseudonyms
from faq.usage.recorder import AskedQuestion, ChatKind, Recorder
from faq.usage.records import GAPS_KEPT_DAYS, Forgotten, Gap, SentAnswer, Tally, Votes
from faq.usage.store import Store, open_store
from faq.usage.store_thread import StoreThread
from unit.samples import PLACE, entry

CODES = Pseudonyms("secret")
ANN, BOB = 111222333444, 555666777888
HERE, THERE = -1001112223334, -1005556667778
TODAY = date(2026, 6, 1)
NOW = int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp())
DAY_S = 24 * 60 * 60
LONG_S = 600.0  # longer than the slowest machine takes for a look-up

HOURS, PARKING = entry("hours", "When do you open?"), entry("parking", "Where can I park?")
RANKING = Ranking((Candidate("parking", 0.4, Phrasing("car park", PLACE)),))
WAGES = NotCovered("wages", "what the staff earn", PLACE, ())
ANSWER, PICK = Answer(HOURS, (), RANKING), Answer(HOURS)
DECLINES: dict[str, ConversationReply] = {
    "no_answer": NoAnswer((), RANKING),
    "choices": Choices((HOURS, PARKING), RANKING),
    "not_covered": NotCoveredReply(WAGES, (), RANKING),
}
NO_ANSWER = DECLINES["no_answer"]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def opened(
    url: str, pseudonyms: Pseudonyms = CODES, clock: Callable[[], float] = time.time
) -> Recorder:
    """A recorder over the database at an address, with time for a busy machine."""
    return Recorder(StoreThread(lambda: open_store(url), read_s=LONG_S), pseudonyms, clock=clock)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'faq.sqlite3'}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recorder(url: str, clock: Clock) -> Iterator[Recorder]:
    with closing(opened(url, clock=clock)) as recorder:
        yield recorder


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The same database as a maintainer's commands see it."""
    with open_store(url) as store:
        yield store


async def flush(recorder: Recorder) -> None:
    """Waits until everything that was recorded before is in the database."""
    assert await recorder.flush()


def asked(  # noqa: PLR0913 -- as many as a question has
    question: str = "opening hours?",
    *,
    chat: int = HERE,
    message: int = 10,
    person: int = ANN,
    chat_kind: ChatKind = "group",
    target: int | None = None,
) -> AskedQuestion:
    """A question in a chat."""
    return AskedQuestion(question, chat, message, person, chat_kind, target or message)


@pytest.mark.parametrize(
    ("reply", "entry"),
    [
        (ANSWER, "hours"),
        (PICK, "hours"),
        (DECLINES["no_answer"], ""),
        (DECLINES["choices"], ""),
        (DECLINES["not_covered"], "wages"),
        (NoneFits(), ""),
    ],
)
async def test_the_outcome_of_a_question_is_counted(
    reply: ConversationReply, entry: str, recorder: Recorder, store: Store
) -> None:
    recorder.record_reply(asked(), reply, 11, 0.004)
    recorder.record_reply(asked(message=12), reply, 13, 0.004)
    recorder.record_reply(asked(chat=ANN, chat_kind="private"), reply, 11, 0.3)
    await flush(recorder)
    assert store.tallies(TODAY) == [
        Tally(TODAY, reply.outcome, entry, "group", 2),
        Tally(TODAY, reply.outcome, entry, "private", 1),
    ]
    assert store.times(TODAY) == [(TODAY, 5.0, 2), (TODAY, 500.0, 1)]


async def test_days_are_counted_as_the_clock_tells_them_in_utc(
    recorder: Recorder, store: Store, clock: Clock
) -> None:
    clock.now = NOW + 12 * 3600 - 1
    recorder.record_inline_choice("hours")
    clock.now += 1
    recorder.record_inline_choice("hours")
    await flush(recorder)
    assert store.tallies(TODAY) == [
        Tally(TODAY, "chosen", "hours", "inline", 1),
        Tally(TODAY + timedelta(days=1), "chosen", "hours", "inline", 1),
    ]


async def test_a_button_and_an_inline_result_are_counted_as_such(
    recorder: Recorder, store: Store
) -> None:
    recorder.record_opening(HERE, 11, ANN, "hours")
    recorder.record_pick(HERE, 12, ANN, "hours")
    recorder.record_pick(HERE, 13, ANN, None)
    recorder.record_inline_choice("parking")
    await flush(recorder)
    assert store.tallies(TODAY) == [
        Tally(TODAY, "chosen", "parking", "inline", 1),
        Tally(TODAY, "none_fits", "", "button", 1),
        Tally(TODAY, "picked", "hours", "button", 2),
    ]


async def test_an_answer_is_found_by_its_question_and_the_other_way_round(
    recorder: Recorder,
) -> None:
    sent = SentAnswer(CODES.chat(HERE), 10, 11, CODES.person(ANN), "hours", NOW)
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    assert await recorder.answer_to(HERE, 10) == sent
    assert await recorder.answer_at(HERE, 11) == sent
    assert await recorder.last_answer(HERE, ANN) == sent
    assert await recorder.answer_to(HERE, 11) is None
    assert await recorder.answer_to(THERE, 10) is None
    assert await recorder.answer_at(THERE, 11) is None
    assert await recorder.last_answer(HERE, BOB) is None
    assert await recorder.last_answer(THERE, ANN) is None


async def test_an_answer_is_given_to_whoever_asked(recorder: Recorder) -> None:
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    sent = await recorder.answer_to(HERE, 10)
    assert sent is not None
    assert recorder.is_asker(sent, ANN)
    assert not recorder.is_asker(sent, BOB)


async def test_an_answer_to_another_persons_message_belongs_to_both_messages(
    recorder: Recorder,
) -> None:
    recorder.record_reply(asked(target=7), ANSWER, 11, 0.1)
    for message in (7, 10):
        sent = await recorder.answer_to(HERE, message)
        assert sent is not None
        assert sent.message == 11
        assert recorder.is_asker(sent, ANN)


async def test_an_edited_question_keeps_one_answer(recorder: Recorder) -> None:
    recorder.record_reply(asked(), NO_ANSWER, 11, 0.1)
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    sent = await recorder.answer_to(HERE, 10)
    assert sent is not None
    assert (sent.message, sent.entry) == (11, "hours")


async def test_a_decline_is_no_last_answer(recorder: Recorder) -> None:
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    recorder.record_reply(asked(message=12), NO_ANSWER, 13, 0.1)
    last = await recorder.last_answer(HERE, ANN)
    assert last is not None
    assert last.message == 11


async def test_what_was_replied_without_an_answer_can_be_found(
    recorder: Recorder, store: Store
) -> None:
    recorder.record_message(asked(), 11)
    found = SentAnswer(CODES.chat(HERE), 10, 11, CODES.person(ANN), None, NOW)
    assert await recorder.answer_to(HERE, 10) == found
    assert await recorder.answer_at(HERE, 11) == found
    assert await recorder.last_answer(HERE, ANN) is None
    assert store.tallies(TODAY) == []


async def test_an_entry_opened_from_a_list_is_an_answer_to_whoever_opened_it(
    recorder: Recorder,
) -> None:
    recorder.record_opening(HERE, 20, BOB, "parking")
    sent = await recorder.answer_at(HERE, 20)
    assert sent is not None
    assert (sent.message, sent.entry) == (20, "parking")
    assert recorder.is_asker(sent, BOB)
    assert await recorder.last_answer(HERE, BOB) == sent


async def test_a_picked_entry_takes_the_place_of_the_choice(recorder: Recorder) -> None:
    recorder.record_reply(asked(), DECLINES["choices"], 11, 0.1)
    recorder.record_pick(HERE, 11, ANN, "parking")
    sent = await recorder.answer_to(HERE, 10)
    assert sent is not None
    assert (sent.message, sent.entry) == (11, "parking")


async def test_a_deleted_answer_is_not_found_but_known_to_be_deleted(recorder: Recorder) -> None:
    recorder.record_reply(asked(target=7), ANSWER, 11, 0.1)
    recorder.record_reply(asked(message=12), ANSWER, 13, 0.1)
    recorder.record_deletion(HERE, 11)
    assert await recorder.answer_at(HERE, 11) is None
    for message in (7, 10):
        sent = await recorder.answer_to(HERE, message)
        assert sent is not None
        assert (sent.message, sent.entry) == (None, None)
    last = await recorder.last_answer(HERE, ANN)
    assert last is not None
    assert last.message == 13


@pytest.mark.parametrize("outcome", DECLINES)
async def test_a_question_without_an_answer_is_kept_without_personal_data(
    outcome: str, recorder: Recorder, store: Store
) -> None:
    question = "@bob, does ann@example.org park at t.me/ann?"
    recorder.record_reply(asked(question), DECLINES[outcome], 11, 0.1)
    await flush(recorder)
    assert store.gaps() == [
        Gap(
            CODES.chat(HERE),
            10,
            CODES.person(ANN),
            "[name], does [mail] park at [link]",
            outcome,
            "parking",
            NOW,
        )
    ]


@pytest.mark.parametrize("reply", [ANSWER, PICK, NoneFits(), NoAnswer()])
async def test_other_questions_are_not_kept(
    reply: ConversationReply, recorder: Recorder, store: Store
) -> None:
    recorder.record_reply(asked(), reply, 11, 0.1)
    await flush(recorder)
    assert store.gaps() == []


async def test_no_question_is_kept_where_that_is_switched_off(url: str, store: Store) -> None:
    thread = StoreThread(lambda: open_store(url), read_s=LONG_S)
    with closing(Recorder(thread, CODES, keep_questions=False)) as recorder:
        for n, reply in enumerate(DECLINES.values()):
            recorder.record_reply(asked(message=n), reply, 50 + n, 0.1)
        await flush(recorder)
    assert store.gaps() == []
    assert len(store.tallies(date.min)) == 3


async def test_an_edited_question_without_an_answer_is_kept_once(
    recorder: Recorder, store: Store
) -> None:
    recorder.record_reply(asked("first words"), NO_ANSWER, 11, 0.1)
    recorder.record_reply(asked("other words"), NO_ANSWER, 11, 0.1)
    await flush(recorder)
    assert [gap.question for gap in store.gaps()] == ["other words"]


def test_the_database_holds_no_number_of_a_person_or_chat_and_no_answered_question(
    url: str, tmp_path: Path
) -> None:
    recorder = opened(url)
    recorder.record_reply(asked("how early is breakfast"), ANSWER, 11, 0.1)
    recorder.record_reply(asked("zyx", chat=ANN, chat_kind="private"), NO_ANSWER, 11, 0.1)
    recorder.record_vote(HERE, 11, BOB, "hours", helpful=True)
    recorder.record_opening(THERE, 12, BOB, "hours")
    recorder.close()
    with closing(sqlite3.connect(tmp_path / "faq.sqlite3")) as connection:
        dump = "\n".join(connection.iterdump())
    assert CODES.person(ANN) in dump
    assert "zyx" in dump
    for number in (ANN, BOB, HERE, THERE):
        assert str(number) not in dump
    assert "breakfast" not in dump


def settled(store: Store) -> list[tuple[int, str | None, str | None]]:
    """How each question without an answer was settled, oldest first."""
    gaps = sorted(store.gaps(), key=lambda gap: gap.message)
    return [(gap.message, gap.settled, gap.settled_by) for gap in gaps]


@pytest.mark.parametrize(
    ("reply", "how"),
    [
        (PICK, ("hours", "picked")),
        (ANSWER, ("hours", "reworded")),
        (NoneFits(), (None, "none fits")),
    ],
)
async def test_the_next_message_settles_the_newest_question(
    reply: ConversationReply,
    how: tuple[str | None, str],
    recorder: Recorder,
    store: Store,
    clock: Clock,
) -> None:
    recorder.record_reply(asked(message=8), NO_ANSWER, 9, 0.1)
    clock.now += 1
    recorder.record_reply(asked(message=10), DECLINES["choices"], 11, 0.1)
    clock.now += FOLLOW_UP_S
    recorder.record_reply(asked("1", message=12), reply, 13, 0.1)
    await flush(recorder)
    assert settled(store) == [(8, None, None), (10, *how)]


@pytest.mark.parametrize(
    "later", [asked(message=12, person=BOB), asked(message=12, chat=THERE)], ids=["person", "chat"]
)
async def test_nobody_elses_message_settles_a_question(
    later: AskedQuestion, recorder: Recorder, store: Store
) -> None:
    recorder.record_reply(asked(), NO_ANSWER, 11, 0.1)
    recorder.record_reply(later, ANSWER, 13, 0.1)
    await flush(recorder)
    assert settled(store) == [(10, None, None)]


@pytest.mark.parametrize("reply", [PICK, ANSWER, NoneFits()])
async def test_a_message_long_afterwards_settles_nothing(
    reply: ConversationReply, recorder: Recorder, store: Store, clock: Clock
) -> None:
    recorder.record_reply(asked(), NO_ANSWER, 11, 0.1)
    clock.now += FOLLOW_UP_S + 1
    recorder.record_reply(asked(message=12), reply, 13, 0.1)
    await flush(recorder)
    assert settled(store) == [(10, None, None)]


async def test_an_edit_settles_its_own_question_even_long_afterwards(
    recorder: Recorder, store: Store, clock: Clock
) -> None:
    recorder.record_reply(asked(message=8), NO_ANSWER, 9, 0.1)
    clock.now += FOLLOW_UP_S + 1
    recorder.record_reply(asked(message=10), NO_ANSWER, 11, 0.1)
    recorder.record_reply(asked("other words", message=8), ANSWER, 9, 0.1)
    await flush(recorder)
    assert settled(store) == [(8, "hours", "reworded"), (10, None, None)]


@pytest.mark.parametrize(("entry", "by"), [("parking", "picked"), (None, "none fits")])
async def test_a_button_settles_the_question_that_its_message_replies_to(
    entry: str | None, by: str, recorder: Recorder, store: Store, clock: Clock
) -> None:
    recorder.record_reply(asked(message=8, target=5), DECLINES["choices"], 9, 0.1)
    recorder.record_reply(asked(message=10), NO_ANSWER, 11, 0.1)
    clock.now += DAY_S
    recorder.record_pick(HERE, 9, ANN, entry)
    await flush(recorder)
    assert settled(store) == [(8, entry, by), (10, None, None)]


async def test_a_group_is_answered_when_addressed_until_it_is_set_otherwise(
    recorder: Recorder,
) -> None:
    assert await recorder.mode(HERE) == "addressed"
    recorder.set_mode(HERE, "questions")
    assert await recorder.mode(HERE) == "questions"
    assert await recorder.mode(THERE) == "addressed"
    recorder.set_mode(HERE, "addressed")
    assert await recorder.mode(HERE) == "addressed"


async def test_a_supergroup_takes_over_from_the_group_that_it_was(
    recorder: Recorder, store: Store
) -> None:
    recorder.set_mode(-5, "questions")
    recorder.record_reply(asked(chat=-5), NO_ANSWER, 11, 0.1)
    recorder.record_vote(-5, 11, ANN, "hours", helpful=True)
    recorder.record_move(-5, HERE)
    recorder.record_move(-5, HERE)  # both chats tell
    assert await recorder.mode(HERE) == "questions"
    assert await recorder.mode(-5) == "addressed"
    assert await recorder.moved_from(HERE) == -5
    assert await recorder.moved_from(THERE) is None
    assert [gap.chat for gap in store.gaps()] == [CODES.chat(HERE)]
    assert store.votes() == {"hours": Votes(1, 0)}
    assert await recorder.answer_to(HERE, 10) is None


async def test_the_same_answer_is_a_repetition_for_a_minute_and_in_one_chat(
    recorder: Recorder, clock: Clock
) -> None:
    assert recorder.recent_answer(HERE, "hours") is None
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    assert recorder.recent_answer(HERE, "hours") == 11
    assert recorder.recent_answer(HERE, "parking") is None
    assert recorder.recent_answer(THERE, "hours") is None
    clock.now += REPEAT_S
    assert recorder.recent_answer(HERE, "hours") == 11
    clock.now += 1
    assert recorder.recent_answer(HERE, "hours") is None


def test_only_a_group_is_pointed_to_the_same_answer(recorder: Recorder) -> None:
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    recorder.record_reply(asked(chat=ANN, chat_kind="private"), ANSWER, 11, 0.1)
    assert recorder.repeated_answer(Conversation(HERE, BOB, in_group=True), ANSWER) == 11
    assert recorder.repeated_answer(Conversation(THERE, BOB, in_group=True), ANSWER) is None
    assert recorder.repeated_answer(Conversation(HERE, BOB, in_group=True), NO_ANSWER) is None
    assert recorder.repeated_answer(Conversation(ANN, ANN), ANSWER) is None


async def test_a_message_that_was_answered_is_known_when_somebody_wants_it_answered_again(
    recorder: Recorder,
) -> None:
    recorder.record_reply(asked(message=10), NO_ANSWER, 11, 0.1)
    assert await recorder.earlier_answer(asked(message=12, target=10)) == 11
    assert await recorder.earlier_answer(asked(message=10)) is None  # asked by itself
    assert await recorder.earlier_answer(asked(message=12, target=9)) is None
    assert await recorder.earlier_answer(asked(message=5, target=10)) is None  # another life


@pytest.mark.parametrize(("text", "is_empty"), [("", True), ("?! …", True), ("2", False)])
def test_a_question_without_a_word_is_empty(text: str, is_empty: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert asked(text).is_empty is is_empty


def test_a_repetition_points_to_the_newest_message(recorder: Recorder) -> None:
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    recorder.record_opening(HERE, 15, BOB, "hours")
    assert recorder.recent_answer(HERE, "hours") == 15


def test_a_deleted_answer_is_no_repetition(recorder: Recorder) -> None:
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    recorder.record_reply(asked(chat=THERE), ANSWER, 11, 0.1)
    recorder.record_deletion(HERE, 11)
    assert recorder.recent_answer(HERE, "hours") is None
    assert recorder.recent_answer(THERE, "hours") == 11


def test_what_stands_above_or_does_not_answer_is_no_repetition(recorder: Recorder) -> None:
    recorder.record_reply(asked(), ANSWER, 11, 0.1, above=True)
    recorder.record_reply(asked(), NO_ANSWER, 11, 0.1)
    assert recorder.recent_answer(HERE, "hours") is None


def test_of_the_recent_answers_the_oldest_are_forgotten_first(url: str) -> None:
    thread = StoreThread(lambda: open_store(url))
    with closing(Recorder(thread, CODES, recent=2)) as recorder:
        recorder.record_opening(HERE, 11, ANN, "hours")
        recorder.record_opening(HERE, 12, ANN, "parking")
        recorder.record_opening(HERE, 13, ANN, "hours")
        recorder.record_opening(HERE, 14, ANN, "returns")
        recent = [recorder.recent_answer(HERE, e) for e in ("hours", "parking", "returns")]
    assert recent == [13, None, 14]


async def test_the_entries_asked_most_often_lately_are_known(
    recorder: Recorder, clock: Clock
) -> None:
    for _ in range(9):
        recorder.record_inline_choice("returns")  # long ago
    clock.now += 31 * DAY_S
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    for _ in range(2):
        recorder.record_opening(HERE, 11, ANN, "parking")
    recorder.record_reply(asked(), DECLINES["not_covered"], 11, 0.1)
    assert await recorder.most_asked(5) == ["parking", "hours"]
    assert await recorder.most_asked(1) == ["parking"]


async def test_a_person_is_forgotten_and_nobody_else(recorder: Recorder, store: Store) -> None:
    for person in (ANN, BOB):
        recorder.record_reply(asked(chat=person, person=person), NO_ANSWER, 11, 0.1)
        recorder.record_reply(asked(chat=person, person=person, message=12), PICK, 13, 0.1)
        recorder.record_vote(HERE, 11, person, "hours", helpful=True)
    recorder.record_reply(asked(message=14), ANSWER, 15, 0.1)
    assert await recorder.forget(ANN) == Forgotten(votes=1, questions=1, answers=3)
    assert await recorder.forget(ANN) == Forgotten(0, 0, 0)
    assert await recorder.last_answer(ANN, ANN) is None
    assert await recorder.last_answer(HERE, ANN) is None
    assert await recorder.last_answer(BOB, BOB) is not None
    assert [gap.person for gap in store.gaps()] == [CODES.person(BOB)]
    assert store.votes() == {"hours": Votes(1, 0)}
    assert sum(tally.number for tally in store.tallies(TODAY)) == 5  # figures name nobody


async def test_old_questions_are_dropped(recorder: Recorder, store: Store, clock: Clock) -> None:
    recorder.record_reply(asked(), NO_ANSWER, 11, 0.1)
    clock.now += GAPS_KEPT_DAYS * DAY_S
    recorder.purge()
    await flush(recorder)
    assert len(store.gaps()) == 1
    assert await recorder.answer_to(HERE, 10) is None  # two days are enough for edits
    clock.now += 1
    recorder.purge()
    await flush(recorder)
    assert store.gaps() == []


async def test_what_was_recorded_is_known_at_the_next_start(url: str, clock: Clock) -> None:
    first = opened(url, clock=clock)
    first.record_reply(asked(), ANSWER, 11, 0.1)
    first.set_mode(HERE, "questions")
    first.close()
    with closing(opened(url, clock=clock)) as second:
        sent = await second.answer_to(HERE, 10)
        assert sent is not None
        assert second.is_asker(sent, ANN)
        assert await second.mode(HERE) == "questions"
    with closing(opened(url, Pseudonyms("other"), clock)) as stranger:
        assert await stranger.answer_to(HERE, 10) is None


# Without a database.


def record_everything(recorder: Recorder) -> None:
    """Records one of each."""
    recorder.record_reply(asked(), ANSWER, 11, 0.1)
    recorder.record_reply(asked(message=12), NO_ANSWER, 13, 0.1)
    recorder.record_message(asked(), 11)
    recorder.record_pick(HERE, 11, ANN, "hours")
    recorder.record_opening(HERE, 15, ANN, "hours")
    recorder.record_inline_choice("hours")
    recorder.record_deletion(HERE, 16)
    recorder.record_vote(HERE, 11, ANN, "hours", helpful=True)
    recorder.set_mode(HERE, "questions")
    recorder.record_move(-5, HERE)
    recorder.purge()


async def assert_nothing_is_known(recorder: Recorder) -> None:
    """Every look-up finds nothing."""
    assert await recorder.answer_to(HERE, 10) is None
    assert await recorder.answer_at(HERE, 11) is None
    assert await recorder.last_answer(HERE, ANN) is None
    assert await recorder.most_asked(5) == []
    assert await recorder.mode(HERE) == "addressed"
    assert await recorder.moved_from(HERE) is None
    assert await recorder.gaps() is None
    assert await recorder.forget(ANN) is None
    assert not await recorder.claim("digest", 7)


async def test_without_a_database_nothing_is_recorded_or_found_and_nothing_fails(
    tmp_path: Path,
) -> None:
    with closing(opened(f"sqlite:///{tmp_path}")) as recorder:  # a folder
        record_everything(recorder)
        assert not await recorder.flush()
        await assert_nothing_is_known(recorder)
        assert recorder.recent_answer(HERE, "hours") == 15


async def test_a_reply_that_cannot_be_recorded_by_a_mistake_of_ours_is_logged(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    nothing = NoAnswer((), Ranking(()))  # no matcher ranks no entry
    recorder.record_reply(asked(), nothing, 11, 0.1)
    recorder.set_mode(HERE, "questions")
    assert await recorder.mode(HERE) == "questions"
    assert [record.getMessage() for record in caplog.records] == ["A write to the database failed"]
