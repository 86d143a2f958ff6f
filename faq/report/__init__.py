"""Figures as people read them: in words, in charts, and as a page. Knows no terminal."""

from faq.report.page import page

__all__ = ["page"]
