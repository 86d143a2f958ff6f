"""Who and what the bot meets: users, chats, topics, messages, presses, inline queries.

What a person does here queues the updates which Telegram would send for it.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from botapi.journal import PATIENCE
from botapi.records import ApiError, Json
from botapi.text import cut, finish, utf16_length
from botapi.updates import Updates

ChatType = Literal["private", "group", "supergroup", "channel"]
# Statuses of the bot in a chat: https://core.telegram.org/bots/api#chatmember
INSIDE = ("member", "administrator")
MEMBER_TYPES = {"creator": "Owner", "administrator": "Administrator", "kicked": "Banned"}
# Service messages reach a bot despite privacy mode.
SERVICE = {
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
}
# The account in whose name anonymous administrators write: ANONYMOUS_ADMIN of telegram.constants
ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
# The accounts that stand for a channel which writes in a group, and for a channel's posts in its
# discussion group: FAKE_CHANNEL and SERVICE_CHAT of telegram.constants
CHANNEL: Json = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
# What clients take from a link: https://core.telegram.org/bots/features#deep-linking
START_PARAMETER = re.compile("[A-Za-z0-9_-]{0,64}")
TOPIC_COLOUR = 7322096  # the first of createForumTopic's colours
EDITABLE = ("text", "entities", "caption", "caption_entities")  # the words of a message
PICTURE = (90, 51)  # pixels, the size of every photo
STICKER = (512, 512)  # https://core.telegram.org/stickers#static-stickers
DEFAULT_CACHE = 300  # seconds, https://core.telegram.org/bots/api#answerinlinequery

# Where identifiers start: arbitrary, but of the sign and size of real ones, and never alike.
FIRST_USER = 1000
FIRST_GROUP = 5000  # counted down from its negative
SUPERGROUPS = -1001000000000
ELSEWHERE = 10**9  # added to a user's identifier: a chat that the bot can't see
FIRST_QUERY = 4 * 10**17


class Message:
    """A message in a chat, as its newest version."""

    def __init__(self, chat: "Chat", json: Json) -> None:
        self.chat = chat
        self.json = json  # fields of the Bot API's type Message
        self.from_bot = False
        self.deleted = False
        self.params: Json = {}  # of the call that sent it
        self.markup: Json | None = json.get("reply_markup")
        self.revisions: list[Json] = []  # its versions after each edit
        self.inline_id: str | None = None
        self.is_used = False  # already returned by expect_message
        self.seen_revisions = 0  # already returned by expect_edit

    @property
    def id(self) -> int:
        """The message's identifier in its chat."""
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        """The text or caption."""
        return str(self.json.get("text", self.json.get("caption", "")))

    @property
    def entities(self) -> list[tuple[str, str]]:
        """Type and covered text of each entity, in the order of the text."""
        return [(entity["type"], cut(self.text, entity)) for entity in self.raw_entities]

    @property
    def raw_entities(self) -> list[Json]:
        """Its entities as the Bot API's type MessageEntity."""
        found: list[Json] = self.json.get("entities") or self.json.get("caption_entities") or []
        return found

    @property
    def buttons(self) -> list[Json]:
        """The buttons of its keyboard, row by row."""
        markup = self.markup or {}
        rows: list[list[Json | str]] = (
            markup.get("inline_keyboard") or markup.get("keyboard") or []
        )
        return [b if isinstance(b, dict) else {"text": b} for row in rows for b in row]

    @property
    def thread_id(self) -> int | None:
        """The topic or reply thread it stands in."""
        return self.json.get("message_thread_id")

    @property
    def reply_to(self) -> int | None:
        """The identifier of the message it replies to."""
        number: int | None = self.json.get("reply_to_message", {}).get("message_id")
        return number

    def view(self, *, with_reply: bool = True) -> Json:
        """A copy of its fields."""
        shown = {k: v for k, v in self.json.items() if with_reply or k != "reply_to_message"}
        return copy.deepcopy(shown)

    def __repr__(self) -> str:
        labels = [button["text"] for button in self.buttons]
        return f"<Message {self.chat.id}/{self.id} {self.text[:60]!r} {labels}>"


class Query:
    """Something that a user waits to be answered."""

    def __init__(self, world: "World", user: "User") -> None:
        self.world = world
        self.user = user
        self.id = str(world.next_number("query", FIRST_QUERY))
        self.asked_at = world.skew  # however slow the machine, only `advance` makes it older
        self.answer: Json | None = None  # the parameters of the answering call


