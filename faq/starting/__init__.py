"""Starts an FAQ from any text: `make_draft` writes its entries, `write_folder` its files."""

from faq.starting.draft import DraftError, make_draft
from faq.starting.folder import SourceFile, check_folder, read_source, write_folder

__all__ = [
    "DraftError",
    "SourceFile",
    "check_folder",
    "make_draft",
    "read_source",
    "write_folder",
]
