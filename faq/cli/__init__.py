"""The command line of the engine: every subcommand of `faqbot` that needs no Telegram."""

from faq.cli.adding import new
from faq.cli.asked_in_vain import gaps
from faq.cli.asking import ask, chat
from faq.cli.diffing import diff
from faq.cli.formatting import format_
from faq.cli.maintaining import check, schema
from faq.cli.records import purge, stats
from faq.cli.serving import status
from faq.cli.starting import init
from faq.cli.suggesting import suggest
from faq.cli.testing import test

__all__ = [
    "ask",
    "chat",
    "check",
    "diff",
    "format_",
    "gaps",
    "init",
    "new",
    "purge",
    "schema",
    "stats",
    "status",
    "suggest",
    "test",
]
