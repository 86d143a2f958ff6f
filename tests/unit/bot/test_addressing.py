from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given as given_any
from telegram import (
    Chat,
    ExternalReplyInfo,
    ForumTopicCreated,
    Message,
    MessageEntity,
    MessageOriginHiddenUser,
    TextQuote,
    User,
)

from bot.addressing import (
    author_of,
    command_in,
    conversation_with,
    is_own_or_automatic,
    is_private,
    number_behind,
    opens_topic,
    question_in,
    question_in_edited,
    unasked_question_in,
    whole_message_as_question,
    whole_text,
)
from faq.answering.conversations import Conversation
from faq.usage.recorder import AskedQuestion
from unit.samples import AWKWARD, TEXTS

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BOT = User(42, "FAQ", is_bot=True, username="faq_bot")
OTHER_BOT = User(43, "Other", is_bot=True, username="other_bot")
ANN = User(1, "Ann", is_bot=False)
BOB = User(2, "Bob", is_bot=False)
PRIVATE = Chat(1, "private")
GROUP = Chat(-10, "group", title="Group")
SUPERGROUP = Chat(-100, "supergroup", title="Forum", is_forum=True)
CHANNEL = Chat(-200, "channel", title="Channel")
ANONYMOUS_ADMIN = User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")
AS_CHANNEL = User(136817688, "Channel", is_bot=True, username="Channel_Bot")
TELEGRAM = User(777000, "Telegram", is_bot=False)
ELSEWHERE = MessageOriginHiddenUser(NOW, "Cid")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def entities_of(text: str, **kinds: tuple[str, ...]) -> list[MessageEntity]:
    """An entity for each of the given parts of a text, in the order in which they stand there."""
    found = []
    for kind, parts in kinds.items():
        start = 0
        for part in parts:
            start = text.index(part, start)
            person = BOB if kind == MessageEntity.TEXT_MENTION else None
            found.append(MessageEntity(kind, utf16(text[:start]), utf16(part), user=person))
            start += len(part)
    return found


def message(  # noqa: PLR0913 -- all but the first are named
    text: str | None = "what is kpo",
    chat: Chat = GROUP,
    author: User | None = ANN,
    *,
    mentions: tuple[str, ...] = (),
    commands: tuple[str, ...] = (),
    people: tuple[str, ...] = (),
    number: int = 5,
    captioned: bool = False,
    **more: Any,  # noqa: ANN401 -- Message's own parameters
) -> Message:
    """A message, or a picture's caption, in which the given parts have a meaning to Telegram."""
    entities = entities_of(text or "", mention=mentions, bot_command=commands, text_mention=people)
    words: dict[str, Any] = (
        {"caption": text, "caption_entities": entities}
        if captioned
        else {"text": text, "entities": entities}
    )
    return Message(number, NOW, chat, from_user=author, **words, **more)


def command(text: str, chat: Chat = GROUP, **more: Any) -> Message:  # noqa: ANN401 -- as above
    """A message that begins with a command."""
    return message(text, chat, commands=(text.split(maxsplit=1)[0],), **more)


def asked(given: Message) -> str | None:
    found = question_in(given, BOT)
    return None if found is None else found.question


FROM_BOT = message("An answer.", author=BOT, number=3)
FROM_BOB = message("Hello, what is\nBPO?", author=BOB, number=3)
STICKER = message(None, author=BOB, number=3)
OPENING = ForumTopicCreated("Topic", 7322096)
TOPIC_MADE_BY_BOT = message(None, SUPERGROUP, BOT, forum_topic_created=OPENING, number=3)
TOPIC_MADE_BY_BOB = message(None, SUPERGROUP, BOB, forum_topic_created=OPENING, number=3)


