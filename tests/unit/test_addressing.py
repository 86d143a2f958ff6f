from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, ForumTopicCreated, Message, MessageEntity, User

from bot.addressing import is_own_or_automatic, is_private, question_in

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


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def message(
    text: str | None = "what is kpo",
    chat: Chat = GROUP,
    author: User | None = ANN,
    mentions: tuple[str, ...] = (),
    **more: Any,  # noqa: ANN401 -- Message's own parameters
) -> Message:
    """A message in which the given words are mentions."""
    entities = []
    start = 0
    for mention in mentions:
        start = (text or "").index(mention, start)
        offset = utf16((text or "")[:start])
        entities.append(MessageEntity(MessageEntity.MENTION, offset, utf16(mention)))
        start += len(mention)
    return Message(5, NOW, chat, from_user=author, text=text, entities=entities, **more)


def asked(given: Message) -> str | None:
    return question_in(given, "faq_bot", BOT.id)


FROM_BOT = message("An answer.", author=BOT)
FROM_BOB = message("Hello.", author=BOB)
TOPIC_MADE_BY_BOT = message(
    None, SUPERGROUP, BOT, forum_topic_created=ForumTopicCreated("Topic", 7322096)
)


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
            message("@faq_bot kpo", SUPERGROUP, BOT, ("@faq_bot",)), None, id="the bot itself"
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
    ],
)
def test_a_question_is_found_in_what_is_meant_for_the_bot(
    given: Message, question: str | None
) -> None:
    assert asked(given) == question


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
