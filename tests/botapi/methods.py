"""The Bot API's methods, each by its documented name."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from botapi.checks import Checks
from botapi.records import ApiError, Json, Upload
from botapi.world import INSIDE

Handler = TypeVar("Handler", bound=Callable[..., object])
HANDLERS: dict[str, Callable[..., object]] = {}  # functions of Methods, by the method they serve

# https://core.telegram.org/bots/api#sendchataction
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
DELETABLE = 48 * 3600  # seconds, https://core.telegram.org/bots/api#deletemessage
MAX_OFFSET = 64  # bytes, https://core.telegram.org/bots/api#answerinlinequery
MAX_REACTIONS = 11  # of a chat; any number will do
WEBHOOK_URL = re.compile(r"https://[^\s/]+|http://(127\.0\.0\.1|localhost)[:/]")  # or our own host
LANGUAGE = re.compile(r"([a-z]{2})?")  # ISO 639-1, as setMyCommands documents
CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup")  # what edits replace
QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def serves(method: str) -> Callable[[Handler], Handler]:
    """Registers a function as the one that executes a method."""

    def register(handler: Handler) -> Handler:
        HANDLERS[method] = handler
        return handler

    return register


@dataclass(eq=False, repr=False, kw_only=True)
class Methods(Checks):
    """Executes calls whose parameters fit the schema; ApiError is a refusal."""

    query_ttl: float = 30.0  # seconds in which callback and inline queries can be answered

    # By scope (as sorted JSON) and language; by kind of text and language.
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict, init=False)
    profile: dict[tuple[str, str], str] = field(default_factory=dict, init=False)

    # Setting up

    @serves("getMe")
    def get_me(self, _: Json) -> Json:
        return self.me | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
        }

    @serves("setWebhook")
    def set_webhook(self, params: Json) -> bool:
        if params["url"] and not WEBHOOK_URL.match(params["url"]):
            text = "bad webhook: An HTTPS URL must be provided for webhook"
            raise ApiError(400, text, "semantic")
        self.subscribe(params)
        self.webhook = dict(params) if params["url"] else {}
        self.webhook_error = {}
        if params.get("drop_pending_updates"):
            self.queue = []
        self.poke()
        return True

    @serves("deleteWebhook")
    def delete_webhook(self, params: Json) -> bool:
        return self.set_webhook(params | {"url": ""})

    @serves("getWebhookInfo")
    def get_webhook_info(self, _: Json) -> Json:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.queue),
        } | self.webhook_error

    def _language(self, params: Json) -> str:
        language: str = params.get("language_code", "")
        if not LANGUAGE.fullmatch(language):
            raise ApiError(400, "LANGUAGE_CODE_INVALID", "limit")
        return language

    def _audience(self, params: Json) -> tuple[str, str]:
        language = self._language(params)
        scope: Json = params.get("scope") or {"type": "default"}
        if "chat_id" in scope:
            self.find_chat(scope["chat_id"])
        return json.dumps(scope, sort_keys=True), language

    @serves("setMyCommands")
    def set_my_commands(self, params: Json) -> bool:
        self.commands[self._audience(params)] = params["commands"]
        return True

    @serves("deleteMyCommands")
    def delete_my_commands(self, params: Json) -> bool:
        self.commands.pop(self._audience(params), None)
        return True

    @serves("getMyCommands")
    def get_my_commands(self, params: Json) -> list[Json]:
        return self.commands.get(self._audience(params), [])

    def _describe(self, kind: str, params: Json) -> bool:
        self.profile[kind, self._language(params)] = params.get(kind, "")
        return True

    def _description(self, kind: str, params: Json, default: str = "") -> Json:
        """The text for a language, else the one for all other languages."""
        for language in (self._language(params), ""):
            if text := self.profile.get((kind, language)):
                return {kind: text}
        return {kind: default}

    @serves("setMyName")
    def set_my_name(self, params: Json) -> bool:
        return self._describe("name", params)

    @serves("getMyName")
    def get_my_name(self, params: Json) -> Json:
        return self._description("name", params, self.me["first_name"])

    @serves("setMyDescription")
    def set_my_description(self, params: Json) -> bool:
        return self._describe("description", params)

    @serves("getMyDescription")
    def get_my_description(self, params: Json) -> Json:
        return self._description("description", params)

    @serves("setMyShortDescription")
    def set_my_short_description(self, params: Json) -> bool:
        return self._describe("short_description", params)

    @serves("getMyShortDescription")
    def get_my_short_description(self, params: Json) -> Json:
        return self._description("short_description", params)

    # Messages

    @serves("sendMessage")
    def send_message(self, params: Json) -> Json:
        chat = self.writable(params["chat_id"])
        fields = self.formatted(params, "text", "text")
        return self.post(chat, params, fields | _preview(params))

    @serves("sendDocument")
    def send_document(self, params: Json) -> Json:
        chat = self.writable(params["chat_id"])
        file = params["document"]
        stored = self.store(*file) if isinstance(file, Upload) else self.document(file)
        fields: Json = {"document": stored}
        if params.get("caption"):
            fields |= self.formatted(params, "caption", "caption")
        return self.post(chat, params, fields)

    @serves("getFile")
    def get_file(self, params: Json) -> Json:
        info = self.document(params["file_id"])
        suffix = info.pop("file_name").rsplit(".", 1)[-1]
        return info | {"file_path": f"documents/{params['file_id']}.{suffix}"}

    @serves("sendChatAction")
    def send_chat_action(self, params: Json) -> bool:
        if params["action"] not in ACTIONS:
            raise ApiError(400, "wrong parameter action in request", "semantic")
        self.placement(self.writable(params["chat_id"]), params)
        return True

    @serves("editMessageText")
    def edit_message_text(self, params: Json) -> Json | bool:
        return self._edit(params, self.formatted(params, "text", "text"), _preview(params))

    @serves("editMessageCaption")
    def edit_message_caption(self, params: Json) -> Json | bool:
        return self._edit(params, self.formatted(params, "caption", "caption"), {})

    @serves("editMessageReplyMarkup")
    def edit_message_reply_markup(self, params: Json) -> Json | bool:
        return self._edit(params, None, {})

    def _edit(self, params: Json, content: Json | None, extra: Json) -> Json | bool:
        """Replaces a message's content (None keeps it) and keyboard (none given: it goes).

        A change of `extra` alone is none to the server: it compares content and keyboard.
        """
        inline_id = params.get("inline_message_id")
        if inline_id is not None:
            if inline_id not in self.inline_messages:
                raise ApiError(400, "MESSAGE_ID_INVALID")
            message, chat = self.inline_messages[inline_id], None
        elif "chat_id" not in params or "message_id" not in params:
            raise ApiError(400, "message identifier is not specified", "missing")
        else:
            chat = self.writable(params["chat_id"])
            message = self.find_message(chat, params["message_id"], "message to edit")
        is_ours = message.from_bot or inline_id is not None
        if not is_ours or (message.markup and "inline_keyboard" not in message.markup):
            raise ApiError(400, "message can't be edited")
        markup = self.keyboard(params, chat)
        old = {name: message.json[name] for name in CONTENT if name in message.json}
        if content is None:
            content = {name: value for name, value in old.items() if name != "reply_markup"}
        new = content | ({"reply_markup": markup} if markup else {})
        if "text" in new and "text" not in old:
            raise ApiError(400, "there is no text in the message to edit")
        if new == old:
            raise ApiError(400, NOT_MODIFIED)
        kept = {name: value for name, value in message.json.items() if name not in CONTENT}
        message.json = kept | new | extra | {"edit_date": int(self.now())}
        message.markup = markup
        message.revisions.append(message.view())
        return True if inline_id is not None else message.view()

    @serves("deleteMessage")
    def delete_message(self, params: Json) -> bool:
        chat = self.writable(params["chat_id"])
        message = self.find_message(chat, params["message_id"], "message to delete")
        may = message.from_bot or chat.type == "private" or chat.bot_status == "administrator"
        if not may or self.now() - message.json["date"] > DELETABLE:
            raise ApiError(400, "message can't be deleted")
        message.deleted = True
        return True

    # Queries

    @serves("answerCallbackQuery")
    def answer_callback_query(self, params: Json) -> bool:
        press = self.presses.get(params["callback_query_id"])
        if press is None:
            raise ApiError(400, QUERY_GONE, "semantic")
        if self.skew - press.asked_at > self.query_ttl:
            raise ApiError(400, QUERY_GONE)
        if press.answer is not None:
            self.violate("semantic", f"callback query {press.id} is answered twice")
        own_link = rf"(https?://)?t\.me/{self.username}\?start=[A-Za-z0-9_-]{{1,64}}"
        if params.get("url") and not re.fullmatch(own_link, params["url"]):
            raise ApiError(400, "URL_INVALID", "semantic")
        press.answer = params
        return True

    @serves("answerInlineQuery")
    def answer_inline_query(self, params: Json) -> bool:
        results: list[Json] = params["results"]
        if len({result["id"] for result in results}) < len(results):
            raise ApiError(400, "RESULT_ID_DUPLICATE", "limit")
        if len(params.get("next_offset", "").encode()) > MAX_OFFSET:
            raise ApiError(400, "NEXT_OFFSET_INVALID", "limit")
        button = params.get("button")
        if button is not None and len({"web_app", "start_parameter"} & button.keys()) != 1:
            text = "inlineQueryResultsButton must have exactly one optional field"
            raise ApiError(400, text, "limit")
        contents = {result["id"]: self._result_content(result) for result in results}
        query = self.queries.get(params["inline_query_id"])
        if query is None or query.answer is not None:
            raise ApiError(400, QUERY_GONE, "semantic")
        if self.skew - query.asked_at > self.query_ttl:
            raise ApiError(400, QUERY_GONE)
        query.answer, query.contents = params, contents
        return True

    def _result_content(self, result: Json) -> Json:
        """The message that a result would send, as fields of a message."""
        content = result.get("input_message_content", {})
        markup = self.keyboard(result, None)
        if "message_text" in content:
            fields = self.formatted(content, "message_text", "text") | _preview(content)
        else:
            fields = {"text": result.get("title", "?")}
        return fields | ({"reply_markup": markup} if markup else {})

    # Chats

    @serves("getChat")
    def get_chat(self, params: Json) -> Json:
        return self.find_chat(params["chat_id"]).brief() | {
            "accent_color_id": 0,
            "max_reaction_count": MAX_REACTIONS,
            "accepted_gift_types": self.schema.fill("AcceptedGiftTypes", {}),
        }

    @serves("getChatMember")
    def get_chat_member(self, params: Json) -> Json:
        user: int = params["user_id"]
        if user != self.bot_id and user not in self.users:
            raise ApiError(400, "PARTICIPANT_ID_INVALID")
        return self.writable(params["chat_id"]).member(user)

    @serves("getChatMemberCount")
    def get_chat_member_count(self, params: Json) -> int:
        chat = self.writable(params["chat_id"])
        people = [s for s in chat.members.values() if s not in ("left", "kicked")]
        return len(people) + 1  # the bot

    @serves("getChatAdministrators")
    def get_chat_administrators(self, params: Json) -> list[Json]:
        chat = self.writable(params["chat_id"])
        if chat.type == "private":
            raise ApiError(400, "there are no administrators in the private chat")
        leaders = ("creator", "administrator")
        found = [chat.member(user) for user, status in chat.members.items() if status in leaders]
        return found + ([chat.member(self.bot_id)] if chat.bot_status == "administrator" else [])

    @serves("leaveChat")
    def leave_chat(self, params: Json) -> bool:
        chat = self.find_chat(params["chat_id"])
        if chat.type == "private":
            raise ApiError(400, "chat member status can't be changed in private chats", "semantic")
        if chat.bot_status not in INSIDE:
            raise ApiError(403, f"bot is not a member of the {chat.type} chat")
        chat.change_bot(chat.bot_status, "left", self.me)
        return True


def _preview(params: Json) -> Json:
    """The field of a message that tells about its link preview."""
    options: Any = params.get("link_preview_options")
    return {"link_preview_options": options} if options else {}
