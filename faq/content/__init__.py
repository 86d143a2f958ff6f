"""The FAQ's files: YAML and quoted texts to a frozen `Faq`. The only home of YAML."""

from faq.content.loader import BUNDLED, files, is_yaml, load, quoted_files
from faq.content.model import (
    Citation,
    Entry,
    Expectation,
    Faq,
    NotCovered,
    Phrasing,
    Source,
    Term,
)
from faq.content.quotes import Passage, SourceText
from faq.content.schema import json_schema

__all__ = [
    "BUNDLED",
    "Citation",
    "Entry",
    "Expectation",
    "Faq",
    "NotCovered",
    "Passage",
    "Phrasing",
    "Source",
    "SourceText",
    "Term",
    "files",
    "is_yaml",
    "json_schema",
    "load",
    "quoted_files",
]