class Press(Query):
    """A pressed callback button."""

    def __init__(self, user: "User", message: Message, data: str) -> None:
        super().__init__(user.world, user)
        self.message = message
        self.data = data

    def wait(self, timeout: float = PATIENCE) -> Json:
        """The parameters of answerCallbackQuery."""
        what = f"answerCallbackQuery for {self.data!r}"
        return self.world.wait_for_answer(self, timeout, what)


class InlineQuery(Query):
    """A query typed after the bot's name."""

    def __init__(self, user: "User", text: str, offset: str) -> None:
        super().__init__(user.world, user)
        self.text = text
        self.offset = offset
        self.contents: dict[str, Json] = {}  # by result: the message it would send
        self.is_cached = False

    def wait(self, timeout: float = PATIENCE) -> Json:
        """The parameters of answerInlineQuery."""
        return self.world.wait_for_answer(self, timeout, f"answerInlineQuery for {self.text!r}")

    def results(self, timeout: float = PATIENCE) -> list[Json]:
        """The results it was answered with."""
        found: list[Json] = self.wait(timeout)["results"]
        return found


class Topic:
    """A topic of a forum; a test may set `closed` and `deleted`."""

    def __init__(self, service: Message) -> None:
        self.service = service
        self.id = service.id
        self.closed = False
        self.deleted = False


