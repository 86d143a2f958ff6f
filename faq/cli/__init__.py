"""The command line of the engine: every subcommand of `faqbot` that needs no Telegram."""

from faq.cli.asked_in_vain import gaps
from faq.cli.asking import ask, chat
from faq.cli.diffing import diff
from faq.cli.maintaining import check, schema
from faq.cli.suggesting import suggest
from faq.cli.testing import test

__all__ = ["ask", "chat", "check", "diff", "gaps", "schema", "suggest", "test"]
