"""Ranks an FAQ's entries for a question, `Matcher(faq).rank(question)`, and groups questions."""

from faq.matching.clusters import clusters
from faq.matching.matcher import Candidate, Matcher, Ranking
from faq.matching.terms import AnalysedText

__all__ = ["AnalysedText", "Candidate", "Matcher", "Ranking", "clusters"]