@pytest.mark.parametrize(
    ("given", "question"),
    [
        pytest.param(message(chat=PRIVATE), "what is kpo", id="private"),
        pytest.param(message("  what\n is  kpo ", PRIVATE), "what is kpo", id="white space"),
        pytest.param(message("@bob hi", PRIVATE, mentions=("@bob",)), "@bob hi", id="another's"),
        pytest.param(message(chat=PRIVATE, reply_to_message=FROM_BOT), "what is kpo", id="reply"),
        pytest.param(message(), None, id="group"),
        pytest.param(message(chat=SUPERGROUP), None, id="supergroup"),
        pytest.param(message(chat=CHANNEL, author=None, sender_chat=CHANNEL), None, id="channel"),
        pytest.param(
            message("@faq_bot what is kpo", mentions=("@faq_bot",)), "what is kpo", id="mention"
        ),
        pytest.param(
            message("what is @faq_bot kpo", mentions=("@faq_bot",)), "what is kpo", id="inside"
        ),
        pytest.param(
            message("what is kpo @Faq_Bot", mentions=("@Faq_Bot",)), "what is kpo", id="case"
        ),
        pytest.param(
            message("😀👩‍👩‍👧 @faq_bot kpo", mentions=("@faq_bot",)), "😀👩‍👩‍👧 kpo", id="emoji"
        ),
        pytest.param(
            message("@faq_bot @faq_bot kpo", mentions=("@faq_bot", "@faq_bot")), "kpo", id="twice"
        ),
        pytest.param(
            message("@faq_bot", mentions=("@faq_bot",)), "", id="nothing but the mention"
        ),
        pytest.param(message("@faq_bot kpo"), None, id="no entity, such as in code"),
        pytest.param(
            message("@other_bot kpo", mentions=("@other_bot",)), None, id="another bot's mention"
        ),
        pytest.param(
            message("@faq_bot2 kpo", mentions=("@faq_bot2",)), None, id="a longer name's mention"
        ),
        pytest.param(
            message("@faq_bot is @faq_bot2 kpo", mentions=("@faq_bot", "@faq_bot2")),
            "is @faq_bot2 kpo",
            id="a longer name beside ours",
        ),
        pytest.param(
            message("@faq_bot mail me@faq_bot.org", mentions=("@faq_bot",)),
            "mail me@faq_bot.org",
            id="an address beside the mention",
        ),
        pytest.param(message(reply_to_message=FROM_BOT), "what is kpo", id="reply in a group"),
        pytest.param(message(reply_to_message=FROM_BOB), None, id="reply to somebody else"),
        pytest.param(
            message(reply_to_message=message(author=OTHER_BOT)), None, id="reply to another bot"
        ),
        pytest.param(
            message("@faq_bot kpo", mentions=("@faq_bot",), reply_to_message=FROM_BOB),
            "kpo",
            id="mention in a reply to somebody else",
        ),
        pytest.param(
            message(reply_to_message=message(author=None, sender_chat=CHANNEL)),
            None,
            id="reply to a channel's post",
        ),
        pytest.param(
            message(chat=SUPERGROUP, reply_to_message=TOPIC_MADE_BY_BOT, is_topic_message=True),
            None,
            id="any message in a topic that the bot made",
        ),
        pytest.param(
            message("@faq_bot kpo", SUPERGROUP, BOT, mentions=("@faq_bot",)),
            None,
            id="the bot itself",
        ),
        pytest.param(
            message("@faq_bot kpo", author=OTHER_BOT, mentions=("@faq_bot",)),
            None,
            id="another bot",
        ),
        pytest.param(
            message(author=OTHER_BOT, reply_to_message=FROM_BOT), None, id="another bot's reply"
        ),
        pytest.param(
            message("@faq_bot kpo", mentions=("@faq_bot",), via_bot=BOT),
            None,
            id="our own inline result",
        ),
        pytest.param(message(chat=PRIVATE, via_bot=BOT), None, id="inline result in private"),
        pytest.param(
            message(via_bot=OTHER_BOT, reply_to_message=FROM_BOT), None, id="another inline bot"
        ),
        pytest.param(
            message(
                "@faq_bot kpo", author=ANONYMOUS_ADMIN, mentions=("@faq_bot",), sender_chat=GROUP
            ),
            "kpo",
            id="anonymous administrator",
        ),
        pytest.param(
            message(author=ANONYMOUS_ADMIN, sender_chat=GROUP), None, id="silent administrator"
        ),
        pytest.param(
            message(
                "@faq_bot kpo", author=AS_CHANNEL, mentions=("@faq_bot",), sender_chat=CHANNEL
            ),
            "kpo",
            id="somebody in a channel's name",
        ),
        pytest.param(
            message(
                "@faq_bot kpo",
                author=TELEGRAM,
                mentions=("@faq_bot",),
                sender_chat=CHANNEL,
                is_automatic_forward=True,
            ),
            None,
            id="the linked channel's post",
        ),
        pytest.param(message(None, PRIVATE), "", id="no text"),
        pytest.param(message(None), None, id="no text in a group"),
        pytest.param(message(chat=PRIVATE, captioned=True), "what is kpo", id="private caption"),
        pytest.param(message(captioned=True), None, id="caption in a group"),
        pytest.param(
            message("@faq_bot kpo", mentions=("@faq_bot",), captioned=True),
            "kpo",
            id="mention in a caption",
        ),
        pytest.param(
            message(captioned=True, reply_to_message=FROM_BOT), "what is kpo", id="caption reply"
        ),
    ],
)
def test_a_question_is_found_in_what_is_meant_for_the_bot(
    given: Message, question: str | None
) -> None:
    assert asked(given) == question


