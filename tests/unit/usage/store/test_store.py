"""What the store keeps, on both databases."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from math import inf
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, create_engine, delete

from faq.usage.records import (
    ANSWERS_KEPT_S,
    GAPS_KEPT_S,
    VOTES_KEPT_S,
    Forgotten,
    Gap,
    RunningBot,
    SentAnswer,
    Tally,
    Votes,
)
from faq.usage.store import BOUNDS_MS, Store, open_store
from faq.usage.store.tables import METADATA

MONDAY = date(2026, 6, 1)
TUESDAY = MONDAY + timedelta(days=1)
NOW = 5_000_000_000  # more than 32 bits hold


def hashed(name: str) -> str:
    return blake2b(name.encode(), digest_size=16).hexdigest()


ANN, BOB, EVE = map(hashed, ("ann", "bob", "eve"))
HERE, THERE = map(hashed, ("here", "there"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that the tests of this file share: making one is slow."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('store') / 'faq.sqlite3'}"
    address: str = request.getfixturevalue("new_postgresql")()
    return address


@pytest.fixture(scope="module")
def shared_store(url: str) -> Iterator[tuple[Store, Engine]]:
    """A store over that database, and a way past it."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with open_store(url) as store:
        yield store, engine
    engine.dispose()


@pytest.fixture
def store(shared_store: tuple[Store, Engine]) -> Store:
    """A store in which nothing is kept yet."""
    store, engine = shared_store
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(delete(table))
    return store


def gap(message: int = 7, **changes: object) -> Gap:
    return replace(Gap(HERE, message, ANN, "Is it open?", "no_answer", "hours", NOW), **changes)  # type: ignore[arg-type]


def answer(question: int = 7, **changes: object) -> SentAnswer:
    return replace(SentAnswer(HERE, question, question + 1, ANN, "hours", NOW), **changes)  # type: ignore[arg-type]


def test_what_happened_is_counted_by_day_outcome_entry_and_place(store: Store) -> None:
    store.count(TUESDAY, "no_answer", "", "group")
    for _ in range(3):
        store.count(MONDAY, "answer", "hours", "private")
    store.count(MONDAY, "answer", "hours", "group")
    assert store.tallies(MONDAY) == [
        Tally(MONDAY, "answer", "hours", "group", 1),
        Tally(MONDAY, "answer", "hours", "private", 3),
        Tally(TUESDAY, "no_answer", "", "group", 1),
    ]
    assert [tally.day for tally in store.tallies(TUESDAY)] == [TUESDAY]
    assert store.tallies(TUESDAY + timedelta(days=1)) == []


def test_the_most_asked_entries_are_those_shown_most_often_and_ties_go_by_id(store: Store) -> None:
    for outcome, entry, times in [
        ("answer", "b", 2),
        ("answer", "a-z", 1),
        ("picked", "a-z", 1),
        ("chosen", "a0", 2),
        ("answer", "top", 1),
        ("picked", "top", 1),
        ("chosen", "top", 1),
        ("choices", "b", 9),
        ("not_covered", "pay", 9),
        ("answer", "", 9),
    ]:
        for _ in range(times):
            store.count(MONDAY, outcome, entry, "private")
    assert store.most_asked(MONDAY, 9) == ["top", "a-z", "a0", "b"]
    assert store.most_asked(MONDAY, 2) == ["top", "a-z"]
    assert store.most_asked(TUESDAY, 9) == []


@pytest.mark.parametrize(
    ("milliseconds", "bound"),
    [(0, 1), (1, 1), (1.001, 2), (5000, 5000), (5000.1, inf), (1e9, inf)],
)
def test_an_answer_time_is_in_the_class_with_the_next_bound(
    milliseconds: float, bound: float, store: Store
) -> None:
    store.keep_time(MONDAY, milliseconds)
    assert store.times(MONDAY) == [(MONDAY, bound, 1)]


