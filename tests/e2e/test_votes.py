"""People say whether an answer helped: by button or by command, one vote a person an answer."""

from botapi import Emulator
from faq.wording import ENGLISH

from .records import Records

HOURS, ADDRESS = "When do you open?", "Where is the shop?"


def test_a_button_notes_that_an_answer_helped(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send(HOURS)
    answer = shop.expect_message(ann)
    assert ann.press(answer, "👍").wait()["text"] == ENGLISH.thanks_helpful
    assert records.votes(ann) == [(answer.id, "hours", 1)]
    assert not answer.revisions


def test_the_second_vote_takes_the_place_of_the_first(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send(HOURS)
    answer = shop.expect_message(ann)
    presses = [ann.press(answer, "👍"), ann.press(answer, "👍"), ann.press(answer, "👎")]
    assert [press.wait()["text"] for press in presses] == [
        ENGLISH.thanks_helpful,
        ENGLISH.thanks_helpful,
        ENGLISH.thanks_unhelpful,
    ]
    assert records.votes(ann) == [(answer.id, "hours", 0)]
    ann.send("/helpful")
    shop.expect_message(ann, text=ENGLISH.thanks_helpful)
    assert records.votes(ann) == [(answer.id, "hours", 1)]


def test_commands_rate_the_last_answer(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    for question, command, thanks in (
        (HOURS, "/helpful", ENGLISH.thanks_helpful),
        (ADDRESS, "/unhelpful", ENGLISH.thanks_unhelpful),
    ):
        ann.send(question)
        shop.expect_message(ann)
        ann.send(command)
        shop.expect_message(ann, text=thanks)
    assert [vote[1:] for vote in records.votes(ann)] == [("hours", 1), ("address", 0)]


def test_a_command_that_replies_to_an_answer_rates_that_one(
    shop: Emulator, records: Records
) -> None:
    ann = shop.user("Ann")
    ann.send(HOURS)
    first = shop.expect_message(ann, contains="At nine.")
    ann.send(ADDRESS)
    shop.expect_message(ann, contains="In Mill Lane.")
    ann.send("/unhelpful", reply_to=first)
    shop.expect_message(ann, text=ENGLISH.thanks_unhelpful)
    assert records.votes(ann) == [(first.id, "hours", 0)]


def test_what_is_no_answer_cannot_be_rated_by_command(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send("/helpful")
    shop.expect_message(ann, text=ENGLISH.nothing_to_rate)
    ann.send("zxqw vbnm rrty")
    declined = shop.expect_message(ann)
    ann.send("/unhelpful")
    shop.expect_message(ann, text=ENGLISH.nothing_to_rate)
    ann.send("/unhelpful", reply_to=declined)
    shop.expect_message(ann, text=ENGLISH.nothing_to_rate)
    assert records.votes(ann) == []


def test_votes_for_what_the_faq_does_not_have_are_refused(
    shop: Emulator, records: Records
) -> None:
    ann = shop.user("Ann")
    ann.send("/topics")
    topics = shop.expect_message(ann)
    for data in ("v:+:no-such-entry", "v:-:", "v:x:hours", "v:+", "v:"):
        assert ann.forge_press(topics, data).wait()["text"] == ENGLISH.gone
    assert records.votes(ann) == []


def test_a_stale_vote_counts_for_what_the_message_shows(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    question = ann.send(HOURS)
    answer = shop.expect_message(ann, contains="At nine.")
    old = ann.find_button(answer, "👍")["callback_data"]
    ann.edit(question, ADDRESS)
    shop.expect_edit(answer, contains="In Mill Lane.")
    assert ann.forge_press(answer, old).wait()["text"] == ENGLISH.thanks_helpful
    assert records.votes(ann) == [(answer.id, "address", 1)]


def test_answers_from_lists_and_choices_can_be_rated(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send("how do I mix paint")
    choice = shop.expect_message(ann, contains=ENGLISH.which)
    ann.press(choice, "red").wait()
    shop.expect_edit(choice, contains="With red pigment.")
    assert ann.press(choice, "👎").wait()["text"] == ENGLISH.thanks_unhelpful
    ann.press(choice, "When do you open?").wait()
    related = shop.expect_message(ann, contains="At nine.")
    ann.send("/helpful")
    shop.expect_message(ann, text=ENGLISH.thanks_helpful)
    assert records.votes(ann) == [(choice.id, "red", 0), (related.id, "hours", 1)]


def test_everybody_in_a_group_has_one_vote(shop: Emulator, records: Records) -> None:
    ann, bob = shop.user("Ann"), shop.user("Bob")
    group = shop.supergroup("Painters", [ann, bob])
    ann.send(f"/ask {HOURS}", group)
    answer = shop.expect_message(group)
    ann.press(answer, "👍").wait()
    bob.press(answer, "👎").wait()
    bob.send("/helpful", group, reply_to=answer)
    thanks = shop.expect_message(group, text=ENGLISH.thanks_helpful)
    assert thanks.params["disable_notification"]
    assert records.votes(ann) == records.votes(bob) == [(answer.id, "hours", 1)]


def test_a_passer_by_may_vote_too(shop: Emulator, records: Records) -> None:
    ann, guest = shop.user("Ann"), shop.user("Guest", started=False)
    group = shop.supergroup("Painters", [ann], username="painters")
    ann.send(f"/ask {HOURS}", group)
    answer = shop.expect_message(group)
    assert guest.press(answer, "👎").wait()["text"] == ENGLISH.thanks_unhelpful
    assert records.votes(guest) == [(answer.id, "hours", 0)]
