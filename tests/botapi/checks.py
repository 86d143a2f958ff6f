"""What the server checks in every message: text, keyboard, place, permission and pace."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from botapi.records import ApiError, FloodLimits, Json
from botapi.text import TextError, cut, finish, is_link, parse_html, utf16_length
from botapi.world import Chat, Message, World

MAX_TEXT = 4096  # characters after parsing, https://core.telegram.org/bots/api#sendmessage
MAX_CAPTION = 1024  # as above, https://core.telegram.org/bots/api#senddocument
MAX_SOURCE = 1 << 15  # bytes before parsing; not documented, the server refuses more
MAX_BUTTONS = 100  # not documented: InlineKeyboardMarkupLimit of telegram.constants
MAX_ROW = 8  # as above
# https://core.telegram.org/bots/api#inlinekeyboardbutton
STYLES = ("primary", "danger", "success")
LOOKS = {"text", "icon_custom_emoji_id", "style"}  # the fields of a button that aren't its action
START_LINK = re.compile(r"(?:https?://)?t\.me/(\w+)\?(?:start|startgroup)=([^&]*)")
# https://core.telegram.org/bots/features#deep-linking
START_PARAMETER = re.compile("[A-Za-z0-9_-]{1,64}")

Refusal = tuple[bool, int, str]  # whether it applies, code, text


@dataclass(eq=False, repr=False, kw_only=True)
class Checks(World):
    """Refuses what the real server refuses, and records what it drops silently."""

    flood: FloodLimits | None = None  # None: messages are taken at any pace

    _posts: list[tuple[float, int]] = field(default_factory=list, init=False)  # time, chat

    def writable(self, identifier: int | str) -> Chat:
        """The chat, if the bot may write to it."""
        chat = self.find_chat(identifier)
        if chat.migrated_to:
            text = "group chat was upgraded to a supergroup chat"
            raise ApiError(400, text, migrate_to_chat_id=chat.migrated_to)
        for applies, code, text in (*_private_refusals(chat), *_group_refusals(chat)):
            if applies:
                raise ApiError(code, text)
        return chat

    def find_message(self, chat: Chat, number: int | None, what: str) -> Message:
        """A message that isn't deleted; `what` is for the error."""
        message = chat.messages.get(number or 0)
        if message is None or message.deleted:
            raise ApiError(400, f"{what} not found")
        return message

    def formatted(self, params: Json, key: str, target: Literal["text", "caption"]) -> Json:
        """A text of a call as fields of a message: parsed, trimmed and counted."""
        source: str = params.get(key, "")
        names = "entities" if target == "text" else "caption_entities"
        if len(source.encode()) > MAX_SOURCE:
            raise ApiError(400, "text is too long", "limit")
        given: Sequence[Json] = params.get(names) or ()
        parsed, entities, notes = _parse(source, params.get("parse_mode") or "", given)
        body, entities = finish(parsed, entities)
        if not body and target == "text":
            reply = "text must be non-empty" if source else "message text is empty"
            raise ApiError(400, reply, "limit")
        if len(body) > (MAX_TEXT if target == "text" else MAX_CAPTION):
            name = "message" if target == "text" else "message caption"
            raise ApiError(400, f"{name} is too long", "limit")
        known = []
        for entity in entities:
            if entity["type"] == "text_mention":
                user = self.users.get(entity["user"]["id"])
                if user is None:
                    number = entity["user"]["id"]
                    notes.append(f"mention of the unknown user {number} is dropped silently")
                    continue
                entity["user"] = user.json
            known.append(entity)
            shown = cut(body, entity) if entity["type"] == "url" else ""
            self._check_start_link(entity.get("url") or shown)
        for note in notes:
            self.violate("parse", note)
        return {target: body} | ({names: known} if known else {})

    def _check_start_link(self, url: str) -> None:
        found = START_LINK.match(url)
        if not found or found[1].lower() != self.username.lower():
            return
        if not START_PARAMETER.fullmatch(found[2]):
            rule = "must be 1-64 characters of A-Z a-z 0-9 _ -"
            self.violate("limit", f"start parameter {found[2][:80]!r} {rule}")

    def keyboard(self, params: Json, chat: Chat | None) -> Json | None:
        """The reply_markup of a call; None stands for none and for an empty one."""
        markup: Json = params.get("reply_markup") or {}
        rows: list[list[Json]] = markup.get("inline_keyboard", [])
        for row in rows:
            for button in row:
                for applies, code, text in _button_refusals(button, chat):
                    if applies:
                        raise ApiError(code, text, "semantic")
                self._check_start_link(button.get("url", ""))
        if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
            raise ApiError(400, "reply markup is too long", "limit")
        return None if markup in ({}, {"inline_keyboard": []}) else markup

    def placement(self, chat: Chat, params: Json) -> tuple[int | None, Message | None]:
        """The topic of an outgoing message, and the message it replies to."""
        thread: int | None = params.get("message_thread_id") if chat.is_forum else None
        if thread is not None:
            topic = chat.topics.get(thread)  # the General topic's own number is refused, too
            if topic is None or topic.deleted:
                raise ApiError(400, "message thread not found")
            if topic.closed and chat.bot_status != "administrator":
                raise ApiError(400, "TOPIC_CLOSED")
        reply = self._replied(chat, params.get("reply_parameters"))
        if reply and reply.chat is chat and chat.is_forum:
            thread = thread or reply.thread_id
        return thread, reply

    def _replied(self, chat: Chat, wanted: Json | None) -> Message | None:
        if not wanted:
            return None
        try:
            place = self.find_chat(wanted.get("chat_id", chat.id))
            reply = self.find_message(place, wanted.get("message_id"), "message to be replied")
        except ApiError:
            if wanted.get("allow_sending_without_reply"):
                return None
            raise
        if wanted.get("quote", "") not in reply.text:
            raise ApiError(400, "QUOTE_TEXT_INVALID", "semantic")
        return reply

    def post(self, chat: Chat, params: Json, fields: Json) -> Json:
        """Sends a message of the bot, after the checks that all kinds have in common."""
        thread, reply = self.placement(chat, params)
        markup = self.keyboard(params, chat)
        self._check_pace(chat)
        if markup and "inline_keyboard" in markup:
            fields = fields | {"reply_markup": markup}
        message = chat.add(self.me, fields, thread, reply)
        message.params, message.markup, message.from_bot = params, markup, True
        return message.view()

    def _check_pace(self, chat: Chat) -> None:
        now = self.now()
        limits = self.flood or FloodLimits(None, None, None)
        everywhere = [time for time, _ in self._posts]
        here = [time for time, number in self._posts if number == chat.id]
        group = None if chat.type == "private" else limits.group
        for rate, posts in ((limits.overall, everywhere), (limits.chat, here), (group, here)):
            if rate is None:
                continue
            count, window = rate
            recent = [time for time in posts if now - time < window]
            if len(recent) >= count:
                left = window - (now - recent[-count])
                wait = int(left + 0.999) or 1  # whole seconds, never 0
                raise ApiError(429, f"retry after {wait}", retry_after=wait)
        self._posts.append((now, chat.id))


