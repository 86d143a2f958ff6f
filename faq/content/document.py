"""The data of one YAML file, with the place of every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from faq.errors import Place, Problem

MAX_PROBLEMS = 50
"""Problems of one kind that are reported in one file; more of them have the same cause."""

SHOWN = 40
"""Characters of an author's text that a message repeats."""

Mark = tuple[int, int]
"""Line and column in a text, counted from 0 as libyaml counts them."""


class Mapping(dict[str, Any]):
    """A YAML mapping; `keys_at` and `values_at` tell where each key and its value begin.

    `opening` is the bracket or question mark that it begins with, empty for keys on lines of
    their own.
    """

    def __init__(self, mark: Mark, opening: str) -> None:
        super().__init__()
        self.mark = mark
        self.opening = opening
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class Sequence(list[Any]):
    """A YAML list; `items_at` tells where each item begins.

    `opening` is the bracket or hyphen that it begins with.
    """

    def __init__(self, mark: Mark, opening: str) -> None:
        super().__init__()
        self.mark = mark
        self.opening = opening
        self.items_at: list[Mark] = []


Steps = tuple[str | int, ...]
"""The keys and item numbers that lead from the top level to a value."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file's data: mappings, lists and texts only."""

    path: str
    root: Mapping
    problems: list[Problem] = field(default_factory=list)

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """The place of the value at `steps`, or of its key; the nearest one if it is absent."""
        node: Any = self.root
        mark = self.root.mark
        for depth, step in enumerate(steps, 1):
            if isinstance(node, Mapping) and step in node:
                is_key = key and depth == len(steps)
                mark = (node.keys_at if is_key else node.values_at)[str(step)]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
                mark = node.items_at[step]
            else:
                break
            node = node[step]
        return Place(self.path, mark[0] + 1, mark[1] + 1)

    def find(self, *pattern: str) -> Iterator[tuple[Steps, str]]:
        """The steps to every text that the pattern leads to; `*` stands for any key or item.

        Values of another shape are passed over: the schema reports them.
        """
        nodes: list[tuple[Steps, Any]] = [((), self.root)]
        for step in pattern:
            deeper: list[tuple[Steps, Any]] = []
            for steps, node in nodes:
                if step == "*" and isinstance(node, Sequence):
                    deeper += [((*steps, i), item) for i, item in enumerate(node)]
                elif isinstance(node, Mapping):
                    keys = list(node) if step == "*" else [step] if step in node else []
                    deeper += [((*steps, key), node[key]) for key in keys]
            nodes = deeper
        yield from ((steps, node) for steps, node in nodes if isinstance(node, str))
