"""The reliability diagram of `faqbot test --plot`: confidence against how often it was right."""

from __future__ import annotations

from collections.abc import Sequence

from faq.maintaining.evaluation import Bin
from faq.report.templates import render


def reliability_diagram(bins: Sequence[Bin], title: str, summary: str) -> str:
    """An SVG picture that needs no other file.

    Args:
        bins: the questions by confidence; those without a question are not drawn.
        title: of the FAQ.
        summary: what the diagram says, in full sentences; also read to people who do not see it.
    """
    drawn = [each for each in bins if each.number]
    return render("reliability.svg.jinja", bins=drawn, title=title, summary=summary)