@pytest.mark.parametrize(
    ("given", "question"),
    [
        pytest.param(command("/ask what is kpo"), "what is kpo", id="ask"),
        pytest.param(command("/faq what is kpo"), "what is kpo", id="faq"),
        pytest.param(command("/Ask what is kpo"), "what is kpo", id="upper case"),
        pytest.param(command("/ask\nwhat is\nkpo"), "what is kpo", id="line breaks"),
        pytest.param(command("/ask what is kpo", PRIVATE), "what is kpo", id="private"),
        pytest.param(command("/ask@faq_bot what is kpo"), "what is kpo", id="ask for the bot"),
        pytest.param(command("/faq@faq_bot what is kpo"), "what is kpo", id="faq for the bot"),
        pytest.param(command("/ask@FAQ_Bot what is kpo"), "what is kpo", id="name in any case"),
        pytest.param(command("/ask@faq_bot kpo", captioned=True), "kpo", id="caption"),
        pytest.param(command("/ask@other_bot what is kpo"), None, id="for another bot"),
        pytest.param(command("/ask@faq_bot2 what is kpo"), None, id="for a longer name"),
        pytest.param(command("/ask@other_bot kpo", PRIVATE), None, id="another's in private"),
        pytest.param(
            command("/ask@other_bot @faq_bot kpo", mentions=("@faq_bot",)),
            None,
            id="for another bot about this one",
        ),
        pytest.param(
            command("/ask@other_bot kpo", reply_to_message=FROM_BOT), None, id="another's reply"
        ),
        pytest.param(command("/topics kpo"), None, id="another command"),
        pytest.param(command("/topics@faq_bot kpo"), None, id="another command of the bot"),
        pytest.param(command("/topics", PRIVATE), None, id="another command in private"),
        pytest.param(command("/asking kpo"), None, id="a longer command"),
        pytest.param(command("/topics", reply_to_message=FROM_BOT), None, id="command as reply"),
        pytest.param(message("kpo /ask", commands=("/ask",)), None, id="not at the beginning"),
        pytest.param(message("/ask kpo"), None, id="no entity, such as in code"),
        pytest.param(
            message("what does /ask do", PRIVATE, commands=("/ask",)),
            "what does /ask do",
            id="a command that is asked about",
        ),
        pytest.param(command("/ask"), "", id="nothing asked"),
        pytest.param(command("/ask@faq_bot"), "", id="nothing asked of the bot"),
        pytest.param(command("/ask@other_bot"), None, id="nothing asked of another bot"),
        pytest.param(
            command("/ask @faq_bot kpo", mentions=("@faq_bot",)), "kpo", id="a mention as well"
        ),
        pytest.param(
            command("/ask @bob kpo", mentions=("@bob",)), "@bob kpo", id="another's mention"
        ),
        pytest.param(command("/ask 😀 kpo 👩‍👩‍👧"), "😀 kpo 👩‍👩‍👧", id="emoji"),
        pytest.param(
            command("/ask kpo", author=ANONYMOUS_ADMIN, sender_chat=GROUP), "kpo", id="anonymous"
        ),
        pytest.param(command("/ask kpo", author=OTHER_BOT), None, id="a bot asks"),
        pytest.param(command("/ask kpo", via_bot=BOT), None, id="an inline result asks"),
        pytest.param(
            command("/ask kpo", chat=SUPERGROUP, reply_to_message=TOPIC_MADE_BY_BOB),
            "kpo",
            id="in a topic",
        ),
    ],
)
def test_ask_and_faq_put_a_question_and_other_commands_do_not(
    given: Message, question: str | None
) -> None:
    assert asked(given) == question


