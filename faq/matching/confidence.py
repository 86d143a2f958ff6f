"""Turns an entry's signals into one calibrated confidence.

Two small models do it, which are fitted together (`tools/fit_weights.py` says on what) and kept in
`weights.json`. A conditional logit mixes the signals into one score for each entry. A logistic
regression then estimates from a few features how probable it is that the best entry is right.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from faq.encoder import Floats
from faq.matching.signals import SIGNALS, SignalIndex, Signals
from faq.matching.softmax import log_softmax

Method = Literal["head", "nearest", "spelling"]
"""How entries are compared: by meaning with a trained head, by meaning in an FAQ too large for a
head, or by spelling alone where there is no encoder."""

Guard = Literal["open", "guarded"]
"""Whether the FAQ lists subjects that it does not cover (guarded) or not (open)."""

MIXED: dict[Method, tuple[str, ...]] = {
    "head": ("near", "head", "spelling", "spelling_all"),
    "nearest": ("near", "spelling", "spelling_all"),
    "spelling": ("spelling", "spelling_all"),
}
"""The signals that are mixed by each method."""

MOST_LOG_PHRASINGS = float(np.log(100))
"""Where the curves of `Weights.mix` end: they were fitted on FAQs with up to a hundred phrasings
an entry. Of a larger FAQ the weights are those of a hundred."""

CLOSEST = 10
"""Phrasings nearest to the question, among which those of subjects are counted."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The two models for one kind of FAQ.

    Attributes:
        mix: for each signal its weight, as a parabola in the FAQ's mean log number of phrasings:
            the more phrasings there are, the more the nearest one says.
        bias: of the confidence's log-odds.
        features: the weight of each of the `features` in the confidence's log-odds.
    """

    mix: dict[str, tuple[float, float, float]]
    bias: float
    features: dict[str, float]


def kind_of(index: SignalIndex) -> tuple[Method, Guard]:
    """How an index compares entries, and whether it has subjects: its weights depend on both."""
    guard: Guard = "guarded" if index.has_subjects else "open"
    if index.encoder is None:
        return "spelling", guard
    return "head" if index.has_head else "nearest", guard


def stored(index: SignalIndex) -> Weights:
    """The weights that ship, for this kind of index."""
    method, guard = kind_of(index)
    models = _read()
    mix = {name: (a, b, c) for name, (a, b, c) in models["mix"][method].items()}
    confidence = models["confidence"][f"{method} {guard}"]
    return Weights(mix, confidence["bias"], confidence["features"])


@cache
def _read() -> dict[str, Any]:
    path = Path(__file__).with_name("weights.json")
    models: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return models


def mix(index: SignalIndex, signals: Signals, weights: Weights) -> Floats:
    """Each entry's score, float32 [entries]; their softmax is each entry's share of the chance."""
    names = MIXED[kind_of(index)[0]]
    curves = np.array([weights.mix[name] for name in names], np.float32)
    weight = curves @ powers(index)
    scores: Floats = signals.entries[:, [SIGNALS.index(name) for name in names]] @ weight
    return scores


def powers(index: SignalIndex) -> Floats:
    """The powers 1, x and x², float32, of the FAQ's mean log number of phrasings."""
    x = min(index.traits["log_phrasings"], MOST_LOG_PHRASINGS)
    return np.array([1.0, x, x * x], np.float32)


def features(index: SignalIndex, signals: Signals, mixed: Floats) -> dict[str, float]:
    """The features that the confidence in the best entry depends on, by name; all are finite.

    Args:
        index: the index that gave the signals.
        signals: the question's.
        mixed: each entry's score, as `mix` gives it.
    """
    entries, question, traits = signals.entries, signals.question, index.traits
    top = int(mixed.argmax())
    share = float(np.clip(np.exp(log_softmax(mixed)[top]), 1e-6, 1 - 1e-6))
    spelling = entries[:, SIGNALS.index("spelling")]
    values = {
        "logit": float(np.clip(np.log(share / (1 - share)), -5, 8)),
        "margin": min(float(mixed[top] - np.delete(mixed, top).max(initial=-np.inf)), 8.0),
        "spelling": float(spelling[top]),
        "spelling_all": float(entries[top, SIGNALS.index("spelling_all")]),
        "spelling_lead": float(spelling[top] - np.delete(spelling, top).max(initial=0.0)),
        "spelling_agrees": float(spelling.argmax() == top),
        "known": question["known"],
        **traits,
    }
    if index.encoder is not None:
        # One over the mean number of phrasings: among many phrasings a near one is found more
        # easily, so that the same likeness says something else.
        few = float(np.exp(-traits["log_phrasings"]))
        values |= {
            "near": float(entries[top, SIGNALS.index("near")]),
            "spread": question["spread"],
            "head_none": float(np.clip(question["head_none"], -8, 8)),
            "head_top": question["head_top"],
            "few": few,
            "logit_by_few": values["logit"] * few,
            "near_by_few": float(entries[top, SIGNALS.index("near")]) * few,
            "spelling_by_few": values["spelling"] * few,
        }
    if index.has_subjects:
        subjects = signals.likeness[index.phrasings :]
        end = index.starts[top + 1] if top + 1 < index.count else index.phrasings
        best = signals.likeness[index.starts[top] : end]
        closest = np.argpartition(-signals.likeness, min(CLOSEST, len(signals.likeness)) - 1)
        values |= {
            "lead": float(best.max() - subjects.max()),
            "spelling_none": question["spelling_none"] - float(spelling.max()),
            "close_none": float((closest[:CLOSEST] >= index.phrasings).mean()),
        }
    return values


def judge(index: SignalIndex, signals: Signals, weights: Weights) -> tuple[Floats, Floats]:
    """Each entry's score, and the probability, 0 to 1, that it is a right answer.

    The best entry's probability is the calibrated one. The others share the rest of it in
    proportion to their scores, but none gets more than its score allows beside the best entry's.
    """
    mixed = mix(index, signals, weights)
    values = features(index, signals, mixed)
    logit = weights.bias + sum(w * values[name] for name, w in weights.features.items())
    best = float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
    shares = np.exp(log_softmax(mixed))
    top = int(mixed.argmax())
    leading = float(shares[top])
    rest = min(best / leading, (1 - best) / max(1 - leading, 1e-9))
    probabilities = np.minimum(shares * np.float32(rest), np.float32(best))
    probabilities[top] = best
    return mixed, probabilities
