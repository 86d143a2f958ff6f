"""`faqbot schema`: the JSON Schema of the FAQ format."""

from __future__ import annotations

from faq.content import json_schema


def schema() -> None:
    """Print the JSON Schema of the FAQ format, for editors."""
    print(json_schema(), end="")  # noqa: T201 -- a file's content, unwrapped
