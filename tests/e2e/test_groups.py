"""Members of a group look something up; everybody else is left in peace."""

from botapi import Chat, Emulator, User

QUESTION = "What does KPO stand for?"
ANSWER = "KPO stands for knowledge process outsourcing."


def make_group(emu: Emulator, *, bot: str = "administrator") -> tuple[Chat, User, User]:
    """A group whose bot sees every message, so that its silence is its own."""
    ann, bob = emu.user("Ann"), emu.user("Bob")
    return emu.supergroup("Readers", [ann, bob], bot=bot), ann, bob


def test_talk_that_is_not_for_the_bot_is_left_alone(emu: Emulator) -> None:
    group, ann, bob = make_group(emu)
    first = ann.send(QUESTION, group)
    bob.send("a@outsourcing_faq_bot.example is my mail", group)
    bob.send(f"@another_bot {QUESTION}", group)
    bob.send(f"/ask@another_bot {QUESTION}", group)
    bob.send("1", group, reply_to=first)
    asked = ann.send(f"/ask {QUESTION}", group)  # updates come in order: only this one is answered
    answer = emu.expect_message(group)
    assert answer.reply_to == asked.id
    emu.settle()
    assert not emu.unread(group)


def test_the_ask_command_is_answered_as_a_reply(emu: Emulator) -> None:
    group, ann, _ = make_group(emu, bot="member")
    for command in ("/ask", "/ask@outsourcing_faq_bot"):
        asked = ann.send(f"{command} {QUESTION}", group)
        answer = emu.expect_message(group, contains=ANSWER)
        assert answer.reply_to == asked.id


def test_a_bare_ask_explains_itself(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send("/ask", group)
    emu.expect_message(group, contains="/ask What is")


def test_a_mention_anywhere_is_answered(emu: Emulator) -> None:
    group, ann, bob = make_group(emu, bot="member")
    ann.send(f"@outsourcing_faq_bot {QUESTION}", group)
    emu.expect_message(group, contains=ANSWER)
    bob.send("what does KPO stand for @Outsourcing_FAQ_bot?", group)
    emu.expect_message(group, contains=ANSWER)


def test_a_reply_to_the_bot_is_answered(emu: Emulator) -> None:
    group, ann, bob = make_group(emu, bot="member")
    ann.send(f"/ask {QUESTION}", group)
    answer = emu.expect_message(group)
    asked = bob.send("what does BPO stand for?", group, reply_to=answer)
    following = emu.expect_message(group, contains="BPO stands for")
    assert following.reply_to == asked.id


def test_two_people_pick_from_their_own_lists(emu: Emulator) -> None:
    group, ann, bob = make_group(emu)
    ann.send("/ask Why can't a KPO team be hired overnight?", group)
    hers = emu.expect_message(group)
    bob.send("/ask What is the book's ISBN?", group)
    emu.expect_message(group, contains="978-1-902505-83-1")
    ann.send("1", group, reply_to=hers)
    assert "highly educated and trained" in emu.expect_message(group).text


def test_answers_stay_in_their_topic(emu: Emulator) -> None:
    ann = emu.user("Ann")
    forum = emu.supergroup("Forum", [ann], bot="administrator", is_forum=True)
    topic = forum.create_topic("Outsourcing")
    ann.send(f"/ask {QUESTION}", forum, topic=topic)
    assert emu.expect_message(forum, contains=ANSWER).thread_id == topic.id
    ann.send(f"/ask {QUESTION}", forum)
    assert emu.expect_message(forum, contains=ANSWER).thread_id is None


def test_an_anonymous_administrator_is_answered(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send(f"/ask {QUESTION}", group, anonymous=True)
    emu.expect_message(group, contains=ANSWER)


def test_service_messages_are_ignored(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    group.join(emu.user("Cid"))
    ann.send(f"/ask {QUESTION}", group)
    emu.expect_message(group, contains=ANSWER)
    emu.settle()
    assert not emu.unread(group)
