"""Starts an FAQ from any text: `draft` makes it, `write` gives it a folder."""

from faq.starting.draft import Draft, DraftError, Item, draft
from faq.starting.folder import Source, check_place, read_source, write

__all__ = ["Draft", "DraftError", "Item", "Source", "check_place", "draft", "read_source", "write"]