class User:
    """A person with a private chat, or another bot (is_bot=True); a test may set `deactivated`."""

    def __init__(self, world: "World", number: int, json: Json, *, started: bool) -> None:
        self.world = world
        self.id = number
        self.json: Json = {"id": number, "is_bot": False} | json  # the Bot API's type User
        self.started = started  # has opened the bot's chat
        self.blocked = False
        self.deactivated = False
        self.private = Chat(world, number, "private", user=self)
        self.elsewhere = Chat(world, ELSEWHERE + number, "private", user=self)

    def send(  # noqa: PLR0913 -- one keyword for each thing that a client offers
        self,
        text: str = "",
        chat: "Chat | None" = None,
        *,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        quote: str = "",
        anonymous: bool = False,
        channel: "Chat | None" = None,
        **content: Any,  # noqa: ANN401 -- fields of the Bot API's type Message
    ) -> Message:
        """Sends a message, by default to the bot's private chat.

        Args:
            text: Its text.
            chat: Where to.
            topic: The topic of a forum.
            reply_to: The message it replies to.
            quote: The part of that message which was selected.
            anonymous: In the group's name, as an anonymous administrator.
            channel: In the name of this channel.
            content: More fields of a Message: photo=[…], caption=…, entities=[…].
        """
        chat = chat or self.private
        with self.world.lock:
            if chat is self.private:
                self.started, self.blocked = True, False
            fields = _finished({"text": text} if text else {}, content)
            if quote:
                fields["quote"] = _quote(quote, reply_to)
            if anonymous or channel:
                fields["sender_chat"] = (channel or chat).brief()
            thread = topic.id if topic else None
            if reply_to and not topic:
                thread = reply_to.thread_id
            sender = CHANNEL if channel else ANONYMOUS if anonymous else self.json
            return chat.deliver("message", chat.add(sender, fields, thread, reply_to))

    def start(self, parameter: str = "") -> Message:
        """Opens the bot's chat, by a link with a parameter if one is given."""
        if not START_PARAMETER.fullmatch(parameter):
            raise AssertionError("Telegram's clients send no such start parameter")
        return self.send(f"/start {parameter}".strip())

    def send_document(self, name: str, data: bytes, chat: "Chat | None" = None) -> Message:
        """Sends a file."""
        return self.send("", chat, document=self.world.store(name, data))

    def send_photo(
        self,
        caption: str = "",
        chat: "Chat | None" = None,
        **options: Any,  # noqa: ANN401 -- the keywords of `send`
    ) -> Message:
        """Sends a photo."""
        if caption:
            options["caption"] = caption
        return self.send("", chat, photo=[self.world.picture(PICTURE)], **options)

    def send_sticker(self, chat: "Chat | None" = None) -> Message:
        """Sends a sticker."""
        kind = {"type": "regular", "is_animated": False, "is_video": False}
        return self.send("", chat, sticker=self.world.picture(STICKER) | kind)

    def edit(self, message: Message, text: str) -> Message:
        """Edits the text of a message that a person has sent, or its caption if it has no text."""
        if message.from_bot or message.deleted:
            raise AssertionError(f"people cannot edit {message}")
        with self.world.lock:
            is_text = "text" in message.json
            kept = {k: v for k, v in message.json.items() if k not in EDITABLE}
            date = int(self.world.now())
            fields = _finished({"text": text} if is_text else {"caption": text}, {})
            message.json = kept | fields | {"edit_date": date}
            return message.chat.deliver("edited_message", message)

    def delete(self, message: Message) -> None:
        """Deletes a message; bots are not told."""
        with self.world.lock:
            message.deleted = True

    def press(self, message: Message, label: str = "", *, data: str | None = None) -> Press:
        """Presses the first callback button with such a label, or with that data."""
        found = self.find_button(message, label, data=data)
        if "callback_data" not in found:
            raise AssertionError(f"{found} is no callback button")
        return self.forge_press(message, found["callback_data"])

    def forge_press(self, message: Message, data: str) -> Press:
        """Presses a button that the message need not show: a stale screen, a forged client."""
        with self.world.lock:
            press = Press(self, message, data)
            self.world.presses[press.id] = press
            payload: Json = {
                "id": press.id,
                "from": self.json,
                "chat_instance": str(message.chat.id),
                "data": data,
            }
            if message.inline_id:
                payload["inline_message_id"] = message.inline_id
            elif message.deleted:  # the Bot API's type InaccessibleMessage
                gone = {"chat": message.chat.brief(), "message_id": message.id, "date": 0}
                payload["message"] = gone
            else:
                payload["message"] = message.view()
            self.world.push("callback_query", payload)
            return press

    def find_button(self, message: Message, label: str = "", *, data: str | None = None) -> Json:
        """The first button whose text contains the label, and which has that data."""
        for button in message.buttons:
            if label in button["text"] and data in (None, button.get("callback_data")):
                return button
        raise AssertionError(f"no button {label or data!r} on {message}")

    def tap(self, message: Message, label: str) -> Message:
        """Taps a button of a reply keyboard, which sends its text."""
        return self.send(self.find_button(message, label)["text"], message.chat)

    def inline(self, text: str, offset: str = "", chat_type: str = "sender") -> InlineQuery:
        """Types an inline query; Telegram may answer it from its cache."""
        with self.world.lock:
            query = InlineQuery(self, text, offset)
            cached = self.world.find_cached(query)
            self.world.queries[query.id] = query
            if cached:  # the bot sees nothing of it
                query.answer, query.contents = cached.answer, cached.contents
                query.is_cached = True
            elif self.world.inline:
                payload = {
                    "id": query.id,
                    "from": self.json,
                    "query": text,
                    "offset": offset,
                    "chat_type": chat_type,
                }
                self.world.push("inline_query", payload)
            return query

    def choose(self, query: InlineQuery, result_id: str, chat: "Chat | None" = None) -> Message:
        """Sends an inline result to a chat, by default to one that the bot isn't in."""
        world = self.world
        with world.lock:
            fields = query.contents[result_id] | {"via_bot": world.me}
            message = (chat or self.elsewhere).add(self.json, fields)
            feedback = {"result_id": result_id, "from": self.json, "query": query.text}
            if message.markup:
                message.inline_id = f"AAAA{world.next_number('inline'):08d}"
                world.inline_messages[message.inline_id] = message
                feedback["inline_message_id"] = message.inline_id
            if chat:
                chat.deliver("message", message)
            if world.feedback:
                world.push("chosen_inline_result", feedback)
            return message

    def block(self) -> None:
        """Blocks the bot."""
        with self.world.lock:
            self.blocked = True
            self.private.change_bot("member", "kicked", self.json)

    def unblock(self) -> None:
        """Lets the bot write again."""
        with self.world.lock:
            self.blocked = False
            self.private.change_bot("kicked", "member", self.json)


