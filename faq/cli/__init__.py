"""The command line of the engine: every subcommand of `faqbot` that needs no Telegram."""

from faq.cli.ask import ask
from faq.cli.chat import chat
from faq.cli.check import check
from faq.cli.diff import diff
from faq.cli.gaps import gaps
from faq.cli.init import init
from faq.cli.new import new
from faq.cli.purge import purge
from faq.cli.schema import schema
from faq.cli.stats import stats
from faq.cli.status import status
from faq.cli.suggest import suggest
from faq.cli.test import test

COMMANDS = (
    chat,
    ask,
    check,
    test,
    diff,
    gaps,
    suggest,
    new,
    init,
    status,
    stats,
    purge,
    schema,
)
"""The commands in the order of `faqbot --help`; each is called like its function."""