@pytest.mark.parametrize("typed", ["/ask", "/faq", "/ask@faq_bot", "/faq@Faq_Bot"])
def test_a_bare_command_asks_what_the_message_it_replies_to_says(typed: str) -> None:
    given = command(typed, reply_to_message=FROM_BOB)
    assert question_in(given, BOT) == AskedQuestion(
        "Hello, what is BPO?", -10, 5, 1, "group", target=3
    )


@pytest.mark.parametrize(
    ("given", "question", "target"),
    [
        pytest.param(
            message("@faq_bot", mentions=("@faq_bot",), reply_to_message=FROM_BOB),
            "Hello, what is BPO?",
            3,
            id="a bare mention",
        ),
        pytest.param(
            command("/ask", reply_to_message=FROM_BOB, quote=TextQuote(" what is\nBPO?", 6)),
            "what is BPO?",
            3,
            id="the part that was selected",
        ),
        pytest.param(
            command("/ask kpo", reply_to_message=FROM_BOB, quote=TextQuote("BPO", 15)),
            "kpo",
            5,
            id="a question of its own",
        ),
        pytest.param(
            command("/ask", reply_to_message=message("Is it?", number=3, captioned=True)),
            "Is it?",
            3,
            id="a caption",
        ),
        pytest.param(
            command(
                "/ask",
                reply_to_message=message("😀 Bob Ray is it?", number=3, people=("Bob Ray",)),
            ),
            "😀 @person is it?",
            3,
            id="somebody's name in it",
        ),
        pytest.param(
            command("/ask", reply_to_message=message("Is it?", author=OTHER_BOT, number=3)),
            "Is it?",
            3,
            id="another bot's words",
        ),
        pytest.param(
            command(
                "/ask",
                reply_to_message=message(
                    "Is it?",
                    author=TELEGRAM,
                    number=3,
                    sender_chat=CHANNEL,
                    is_automatic_forward=True,
                ),
            ),
            "Is it?",
            3,
            id="the linked channel's post",
        ),
        pytest.param(
            command("/ask", PRIVATE, reply_to_message=message(chat=PRIVATE, number=3)),
            "what is kpo",
            3,
            id="one's own words in private",
        ),
        pytest.param(command("/ask", reply_to_message=STICKER), "", 5, id="a sticker"),
        pytest.param(command("/ask", reply_to_message=FROM_BOT), "", 5, id="the bot's own answer"),
        pytest.param(
            command("/ask", chat=SUPERGROUP, reply_to_message=TOPIC_MADE_BY_BOB),
            "",
            5,
            id="the opening of a topic",
        ),
    ],
)
def test_a_question_is_answered_where_it_stands(
    given: Message, question: str, target: int
) -> None:
    found = question_in(given, BOT)
    assert found is not None
    assert (found.question, found.target, found.message) == (question, target, 5)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (message(chat=PRIVATE), AskedQuestion("what is kpo", 1, 5, 1, "private", 5)),
        (command("/ask kpo"), AskedQuestion("kpo", -10, 5, 1, "group", 5)),
        (
            command("/ask kpo", author=ANONYMOUS_ADMIN, sender_chat=GROUP, chat=GROUP),
            AskedQuestion("kpo", -10, 5, -10, "group", 5),
        ),
        (
            command("/ask kpo", author=AS_CHANNEL, sender_chat=CHANNEL, chat=SUPERGROUP),
            AskedQuestion("kpo", -100, 5, -200, "group", 5),
        ),
    ],
)
def test_a_question_comes_with_who_asks_and_where(given: Message, expected: AskedQuestion) -> None:
    assert question_in(given, BOT) == expected