class Chat:
    """A chat; a test may set `muted`, `bot_status`, and statuses in `members`."""

    def __init__(
        self,
        world: "World",
        number: int,
        kind: ChatType,
        title: str = "",
        *,
        user: User | None = None,
    ) -> None:
        self.world = world
        self.id = number
        self.type = kind
        self.title = title
        self.user = user  # of a private chat
        self.username = ""
        self.is_forum = False
        self.muted = False
        self.bot_status = "member"
        self.migrated_to: int | None = None
        self.discussion: Chat | None = None  # the group that a channel's posts are forwarded to
        self.members: dict[int, str] = {}  # status by user
        self.messages: dict[int, Message] = {}
        self.topics: dict[int, Topic] = {}
        if kind == "supergroup":
            world.next_number(f"message{number}")  # 1 is the General topic

    def brief(self) -> Json:
        """The chat as the Bot API's type Chat."""
        found: Json = {"id": self.id, "type": self.type}
        if self.user:
            names = ("first_name", "username")
            found |= {name: self.user.json[name] for name in names if name in self.user.json}
        else:
            found["title"] = self.title
        if self.is_forum:
            found["is_forum"] = True
        if self.username:
            found["username"] = self.username
        return found

    def add(
        self,
        sender: Json | None,
        fields: Json,
        thread: int | None = None,
        reply: Message | None = None,
    ) -> Message:
        """A new message in the chat, of nobody if it is a channel's; nobody is told."""
        has_own_numbers = self.type in ("supergroup", "channel")
        counter = f"message{self.id}" if has_own_numbers else "message"
        json: Json = {
            "message_id": self.world.next_number(counter),
            "date": int(self.world.now()),
            "chat": self.brief(),
        }
        json |= ({"from": sender} if sender else {}) | fields
        if self.is_forum and thread:
            json |= {"message_thread_id": thread, "is_topic_message": True}
            reply = reply or self.topics[thread].service  # so for every message in a topic
        elif self.type == "supergroup" and not self.is_forum and reply:
            json["message_thread_id"] = reply.thread_id or reply.id  # a thread, but no topic
        if reply and reply.chat is self:
            json["reply_to_message"] = reply.view(with_reply=False)
        message = Message(self, copy.deepcopy(json))
        self.messages[message.id] = message
        return message

    def deliver(self, kind: str, message: Message) -> Message:
        """Queues an update about a message, if the bot may see it."""
        if self._is_visible(message):
            self.world.push(kind, message.view())
        return message

    def _is_visible(self, message: Message) -> bool:
        """Privacy mode: https://core.telegram.org/bots/features#privacy-mode."""
        if self.bot_status not in INSIDE:
            return False
        author = message.json.get("from", {})
        is_bot = author.get("is_bot") and "sender_chat" not in message.json
        if is_bot and not SERVICE & message.json.keys() and not self._hears_bot(message):
            return False
        is_exempt = self.type == "private" or self.bot_status == "administrator"
        if is_exempt or not self.world.privacy or SERVICE & message.json.keys():
            return True
        if self._is_reply(message):
            return True
        if message.json.get("via_bot", {}).get("id") == self.world.bot_id:
            return True
        return self._is_addressed(message)

    def _hears_bot(self, message: Message) -> bool:
        """Whether another bot's message may arrive: https://core.telegram.org/api/bots/bot-to-bot.

        The other bot has that mode on; whether ours has is `World.bot_to_bot`.
        """
        if self.world.bot_to_bot or self._is_reply(message):
            return True
        me = f"@{self.world.username}".lower()
        return any(
            kind == "bot_command" and part.lower().endswith(me) for kind, part in message.entities
        )

    def _is_reply(self, message: Message) -> bool:
        """Whether it replies to the bot; every message in a topic replies to its opening."""
        reply = message.json.get("reply_to_message", {})
        is_reply = reply.get("from", {}).get("id") == self.world.bot_id
        return is_reply and "forum_topic_created" not in reply

    def _is_addressed(self, message: Message) -> bool:
        """Whether it starts with a command for the bot, or mentions it."""
        me = f"@{self.world.username.lower()}"
        for entity in message.raw_entities:
            part = cut(message.text, entity).lower()
            if entity["type"] == "mention" and part == me:
                return True
            is_command = entity["type"] == "bot_command" and entity["offset"] == 0
            if is_command and ("@" not in part or part.endswith(me)):
                return True
        return False

    def member(self, user_id: int) -> Json:
        """A person's or the bot's place in the chat, as the Bot API's type ChatMember."""
        if user_id == self.world.bot_id:
            status, user = self.bot_status, self.world.me
        else:
            status, user = self.members.get(user_id, "left"), self.world.users[user_id].json
        given: Json = {"status": status, "user": user}
        if status == "administrator":
            given |= {"can_manage_chat": True, "can_delete_messages": True}
        elif status == "kicked":
            given["until_date"] = 0
        kind = MEMBER_TYPES.get(status, status.capitalize())
        return self.world.schema.fill(f"ChatMember{kind}", given)

    def change_bot(self, old: str, new: str, by: Json) -> None:
        """Changes the bot's status and queues my_chat_member."""
        self.bot_status = old
        before = self.member(self.world.bot_id)
        self.bot_status = new
        payload = {
            "chat": self.brief(),
            "from": by,
            "date": int(self.world.now()),
            "old_chat_member": before,
            "new_chat_member": self.member(self.world.bot_id),
        }
        self.world.push("my_chat_member", payload)

    def set_bot(self, status: str, by: User) -> None:
        """Adds ("member"), promotes ("administrator") or removes ("kicked") the bot."""
        with self.world.lock:
            was_inside, is_inside = self.bot_status in INSIDE, status in INSIDE
            self.change_bot(self.bot_status, status, by.json)
            if was_inside == is_inside or self.type == "channel":
                return
            if is_inside:
                service: Json = {"new_chat_members": [self.world.me]}
            else:
                service = {"left_chat_member": self.world.me}
            self.world.push("message", self.add(by.json, service).view())

    def join(self, user: User) -> None:
        """Lets a person in."""
        with self.world.lock:
            self.members[user.id] = "member"
            service = {"new_chat_members": [user.json]}
            self.deliver("message", self.add(user.json, service))

    def publish(self, text: str) -> Message:
        """Posts in a channel; returns what the discussion group shows of it, if there is one."""
        with self.world.lock:
            sender = {"sender_chat": self.brief()}
            post = self.add(None, _finished({"text": text}, sender))
            if self.bot_status == "administrator":
                self.world.push("channel_post", post.view())
            if self.discussion is None:
                return post
            origin = {
                "type": "channel",
                "date": post.json["date"],
                "chat": self.brief(),
                "message_id": post.id,
            }
            forward = {"is_automatic_forward": True, "forward_origin": origin}
            copied = _finished({"text": text}, sender | forward)
            return self.discussion.deliver("message", self.discussion.add(TELEGRAM, copied))

    def create_topic(self, name: str) -> Topic:
        """Opens a topic in a forum."""
        with self.world.lock:
            created = {"name": name, "icon_color": TOPIC_COLOUR}
            service = {"forum_topic_created": created, "is_topic_message": True}
            message = self.add(ANONYMOUS, service)
            message.json["message_thread_id"] = message.id
            self.topics[message.id] = Topic(message)
            self.deliver("message", message)
            return self.topics[message.id]

    def migrate(self, by: User) -> "Chat":
        """Makes the group a supergroup, which has a new identifier."""
        with self.world.lock:
            new = self.world.supergroup(self.title, bot=self.bot_status)
            new.members, self.migrated_to = dict(self.members), new.id
            self.deliver("message", self.add(by.json, {"migrate_to_chat_id": new.id}))
            service = {"migrate_from_chat_id": self.id, "sender_chat": new.brief()}
            new.deliver("message", new.add(ANONYMOUS, service))
            return new