def _private_refusals(chat: Chat) -> list[Refusal]:
    user = chat.user
    if user is None:
        return []
    return [
        (user.deactivated, 403, "user is deactivated"),
        (user.blocked, 403, "bot was blocked by the user"),
        (not user.started, 403, "bot can't initiate conversation with a user"),
    ]


def _group_refusals(chat: Chat) -> list[Refusal]:
    name = f"the {chat.type} chat"
    return [
        (chat.bot_status == "kicked", 403, f"bot was kicked from {name}"),
        (chat.bot_status == "left", 403, f"bot is not a member of {name}"),
        (chat.muted, 400, "not enough rights to send text messages to the chat"),
    ]


def _button_refusals(button: Json, chat: Chat | None) -> list[Refusal]:
    """https://core.telegram.org/bots/api#inlinekeyboardbutton: exactly one action, and so on."""
    actions = button.keys() - LOOKS
    prefix = "can't parse inline keyboard button: "
    url = button.get("url")
    wrong_url = f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
    is_web_app_in_group = "web_app" in button and chat is not None and chat.type != "private"
    return [
        (not actions, 400, f"{prefix}Text buttons are unallowed in the inline keyboard"),
        (len(actions) > 1, 400, f"{prefix}exactly one type must be used"),
        (not button["text"].strip(), 400, "BUTTON_TEXT_INVALID"),
        (url is not None and not is_link(url), 400, wrong_url),
        (
            "style" in button and button["style"] not in STYLES,
            400,
            f"{prefix}invalid button style specified",
        ),
        (is_web_app_in_group, 400, "BUTTON_TYPE_INVALID"),
    ]


def _parse(
    source: str,
    parse_mode: str,
    given: Sequence[Json],
) -> tuple[str, list[Json], list[str]]:
    """Text, entities, and notes on what is dropped silently."""
    style = parse_mode.lower()
    if style in ("markdown", "markdownv2"):
        raise ApiError(400, f"{style} isn't implemented by this emulator", "unsupported")
    if style not in ("", "none", "html"):
        raise ApiError(400, "unsupported parse_mode", "parse")
    size = utf16_length(source)
    for entity in given:
        start, length = entity["offset"], entity["length"]
        if start < 0 or length < 1 or start + length > size:
            raise ApiError(400, "entity is out of the text", "parse")
    if style != "html":
        return source, [dict(entity) for entity in given], []
    try:
        return parse_html(source)
    except TextError as error:
        raise ApiError(400, f"can't parse entities: {error}", "parse") from None