@pytest.mark.parametrize("captioned", [False, True])
@pytest.mark.parametrize(
    ("text", "people", "question"),
    [
        ("is Bob Ray right", ("Bob Ray",), "is @person right"),
        ("😀 Bob Ray👩‍👩‍👧 kpo", ("Bob Ray",), "😀 @person 👩‍👩‍👧 kpo"),
        ("😀😀Bob", ("😀Bob",), "😀 @person"),
        ("Ann or Bob or Ann", ("Ann", "Bob", "Ann"), "@person or @person or @person"),
        ("Bob", ("Bob",), "@person"),
        ("is Bob right", (), "is Bob right"),
    ],
)
def test_people_who_are_named_by_a_link_stay_unnamed(
    text: str,
    people: tuple[str, ...],
    question: str,
    captioned: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    given = message(text, PRIVATE, people=people, captioned=captioned)
    assert asked(given) == question
    assert whole_text(given) == question


def test_people_mentions_and_commands_are_told_apart_in_one_message() -> None:
    given = command(
        "/ask 😀 is Bob right @faq_bot or @ann?",
        people=("Bob",),
        mentions=("@faq_bot", "@ann"),
    )
    assert asked(given) == "😀 is @person right or @ann?"


@given_any(TEXTS | AWKWARD, TEXTS | AWKWARD)
def test_whatever_stands_around_a_mention_is_the_question(before: str, after: str) -> None:
    text = f"{before}@faq_bot{after}"
    mention = MessageEntity(MessageEntity.MENTION, utf16(before), len("@faq_bot"))
    given = Message(5, NOW, GROUP, from_user=ANN, text=text, entities=[mention])
    assert asked(given) == " ".join(f"{before} {after}".split())


@given_any(TEXTS | AWKWARD)
def test_a_text_is_its_words_whatever_they_are(text: str) -> None:
    assert whole_text(message(text)) == " ".join(text.split())
    assert whole_message_as_question(message(text)).question == " ".join(text.split())


@pytest.mark.parametrize(
    ("given", "question"),
    [
        pytest.param(message("What is KPO?"), "What is KPO?", id="to everybody"),
        pytest.param(message("What is\n KPO?"), "What is KPO?", id="white space"),
        pytest.param(
            message("What is KPO?", SUPERGROUP, reply_to_message=TOPIC_MADE_BY_BOB),
            "What is KPO?",
            id="in a topic",
        ),
        pytest.param(
            message("what is kpo?", author=ANONYMOUS_ADMIN, sender_chat=GROUP),
            "what is kpo?",
            id="anonymous administrator",
        ),
        pytest.param(message("what is kpo"), None, id="no question mark"),
        pytest.param(message("what is kpo?", PRIVATE), None, id="private"),
        pytest.param(message(None), None, id="no text"),
        pytest.param(message("kpo?", captioned=True), None, id="a caption"),
        pytest.param(message("kpo?", reply_to_message=FROM_BOB), None, id="a reply"),
        pytest.param(
            message("kpo?", external_reply=ExternalReplyInfo(ELSEWHERE)),
            None,
            id="a reply to elsewhere",
        ),
        pytest.param(message("kpo?", forward_origin=ELSEWHERE), None, id="forwarded"),
        pytest.param(message("@bob kpo?", mentions=("@bob",)), None, id="to somebody"),
        pytest.param(message("is Bob here?", people=("Bob",)), None, id="to somebody by a link"),
        pytest.param(command("/topics kpo?"), None, id="a command"),
        pytest.param(message("see /ask?", commands=("/ask",)), None, id="about a command"),
        pytest.param(message("kpo?", author=OTHER_BOT), None, id="another bot"),
        pytest.param(message("kpo?", via_bot=OTHER_BOT), None, id="an inline result"),
        pytest.param(
            message("kpo?", author=TELEGRAM, sender_chat=CHANNEL, is_automatic_forward=True),
            None,
            id="the linked channel's post",
        ),
    ],
)
def test_a_question_that_nobody_put_to_the_bot_is_one_to_the_whole_group(
    given: Message, question: str | None
) -> None:
    found = unasked_question_in(given)
    assert (None if found is None else found.question) == question
    if found is not None:
        assert (found.chat_kind, found.target) == ("group", given.message_id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (command("/ask kpo"), "ask"),
        (command("/ASK@Faq_Bot kpo"), "ask"),
        (command("/topics", PRIVATE), "topics"),
        (command("/ask", captioned=True), "ask"),
        (command("/ask@other_bot kpo"), ""),
        (message("kpo /ask", commands=("/ask",)), None),
        (message("/ask kpo"), None),
        (message(None), None),
    ],
)
def test_a_command_is_the_one_that_a_message_begins_with(
    given: Message, expected: str | None
) -> None:
    assert command_in(given, BOT) == expected


