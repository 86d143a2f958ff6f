"""Ranks an FAQ's entries for a question: `Matcher(faq).rank(question)`."""

from faq.matching.matcher import Candidate, Matcher, Ranking

__all__ = ["Candidate", "Matcher", "Ranking"]
