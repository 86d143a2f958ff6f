"""Ranks an FAQ's entries for a question, `Matcher(faq).rank(question)`, and groups questions."""

from faq.matching.clusters import clusters
from faq.matching.matcher import Candidate, Matcher, Ranking
from faq.matching.terms import Reading

__all__ = ["Candidate", "Matcher", "Ranking", "Reading", "clusters"]