@pytest.mark.parametrize(
    ("given", "author"),
    [
        (message(), ANN.id),
        (message(author=ANONYMOUS_ADMIN, sender_chat=GROUP), GROUP.id),
        (message(author=AS_CHANNEL, sender_chat=CHANNEL), CHANNEL.id),
        (message(author=None), 0),
    ],
)
def test_a_conversation_is_with_whoever_speaks_or_the_chat_in_whose_name_they_do(
    given: Message, author: int
) -> None:
    assert author_of(given) == author
    assert conversation_with(author, given) == Conversation(GROUP.id, author, in_group=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (message(), False),
        (message(author=None, sender_chat=CHANNEL), False),
        (message(author=OTHER_BOT), True),
        (message(author=BOT), True),
        (message(via_bot=BOT), True),
        (message(via_bot=OTHER_BOT), True),
        (message(is_automatic_forward=True), True),
        (message(author=ANONYMOUS_ADMIN, sender_chat=GROUP), False),
    ],
)
def test_what_no_person_wrote_is_told_apart(given: Message, expected: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert is_own_or_automatic(given) == expected


@pytest.mark.parametrize(
    ("chat", "expected"), [(PRIVATE, True), (GROUP, False), (SUPERGROUP, False), (CHANNEL, False)]
)
def test_a_private_chat_is_told_apart(chat: Chat, expected: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert is_private(message(chat=chat)) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [(TOPIC_MADE_BY_BOB, True), (FROM_BOB, False), (None, False)]
)
def test_the_opening_of_a_topic_is_told_apart(given: Message | None, expected: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert opens_topic(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        message("🙂", reply_to_message=FROM_BOT),
        message(None, reply_to_message=FROM_BOT, quote=TextQuote("An", 0)),
        message("@faq_bot 👍", mentions=("@faq_bot",), reply_to_message=STICKER),
    ],
    ids=["a smile", "a sticker", "a mention"],
)
def test_a_reply_without_a_word_is_not_meant_for_the_bot(given: Message) -> None:
    assert question_in(given, BOT) is None


@pytest.mark.parametrize(
    ("given", "is_answered", "question"),
    [
        pytest.param(command("/ask kpo"), False, "kpo", id="a question"),
        pytest.param(message("kpo?"), False, None, id="not for the bot"),
        pytest.param(message("kpo?"), True, "kpo?", id="somebody had it answered"),
        pytest.param(command("/topics kpo"), True, None, id="a command"),
        pytest.param(command("/ask"), True, None, id="no words"),
        pytest.param(message("?!", PRIVATE), False, None, id="only marks"),
        pytest.param(message("kpo?", author=OTHER_BOT), True, None, id="another bot"),
    ],
)
def test_an_edit_counts_if_it_asks_something(
    given: Message,
    is_answered: bool,  # noqa: FBT001 -- a column of the table
    question: str | None,
) -> None:
    edited = question_in_edited(given, BOT, is_answered=is_answered)
    assert (edited and edited.question) == question


@pytest.mark.parametrize(
    ("typed", "number"),
    [("/gaps", 5), ("/gaps 7", 7), ("/gaps 0", 1), ("/gaps 999", 365), ("/gaps x", 5)],
)
def test_the_number_behind_a_command_is_within_a_year(typed: str, number: int) -> None:
    assert number_behind(command(typed), 5) == number
