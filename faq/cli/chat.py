"""`faqbot chat`: the same conversation as on Telegram, in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from faq.answering.conversations import Conversation, Conversations, open_conversations
from faq.cli import output
from faq.cli.input import lines
from faq.cli.options import EncoderOption, FaqOption
from faq.content import BUNDLED
from faq.wording import ENGLISH

HERE = Conversation(0, 0)
"""The terminal is one conversation."""

CHAT_HELP = "Type a question, a number to pick from a list, /topics to browse, or /quit to leave."


def chat(faq: FaqOption = BUNDLED, encoder: EncoderOption = "auto") -> None:
    """Talk with the bot in the terminal: no token, no network."""
    conversations = open_conversations(faq, encoder)
    console = output.console()
    console.print(ENGLISH.about(conversations.faq))
    console.print(Text(CHAT_HELP, style="dim"))
    for typed in _typed(console):
        command = typed.strip().lower()
        if command in ("/quit", "/exit", "quit", "exit"):
            break
        if command in ("/help", "/start"):
            console.print(Text(CHAT_HELP, style="dim"))
        elif command == "/topics":
            _print_topics(console, conversations)
        elif command:
            output.put(
                console, output.reply_block(conversations.ask(typed, HERE), conversations.faq)
            )


def _typed(console: Console) -> Iterator[str]:
    """What the user types, line by line, until they end the input."""
    if not sys.stdin.isatty():
        for line in lines():
            console.print(Text(f"\n> {line}", style="dim"))
            yield line
        return
    while True:
        try:
            yield console.input("\n> ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def _print_topics(console: Console, conversations: Conversations) -> None:
    for topic, entries in conversations.faq.topics.items():
        console.print(Text(topic, style="bold"))
        for entry in entries:
            console.print(Text(f"  {entry.question}"))
