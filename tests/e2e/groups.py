"""What the tests of groups share."""

from botapi import Chat, Emulator, Message, User

HOURS, ADDRESS, CHOICE = "When do you open?", "Where is the shop?", "how do I mix paint"
AT_NINE, MILL_LANE = "At nine.", "In Mill Lane."
RED = "How do I mix red paint?"


def make_group(emu: Emulator, *, bot: str = "administrator") -> tuple[Chat, User, User]:
    """A supergroup of Ann, who created it, and Bob; an administrator sees every message."""
    ann, bob = emu.user("Ann"), emu.user("Bob")
    return emu.supergroup("Readers", [ann, bob], bot=bot), ann, bob


def is_quiet(message: Message) -> bool:
    """Whether a message of the bot's came without a sound."""
    return bool(message.params.get("disable_notification"))


def link_of(message: Message) -> str:
    """The address that the whole of a message links to."""
    (entity,) = message.raw_entities
    assert message.entities == [("text_link", message.text)]
    return str(entity["url"])


def nothing_more(emu: Emulator, group: Chat, person: User) -> None:
    """AssertionError if the bot has said, or still says, more than the test has read."""
    person.send(f"/version@{emu.username}", group)
    emu.expect_message(group, contains="faqbot ")
    emu.settle()
    unread = emu.unread(group)
    assert not unread, unread