def test_answer_times_are_counted_by_day_in_the_order_of_bounds(store: Store) -> None:
    for bound in reversed(BOUNDS_MS):
        store.keep_time(MONDAY, bound)
        store.keep_time(MONDAY, bound)
    store.keep_time(TUESDAY, 3)
    assert store.times(MONDAY) == [
        *((MONDAY, bound, 2) for bound in BOUNDS_MS),
        (TUESDAY, 5, 1),
    ]
    assert store.times(TUESDAY) == [(TUESDAY, 5, 1)]


def test_an_answer_is_found_by_its_question_and_by_its_message(store: Store) -> None:
    store.keep_answer(answer(7))
    store.keep_answer(answer(7, chat=THERE, entry=None, message=None))
    assert store.answer_to(HERE, 7) == store.answer_at(HERE, 8) == answer(7)
    assert store.answer_to(THERE, 7) == answer(7, chat=THERE, entry=None, message=None)
    assert store.answer_to(HERE, 8) is None
    assert store.answer_at(HERE, 7) is None
    assert store.answer_at(THERE, 8) is None


def test_another_answer_to_a_question_replaces_the_first(store: Store) -> None:
    store.keep_answer(answer(7))
    changed = answer(7, message=99, asker=BOB, entry=None, at=NOW + 1)
    store.keep_answer(changed)
    assert store.answer_to(HERE, 7) == store.answer_at(HERE, 99) == changed
    assert store.answer_at(HERE, 8) is None


def test_a_persons_last_answer_is_the_newest_message_with_an_entry(store: Store) -> None:
    for kept in [
        answer(5, at=NOW),
        answer(4, at=NOW + 1),
        answer(3, at=NOW + 1),
        answer(9, at=NOW + 2, entry=None),
        answer(10, at=NOW + 3, message=None),
        answer(11, at=NOW + 4, asker=BOB),
        answer(12, at=NOW + 5, chat=THERE),
    ]:
        store.keep_answer(kept)
    assert store.last_answer(HERE, ANN) == answer(4, at=NOW + 1)
    assert store.last_answer(HERE, EVE) is None


def test_what_a_deleted_message_answered_has_no_answer(store: Store) -> None:
    for kept in [answer(5, message=9), answer(7, message=9), answer(8, message=10)]:
        store.keep_answer(kept)
    store.keep_answer(answer(5, chat=THERE, message=9))
    store.remove_answer(HERE, 9, NOW + 1)
    assert store.answer_at(HERE, 9) is None
    for question in (5, 7):
        gone = answer(question, message=None, entry=None, at=NOW + 1)
        assert store.answer_to(HERE, question) == gone
    assert store.answer_to(HERE, 8) == answer(8, message=10)
    assert store.answer_at(THERE, 9) == answer(5, chat=THERE, message=9)


def test_gaps_are_listed_newest_first(store: Store) -> None:
    kept = [gap(1, at=NOW), gap(2, at=NOW + 2), gap(3, at=NOW + 1, nearest=None)]
    for each in kept:
        store.keep_gap(each)
    assert store.gaps() == [kept[1], kept[2], kept[0]]
    assert store.gaps(NOW + 1) == [kept[1], kept[2]]


def test_an_edited_question_replaces_what_was_asked(store: Store) -> None:
    store.keep_gap(gap(7))
    store.settle(HERE, 7, "hours", "picked")
    edited = gap(7, question="And on Sundays?", outcome="choices", at=NOW + 1)
    store.keep_gap(edited)
    assert store.gaps() == [edited]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("", ""),
        ("Wörter 知识 🧑‍🚀", "Wörter 知识 🧑‍🚀"),
        ("';--", "';--"),
        ("a\0b", "a\ufffdb"),
        ("half \ud83d", "half ?"),
        ("long " * 2000, "long " * 2000),
    ],
)
def test_any_text_can_be_kept(question: str, kept: str, store: Store) -> None:
    store.keep_gap(gap(question=question))
    assert [each.question for each in store.gaps()] == [kept]


