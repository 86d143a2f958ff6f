"""`faqbot schema`: the JSON Schema of the FAQ format."""

from __future__ import annotations

from faq.cli import output
from faq.content import json_schema


def schema() -> None:
    """Print the JSON Schema of the FAQ format, for editors."""
    output.put_file(json_schema())
