"""Pages and pictures from the template files of this folder."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_UNFIT = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that HTML and XML do not allow: controls, and halves of a surrogate pair
(https://html.spec.whatwg.org/#valid-text, https://www.w3.org/TR/xml/#charsets)."""


def render(template: str, **values: object) -> str:
    """The template's text with the values in it: as text, which cannot become markup.

    Characters that HTML and XML do not allow are replaced with U+FFFD.
    """
    text = _environment().get_template(template).render(values)
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


@cache  # it keeps the templates that it has compiled
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,  # a misspelt name is an error, not an empty text
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["thousands"] = "{:,}".format
    return environment