def test_a_gap_is_settled_by_its_message(store: Store) -> None:
    store.keep_gap(gap(7))
    store.keep_gap(gap(7, chat=THERE))
    assert store.settle(HERE, 7, "hours", "picked")
    assert not store.settle(HERE, 8, "hours", "picked")
    settled = gap(7, settled="hours", settled_by="picked")
    assert {each.chat: each for each in store.gaps()} == {HERE: settled, THERE: gap(chat=THERE)}
    assert store.settle(HERE, 7, None, "dismissed")
    assert replace(settled, settled=None, settled_by="dismissed") in store.gaps()


def test_a_persons_newest_open_gap_is_settled(store: Store) -> None:
    for kept in [
        gap(1, at=NOW - 1),
        gap(2),
        gap(3),
        gap(4, at=NOW + 1, settled_by="dismissed"),
        gap(5, at=NOW + 2, person=BOB),
        gap(6, at=NOW + 2, chat=THERE),
    ]:
        store.keep_gap(kept)

    def settle() -> set[int]:
        """The messages that are settled after one more attempt."""
        store.settle_latest(HERE, ANN, "hours", "rephrased", since=NOW)
        return {each.message for each in store.gaps() if each.settled == "hours"}

    assert [settle() for _ in range(3)] == [{3}, {2, 3}, {2, 3}]
    assert not store.settle_latest(HERE, ANN, "hours", "rephrased", since=NOW)
    assert store.settle_latest(HERE, ANN, None, "rephrased", since=NOW - 1)


def test_a_person_has_one_vote_on_each_entry_of_a_message(store: Store) -> None:
    for helpful in (True, True, False, False):
        store.vote(HERE, 1, "hours", ANN, helpful=helpful, at=NOW)
        assert store.votes() == {"hours": Votes(int(helpful), int(not helpful))}


def test_votes_are_added_up_by_entry(store: Store) -> None:
    assert store.votes() == {}
    for chat, message, entry, person, helpful in [
        (HERE, 1, "parking", ANN, True),
        (HERE, 1, "hours", ANN, True),
        (HERE, 1, "hours", BOB, True),
        (HERE, 2, "hours", ANN, True),
        (THERE, 1, "hours", ANN, False),
    ]:
        store.vote(chat, message, entry, person, helpful=helpful, at=NOW)
    votes = store.votes()
    assert votes == {"hours": Votes(3, 1), "parking": Votes(1, 0)}
    assert list(votes) == ["hours", "parking"]
    assert all(type(number) is int for vote in votes.values() for number in (vote.helpful,))


GROUP, SUPERGROUP = -4_000_000_000, -1_004_000_000_000


def test_a_chats_mode_is_the_one_set_last(store: Store) -> None:
    assert store.chat_mode(GROUP) is None
    store.set_chat_mode(GROUP, "quiet")
    store.set_chat_mode(GROUP, "all")
    assert store.chat_mode(GROUP) == "all"
    assert store.chat_mode(SUPERGROUP) is None


def test_a_supergroup_takes_over_the_settings_of_its_group(store: Store) -> None:
    store.set_chat_mode(GROUP, "quiet")
    for _ in range(2):
        store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
        assert store.chat_mode(SUPERGROUP) == "quiet"
        assert store.chat_mode(GROUP) is None
        assert store.moved_from(SUPERGROUP) == GROUP
    assert store.moved_from(GROUP) is None


def test_being_told_again_of_a_move_changes_nothing_that_was_set_since(store: Store) -> None:
    store.set_chat_mode(GROUP, "quiet")
    store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
    store.set_chat_mode(SUPERGROUP, "all")
    store.set_chat_mode(GROUP, "late")
    store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
    assert store.chat_mode(SUPERGROUP) == "all"


def test_a_move_is_known_of_a_group_without_settings(store: Store) -> None:
    store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
    assert store.moved_from(SUPERGROUP) == GROUP
    assert store.chat_mode(SUPERGROUP) is None
    store.set_chat_mode(SUPERGROUP, "all")
    assert store.moved_from(SUPERGROUP) == GROUP


