"""The command line of the engine: every subcommand of `faqbot` that needs no Telegram."""

from faq.cli.adding import new
from faq.cli.asking import ask, chat
from faq.cli.formatting import format_
from faq.cli.maintaining import check, schema, test

__all__ = ["ask", "chat", "check", "format_", "new", "schema", "test"]
