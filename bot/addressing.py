"""Whether a message is meant for the bot, and its question. In groups, the bot is silent else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import MaybeInaccessibleMessage, Message, MessageEntity, User
from telegram.constants import ChatType

from faq.answering.conversations import Conversation, ends_as_question
from faq.usage.recorder import AskedQuestion

ASK = frozenset({"ask", "faq"})
"""The commands that put a question."""


def is_private(message: MaybeInaccessibleMessage) -> bool:
    """Whether a message is in a private chat."""
    return message.chat.type == ChatType.PRIVATE


def is_own_or_automatic(message: Message) -> bool:
    """Whether another bot, this bot through inline mode, or a linked channel wrote the message.

    Answering these could make two bots talk for ever. Anonymous administrators write as a bot, but
    on behalf of their group (`sender_chat`), and are people.
    """
    author = message.from_user
    speaks_for_chat = message.sender_chat is not None
    return bool(
        message.via_bot
        or message.is_automatic_forward
        or (author and author.is_bot and not speaks_for_chat)
    )


def author_of(message: Message) -> int:
    """The id of a message's author, or of the chat in whose name they wrote; else 0."""
    author = message.sender_chat or message.from_user
    return author.id if author else 0


def arguments_of(message: Message) -> list[str]:
    """The words behind a message's command."""
    return (message.text or "").split()[1:]


def number_behind(message: Message, default: int) -> int:
    """The number that is typed behind a message's command, from 1 to 365."""
    word = next(iter(arguments_of(message)), "")
    return max(1, min(int(word), 365)) if word.isdecimal() and len(word) < 4 else default  # noqa: PLR2004 -- a year will do


def conversation_with(person: int, message: MaybeInaccessibleMessage) -> Conversation:
    """A person's conversation in the chat that a message is in."""
    return Conversation(message.chat.id, person, in_group=not is_private(message))


def question_in(message: Message, me: User) -> AskedQuestion | None:
    """The question that a message puts to the bot; None if it is not meant for the bot.

    In a private chat every text and caption is meant for it. In a group these are: /ask and /faq,
    a text that mentions the bot anywhere, and a reply to one of its messages. The command and the
    mention are not part of the question. If they are all the text, the message replied to is the
    question. A reply without a word, such as a smile, is not meant for it unless it is a command.
    """
    if is_own_or_automatic(message):
        return None
    command = command_in(message, me)
    if message.text is None and command not in ASK:
        command = None  # below a picture, only these are commands
    if command == "" or (command is not None and command not in ASK):
        return None
    mentions = _mentions(message, me)
    replied = message.reply_to_message
    if opens_topic(replied):
        replied = None
    is_reply = replied is not None and replied.from_user is not None and replied.from_user == me
    if not (is_private(message) or command or mentions or is_reply):
        return None
    question = _without(message, {**_commands(message), **mentions})
    target = message.message_id
    if not question and (command or mentions) and not is_reply:
        if message.quote:
            question = _replaced(message.quote.text, _people(message.quote.entities))
        elif replied:
            question = whole_text(replied)
        if replied and question:
            target = replied.message_id
    asked = as_question(message, question, target)
    is_reaction = replied is not None and not is_private(message) and command is None
    return None if is_reaction and asked.is_empty else asked


def question_in_edited(message: Message, me: User, *, is_answered: bool) -> AskedQuestion | None:
    """The question that an edited message puts; None if its edit is nothing to react to.

    A message that was answered is read again even if it was not meant for the bot: somebody else
    had it answered. Commands are not carried out again.
    """
    if is_own_or_automatic(message):
        return None
    asked = question_in(message, me)
    if asked is None and is_answered and command_in(message, me) is None:
        asked = whole_message_as_question(message)
    return None if asked is None or asked.is_empty else asked


def unasked_question_in(message: Message) -> AskedQuestion | None:
    """A question that a message puts to a whole group; None if it is meant for somebody."""
    if is_own_or_automatic(message) or is_private(message) or message.text is None:
        return None
    if not ends_as_question(message.text):
        return None
    answers = message.reply_to_message and not opens_topic(message.reply_to_message)
    kinds = {entity.type for entity in message.entities}
    meant_for_others = {
        MessageEntity.BOT_COMMAND,
        MessageEntity.MENTION,
        MessageEntity.TEXT_MENTION,
    }
    if answers or message.forward_origin or message.external_reply or kinds & meant_for_others:
        return None
    return whole_message_as_question(message)


def whole_message_as_question(message: Message) -> AskedQuestion:
    """A message's whole text as a question, no matter for whom it was meant."""
    return as_question(message, whole_text(message))


def as_question(message: Message, question: str, target: int | None = None) -> AskedQuestion:
    """A question that a message puts; the answer replies to `target`, or to the message itself."""
    return AskedQuestion(
        question=question,
        chat=message.chat_id,
        message=message.message_id,
        person=author_of(message),
        chat_kind="private" if is_private(message) else "group",
        target=target or message.message_id,
    )


def whole_text(message: Message) -> str:
    """A message's text or caption; people who are named by a link are "@person"."""
    return _without(message, {})


def opens_topic(message: Message | None) -> bool:
    """Whether it is the service message that opened a topic, to which its messages "reply"."""
    return message is not None and message.forum_topic_created is not None


def command_in(message: Message, me: User) -> str | None:
    """The command that a message begins with, in lower case; "" if it is for another bot."""
    for entity, part in _entities(message, MessageEntity.BOT_COMMAND).items():
        if entity.offset == 0:
            name, _, bot = part[1:].partition("@")
            return name.lower() if bot.lower() in {"", (me.username or "").lower()} else ""
    return None


def _entities(message: Message, kind: str) -> dict[MessageEntity, str]:
    if message.text is not None:
        return message.parse_entities([kind])
    return message.parse_caption_entities([kind])


def _commands(message: Message) -> dict[MessageEntity, str]:
    commands = _entities(message, MessageEntity.BOT_COMMAND)
    return {entity: "" for entity in commands if entity.offset == 0}


def _mentions(message: Message, me: User) -> dict[MessageEntity, str]:
    mine = f"@{me.username}".lower()
    mentions = _entities(message, MessageEntity.MENTION).items()
    return {entity: "" for entity, part in mentions if part.lower() == mine}


def _without(message: Message, replaced: Mapping[MessageEntity, str]) -> str:
    """A message's text with some entities replaced, and people who are named by a link."""
    people = _people(message.entities or message.caption_entities)
    return _replaced(message.text or message.caption or "", {**people, **replaced})


def _people(entities: Sequence[MessageEntity] | None) -> dict[MessageEntity, str]:
    """Replacements for links to people without a @name, whose text is the person's name."""
    named = [e for e in entities or () if e.type == MessageEntity.TEXT_MENTION]
    return dict.fromkeys(named, "@person")


def _replaced(text: str, stand_ins: Mapping[MessageEntity, str]) -> str:
    """A text with entities replaced, and single spaces."""
    units = text.encode("utf-16-le", "surrogatepass")  # Telegram counts offsets in UTF-16
    for entity in sorted(stand_ins, key=lambda entity: -entity.offset):
        stand_in = f" {stand_ins[entity]} ".encode("utf-16-le")
        end = entity.offset + entity.length
        units = units[: 2 * entity.offset] + stand_in + units[2 * end :]
    return " ".join(units.decode("utf-16-le", "replace").split())