def test_gaps_and_votes_follow_their_group_and_answers_do_not(store: Store) -> None:
    store.keep_answer(answer(7))
    store.keep_gap(gap(7))
    store.vote(HERE, 8, "hours", ANN, helpful=True, at=NOW)
    for _ in range(2):
        store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
        assert store.gaps() == [gap(-7, chat=THERE)]
        assert store.votes() == {"hours": Votes(1, 0)}
        assert store.last_answer(HERE, ANN) is None
        assert store.last_answer(THERE, ANN) is None
    assert store.settle_latest(THERE, ANN, "hours", "rephrased", since=0)


def test_new_messages_of_a_supergroup_are_not_taken_for_old_ones(store: Store) -> None:
    store.keep_gap(gap(7))
    store.vote(HERE, 8, "hours", ANN, helpful=True, at=NOW)
    store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
    assert not store.settle(THERE, 7, "hours", "picked")
    store.keep_gap(gap(7, chat=THERE, question="New"))
    assert len(store.gaps()) == 2
    store.vote(THERE, 8, "hours", ANN, helpful=True, at=NOW)
    assert store.votes() == {"hours": Votes(2, 0)}


def test_what_is_in_the_supergroup_already_stays(store: Store) -> None:
    for question, helpful in [("first", True), ("late", False)]:
        store.keep_gap(gap(7, question=question))
        store.vote(HERE, 8, "hours", ANN, helpful=helpful, at=NOW)
        store.move_chat(GROUP, SUPERGROUP, HERE, THERE)
    assert [each.question for each in store.gaps()] == ["first"]
    assert store.votes() == {"hours": Votes(1, 0)}


def test_a_forgotten_person_leaves_nothing_but_figures(store: Store) -> None:
    for person in (ANN, BOB):
        for message in (1, 2) if person == ANN else (3,):
            store.keep_gap(gap(message, person=person))
            store.keep_answer(answer(message, asker=person))
        store.vote(HERE, 1, "hours", person, helpful=True, at=NOW)
    store.count(MONDAY, "answer", "hours", "private")
    assert store.forget(ANN) == Forgotten(votes=1, questions=2, answers=2)
    assert store.forget(ANN) == Forgotten(votes=0, questions=0, answers=0)
    assert store.gaps() == [gap(3, person=BOB)]
    assert store.answer_to(HERE, 3) == answer(3, asker=BOB)
    assert store.last_answer(HERE, ANN) is None
    assert store.votes() == {"hours": Votes(1, 0)}
    assert len(store.tallies(MONDAY)) == 1


def test_a_purge_deletes_what_is_older_than_its_term(store: Store) -> None:
    for age in (0, 1):
        store.keep_gap(gap(age, at=NOW - GAPS_KEPT_S - age))
        store.keep_answer(answer(age, at=NOW - ANSWERS_KEPT_S - age))
        store.vote(HERE, age, "hours", ANN, helpful=True, at=NOW - VOTES_KEPT_S - age)
    store.count(date(1999, 1, 1), "answer", "hours", "private")
    store.keep_time(date(1999, 1, 1), 1)
    assert store.purge(NOW) == 3
    assert store.purge(NOW) == 0
    assert [each.message for each in store.gaps()] == [0]
    assert store.answer_to(HERE, 0)
    assert store.answer_to(HERE, 1) is None
    assert store.votes() == {"hours": Votes(1, 0)}
    assert len(store.tallies(date(1999, 1, 1))) == len(store.times(date(1999, 1, 1))) == 1


def test_another_process_sees_everything_at_once(store: Store, url: str) -> None:
    store.keep_gap(gap())
    store.count(MONDAY, "answer", "hours", "private")
    with open_store(url) as other:
        assert other.gaps() == [gap()]
        assert len(other.tallies(MONDAY)) == 1