@dataclass(eq=False, repr=False, kw_only=True)
class World(Updates):
    """Everybody and everything, by identifier."""

    privacy: bool = True  # https://core.telegram.org/bots/features#privacy-mode
    inline: bool = True  # https://core.telegram.org/bots/inline
    bot_to_bot: bool = False  # other bots' messages: https://core.telegram.org/api/bots/bot-to-bot
    feedback: bool = True  # chosen inline results are reported
    inline_cache: bool = False  # Telegram answers repeated inline queries itself

    users: dict[int, User] = field(default_factory=dict, init=False)
    chats: dict[int, Chat] = field(default_factory=dict, init=False)
    presses: dict[str, Press] = field(default_factory=dict, init=False)
    queries: dict[str, InlineQuery] = field(default_factory=dict, init=False)
    inline_messages: dict[str, Message] = field(default_factory=dict, init=False)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict, init=False)  # name, content

    def user(self, first_name: str, *, started: bool = True, **fields: str | bool) -> User:
        """A new person.

        Args:
            first_name: Their name.
            started: False: they never opened the bot's chat.
            fields: More of the Bot API's type User: username="…", language_code="de".
        """
        number = self.next_number("user", FIRST_USER)
        user = User(self, number, {"first_name": first_name} | fields, started=started)
        self.users[number], self.chats[number] = user, user.private
        return user

    def group(self, title: str, members: Sequence[User] = (), *, bot: str = "member") -> Chat:
        """A new group, whose first member is the creator; bot is the bot's status."""
        number = -self.next_number("group", FIRST_GROUP)
        return self._settle(Chat(self, number, "group", title), members, bot)

    def supergroup(
        self,
        title: str,
        members: Sequence[User] = (),
        *,
        bot: str = "member",
        username: str = "",
        is_forum: bool = False,
    ) -> Chat:
        """A new supergroup; a forum has topics."""
        number = SUPERGROUPS - self.next_number("supergroup")
        chat = Chat(self, number, "supergroup", title)
        chat.username, chat.is_forum = username, is_forum
        return self._settle(chat, members, bot)

    def channel(
        self,
        title: str,
        members: Sequence[User] = (),
        *,
        bot: str = "left",
        discussion: Chat | None = None,
    ) -> Chat:
        """A new channel, whose posts are forwarded to a discussion group if it has one."""
        number = SUPERGROUPS - self.next_number("supergroup")
        chat = Chat(self, number, "channel", title)
        chat.discussion = discussion
        return self._settle(chat, members, bot)

    def _settle(self, chat: Chat, members: Sequence[User], bot: str) -> Chat:
        chat.bot_status = bot
        chat.members = {user.id: "member" if i else "creator" for i, user in enumerate(members)}
        self.chats[chat.id] = chat
        return chat

    def find_chat(self, identifier: int | str) -> Chat:
        """A chat by its number or @username; ApiError if there is none."""
        for chat in self.chats.values():
            if identifier == chat.id or (chat.username and identifier == f"@{chat.username}"):
                return chat
        raise ApiError(400, "chat not found")

    def find_cached(self, query: InlineQuery) -> InlineQuery | None:
        """An earlier query whose answer Telegram would show again; personal ones to nobody else.

        https://core.telegram.org/bots/api#answerinlinequery
        """
        if not self.inline_cache:
            return None
        for old in self.queries.values():
            if old.answer is None or (old.text, old.offset) != (query.text, query.offset):
                continue
            is_shared = old.user is query.user or not old.answer.get("is_personal")
            age = self.skew - old.asked_at
            if is_shared and age < old.answer.get("cache_time", DEFAULT_CACHE):
                return old
        return None

    def picture(self, size: tuple[int, int]) -> Json:
        """The fields that the Bot API's types PhotoSize and Sticker share."""
        number = self.next_number("file")
        return {
            "file_id": f"AgACAgI{number:05d}",
            "file_unique_id": f"uAgACAgI{number:05d}",
            "width": size[0],
            "height": size[1],
        }

    def store(self, name: str, data: bytes) -> Json:
        """Keeps a file and describes it as the Bot API's type Document."""
        file_id = f"BQACAgI{self.next_number('file'):05d}"
        self.files[file_id] = (name, data)
        return self.document(file_id)

    def document(self, file_id: str) -> Json:
        """A kept file as the Bot API's type Document."""
        if file_id not in self.files:
            raise ApiError(400, "wrong file_id or the file is temporarily unavailable")
        name, data = self.files[file_id]
        return {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "file_size": len(data),
        }

    def wait_for_answer(self, query: Query, timeout: float, what: str) -> Json:
        """The parameters of the call that answers a query; AssertionError if none does."""
        return self.wait(lambda: query.answer, timeout, what)


def _finished(words: Json, content: Json) -> Json:
    """Fields of a message, with the entities that the server finds in its text or caption."""
    fields = words | content
    for name, entities in (("text", "entities"), ("caption", "caption_entities")):
        if name not in fields:
            continue
        fields[name], found = finish(fields[name], fields.get(entities, []))
        if found:
            fields[entities] = found
    return fields


def _quote(text: str, replied: Message | None) -> Json:
    """The Bot API's type TextQuote."""
    if replied is None or text not in replied.text:
        raise AssertionError("only a part of the message that is replied to can be quoted")
    position = utf16_length(replied.text.partition(text)[0])
    return {"text": text, "position": position, "is_manual": True}
