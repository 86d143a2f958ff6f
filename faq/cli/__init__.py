"""The command line of the engine: every subcommand of `faqbot` that needs no Telegram."""

from faq.cli.asking import ask, chat
from faq.cli.diffing import diff
from faq.cli.maintaining import check, schema
from faq.cli.records import purge, stats
from faq.cli.testing import test

__all__ = ["ask", "chat", "check", "diff", "purge", "schema", "stats", "test"]
