"""Changes to the text of an FAQ's files that leave everything else as it was written."""

from faq.maintaining.editing.edits import (
    AddEntry,
    AddNotCoveredPhrasings,
    AddPhrasings,
    Edit,
    apply,
    refusals,
    write,
)
from faq.maintaining.editing.patches import patch

__all__ = [
    "AddEntry",
    "AddNotCoveredPhrasings",
    "AddPhrasings",
    "Edit",
    "apply",
    "patch",
    "refusals",
    "write",
]