def test_threads_share_a_store(store: Store) -> None:
    def work(number: int) -> None:
        store.count(MONDAY, "answer", "hours", "private")
        store.keep_gap(gap(number))
        store.tallies(MONDAY)
        store.vote(HERE, 1, "hours", ANN, helpful=number % 2 == 0, at=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert [tally.number for tally in store.tallies(MONDAY)] == [40]
    assert len(store.gaps()) == 40
    [votes] = store.votes().values()
    assert votes.helpful + votes.unhelpful == 1


PEOPLE = st.sampled_from([ANN, BOB])
CHATS = st.sampled_from([HERE, THERE])
MESSAGES = st.integers(1, 4)
ENTRIES = st.sampled_from(["hours", "parking"])
HOURS = st.integers(0, 24 * 40).map(lambda hours: NOW + hours * 3600)


class Machine(RuleBasedStateMachine):
    """A store beside the dictionaries that it must be like."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        store.purge(NOW * 2)
        self.answers: dict[tuple[str, int], SentAnswer] = {}
        self.gaps: dict[tuple[str, int], Gap] = {}
        self.votes: dict[tuple[str, int, str, str], bool] = {}

    @rule(
        kept=st.builds(
            SentAnswer,
            CHATS,
            MESSAGES,
            st.none() | MESSAGES,
            PEOPLE,
            st.none() | ENTRIES,
            HOURS,
        )
    )
    def keep_answer(self, kept: SentAnswer) -> None:
        self.store.keep_answer(kept)
        self.answers[kept.chat, kept.question] = kept

    @rule(
        kept=st.builds(
            Gap, CHATS, MESSAGES, PEOPLE, st.text(max_size=5), ENTRIES, st.none() | ENTRIES, HOURS
        )
    )
    def keep_gap(self, kept: Gap) -> None:
        text = kept.question.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        self.store.keep_gap(kept)
        self.gaps[kept.chat, kept.message] = replace(kept, question=text)

    @rule(chat=CHATS, person=PEOPLE, entry=st.none() | ENTRIES, since=HOURS)
    def settle_latest(self, chat: str, person: str, entry: str | None, since: int) -> None:
        found = [
            each
            for each in self.gaps.values()
            if (each.chat, each.person) == (chat, person)
            and each.at >= since
            and each.settled_by is None
        ]
        settled = self.store.settle_latest(chat, person, entry, "picked", since)
        assert settled == bool(found)
        if found:
            newest = max(found, key=lambda each: (each.at, each.message))
            self.gaps[chat, newest.message] = replace(newest, settled=entry, settled_by="picked")

    @rule(chat=CHATS, message=MESSAGES, entry=ENTRIES, person=PEOPLE, helpful=st.booleans())
    def vote(self, chat: str, message: int, entry: str, person: str, *, helpful: bool) -> None:
        self.store.vote(chat, message, entry, person, helpful=helpful, at=NOW)
        self.votes[chat, message, entry, person] = helpful

    @rule(person=PEOPLE)
    def forget(self, person: str) -> None:
        forgotten = self.store.forget(person)
        sizes = (len(self.votes), len(self.gaps), len(self.answers))
        self.votes = {key: vote for key, vote in self.votes.items() if key[3] != person}
        self.gaps = {key: each for key, each in self.gaps.items() if each.person != person}
        self.answers = {key: each for key, each in self.answers.items() if each.asker != person}
        left = (len(self.votes), len(self.gaps), len(self.answers))
        counts = (forgotten.votes, forgotten.questions, forgotten.answers)
        assert counts == tuple(old - new for old, new in zip(sizes, left, strict=True))

    @rule(now=HOURS)
    def purge(self, now: int) -> None:
        size = len(self.gaps) + len(self.answers)
        self.gaps = {k: each for k, each in self.gaps.items() if each.at >= now - GAPS_KEPT_S}
        self.answers = {
            k: each for k, each in self.answers.items() if each.at >= now - ANSWERS_KEPT_S
        }
        assert self.store.purge(now) == size - len(self.gaps) - len(self.answers)

    @invariant()
    def gaps_are_the_same(self) -> None:
        assert {(each.chat, each.message): each for each in self.store.gaps()} == self.gaps

    @invariant()
    def votes_add_up(self) -> None:
        def number(entry: str, *, helpful: bool) -> int:
            return sum(
                1 for key, vote in self.votes.items() if key[2] == entry and vote == helpful
            )

        assert self.store.votes() == {
            entry: Votes(number(entry, helpful=True), number(entry, helpful=False))
            for entry in {key[2] for key in self.votes}
        }

    @invariant()
    def answers_are_found(self) -> None:
        for chat in (HERE, THERE):
            for question in range(1, 5):
                assert self.store.answer_to(chat, question) == self.answers.get((chat, question))
            found = [
                each
                for each in self.answers.values()
                if (each.chat, each.asker) == (chat, ANN) and each.entry and each.message
            ]
            newest = max(found, key=lambda each: (each.at, each.question), default=None)
            assert self.store.last_answer(chat, ANN) == newest


def test_a_store_is_like_dictionaries(store: Store) -> None:
    class OfThisStore(Machine):
        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(
        OfThisStore, settings=settings(max_examples=10, stateful_step_count=15)
    )


def words(folder: Path) -> bytes:
    """All that lies in a folder's files."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


@pytest.mark.parametrize("way", ["forget", "purge", "replace"])
def test_no_file_of_sqlite_holds_what_was_deleted(way: str, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'faq.sqlite3'}") as store:
        for number in range(300):
            mine = number % 3 == 0
            text = ("secret" if mine else "harmless") * (number * 5)
            at = NOW - GAPS_KEPT_S - mine
            store.keep_gap(gap(number, person=ANN if mine else BOB, question=text, at=at))
        assert b"secret" in words(tmp_path)
        assert ANN.encode() in words(tmp_path)
        if way == "forget":
            assert store.forget(ANN).questions == 100
        elif way == "purge":
            assert store.purge(NOW) == 100
        else:
            for number in range(0, 300, 3):
                store.keep_gap(gap(number, person=BOB, question="edited"))
            store.purge(NOW)
        assert len(store.gaps()) == (300 if way == "replace" else 200)
        assert b"harmless" in words(tmp_path)
        assert b"secret" not in words(tmp_path)
        assert ANN.encode() not in words(tmp_path)


def test_a_file_in_use_keeps_what_was_deleted_a_while_and_the_log_tells(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "faq.sqlite3"
    with open_store(f"sqlite:///{file}", wait_ms=1) as store:
        store.keep_gap(gap(question="secret"))
        reader = sqlite3.connect(file)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM gaps").fetchone()
        assert store.forget(ANN).questions == 1
        assert "keeps what was deleted" in caplog.text
        assert b"secret" in words(tmp_path)
        reader.close()
        store.purge(NOW)
        assert b"secret" not in words(tmp_path)


def test_a_decision_is_about_all_gaps_with_the_same_question_and_can_be_taken_back(
    store: Store,
) -> None:
    for message, question in enumerate(["Is it  open?", "is it open?", "Is it closed?"]):
        store.keep_gap(gap(message, question=question))
    store.decide(["IS IT OPEN?", "Was it open?"], "entry:hours")
    decisions = {each.message: each.decision for each in store.gaps()}
    assert decisions == {0: "entry:hours", 1: "entry:hours", 2: None}
    store.decide(["is it open?"], None)
    assert [each.decision for each in store.gaps()] == [None] * 3


def test_a_running_bot_is_known_until_it_ends_or_is_silent_for_a_day(store: Store) -> None:
    one = RunningBot("one", "abc", 40, 0, NOW, NOW)
    two = RunningBot("two", "abd", 41, 2, NOW, NOW + 60)
    for serving in (two, one, one):
        store.keep_running_bot(serving)
    assert store.running_bots(NOW) == [one, two]
    assert store.running_bots(NOW + 1) == [two]
    store.remove_running_bot("two")
    assert store.running_bots(NOW) == [one]
    store.purge(NOW + 24 * 60 * 60 + 1)
    assert store.running_bots(0) == []


def test_a_chore_is_done_by_one_process_in_each_interval(store: Store) -> None:
    week = 7 * 24 * 60 * 60
    assert not store.claim("digest", NOW, week)
    assert not store.claim("digest", NOW + week - 1, week)
    assert store.claim("digest", NOW + week, week)
    assert not store.claim("digest", NOW + week, week)
    assert store.claim("digest", NOW + 2 * week, week)
