"""HTML as a tree: what is put into it is text, and cannot become markup."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

_UNFIT = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What HTML has no place for: controls, and halves of a character."""

Node = Element | str


def element(tag: str, *children: Node, **attributes: str | float | None) -> Element:
    """An element; in names of attributes, "_" stands for "-", and one at the end for nothing.

    Attributes that are None are left out. Numbers are written with at most two decimals.
    """
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), _written(value))
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + _fit(child)
        else:
            last.tail = (last.tail or "") + _fit(child)
    return made


def document(root: Element) -> str:
    """A whole HTML document."""
    return f"<!DOCTYPE html>\n{tostring(root, 'unicode', 'html')}\n"


def _written(value: str | float) -> str:
    return _fit(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
