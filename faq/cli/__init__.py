"""The command line of the engine: every subcommand of `faqbot` that needs no Telegram."""

from faq.cli.asking import ask, chat
from faq.cli.maintaining import check, schema, test
from faq.cli.records import purge, stats

__all__ = ["ask", "chat", "check", "purge", "schema", "stats", "test"]
