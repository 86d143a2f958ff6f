"""From signals to one calibrated confidence.

Two small models, fitted together (`tools/fit_weights.py`, which says on what) and kept in
`weights.json`: a conditional logit mixes the signals into one score an entry, and a logistic
regression judges from the evidence how probable it is that the best entry is a right answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from faq.matching.signals import SIGNALS, SignalIndex, Signals
from faq.matching.softmax import log_softmax

Evidence = Literal["head", "nearest", "spelling"]
Guard = Literal["open", "guarded"]
Floats = NDArray[np.float32]

MIXED: dict[Evidence, tuple[str, ...]] = {
    "head": ("near", "head", "spelling", "spelling_all"),
    "nearest": ("near", "spelling", "spelling_all"),
    "spelling": ("spelling", "spelling_all"),
}
"""The signals that are mixed: with a head, in an FAQ too large for one, without encoder."""

MOST_LOG_PHRASINGS = float(np.log(100))
"""The weights were fitted on FAQs with up to a hundred phrasings an entry; beyond, they stay."""

CLOSEST = 10
"""Phrasings among which those of what is not covered are counted."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The two models for one kind of FAQ.

    Attributes:
        mix: for each signal its weight, as a parabola in the FAQ's mean log number of phrasings:
            the more there are, the more a near one says.
        bias: of the confidence's log-odds.
        evidence: the weight of each figure of `evidence`.
    """

    mix: dict[str, tuple[float, float, float]]
    bias: float
    evidence: dict[str, float]


def kind_of(index: SignalIndex) -> tuple[Evidence, Guard]:
    """Which weights fit an index: what knows it, and has it examples of what it declines?"""
    guard: Guard = "guarded" if index.has_none else "open"
    if index.encoder is None:
        return "spelling", guard
    return "head" if index.has_head else "nearest", guard


def stored(index: SignalIndex) -> Weights:
    """The weights that ship, for this kind of index."""
    mode, guard = kind_of(index)
    models = _read()
    mix = {name: (a, b, c) for name, (a, b, c) in models["mix"][mode].items()}
    confidence = models["confidence"][f"{mode} {guard}"]
    return Weights(mix, confidence["bias"], confidence["evidence"])


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("weights.json").read_text("utf-8"))
    return found


def mix(index: SignalIndex, signals: Signals, weights: Weights) -> Floats:
    """One score an entry, float32 [entries]; its softmax is the chance among the entries."""
    names = MIXED[kind_of(index)[0]]
    curves = np.array([weights.mix[name] for name in names], np.float32)
    weight = curves @ powers(index)
    found: Floats = signals.entries[:, [SIGNALS.index(name) for name in names]] @ weight
    return found


def powers(index: SignalIndex) -> Floats:
    """What the curves of `Weights.mix` are taken at: 1, x and x², float32."""
    x = min(index.traits["log_phrasings"], MOST_LOG_PHRASINGS)
    return np.array([1.0, x, x * x], np.float32)


def evidence(index: SignalIndex, signals: Signals, mixed: Floats) -> dict[str, float]:
    """What the confidence in the best entry is judged by; finite figures, also for one entry."""
    entries, question, traits = signals.entries, signals.question, index.traits
    top = int(mixed.argmax())
    share = float(np.clip(np.exp(log_softmax(mixed)[top]), 1e-6, 1 - 1e-6))
    spelling = entries[:, SIGNALS.index("spelling")]
    found = {
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
        # One over the mean number of phrasings: what a likeness means depends on how many there
        # were to be like.
        few = float(np.exp(-traits["log_phrasings"]))
        found |= {
            "near": float(entries[top, SIGNALS.index("near")]),
            "spread": question["spread"],
            "head_none": float(np.clip(question["head_none"], -8, 8)),
            "head_top": question["head_top"],
            "few": few,
            "logit_by_few": found["logit"] * few,
            "near_by_few": float(entries[top, SIGNALS.index("near")]) * few,
            "spelling_by_few": found["spelling"] * few,
        }
    if index.has_none:
        declined = signals.likeness[index.phrasings :]
        end = index.starts[top + 1] if top + 1 < index.count else index.phrasings
        mine = signals.likeness[index.starts[top] : end]
        closest = np.argpartition(-signals.likeness, min(CLOSEST, len(signals.likeness)) - 1)
        found |= {
            "lead": float(mine.max() - declined.max()),
            "spelling_none": question["spelling_none"] - float(spelling.max()),
            "close_none": float((closest[:CLOSEST] >= index.phrasings).mean()),
        }
    return found


def judge(index: SignalIndex, signals: Signals, weights: Weights) -> tuple[Floats, Floats]:
    """Each entry's score, and the probability, 0 to 1, that it is a right answer.

    The best entry's probability is the calibrated one. The others share what it leaves over, and
    none is surer of itself than its share against the best allows.
    """
    mixed = mix(index, signals, weights)
    figures = evidence(index, signals, mixed)
    logit = weights.bias + sum(w * figures[name] for name, w in weights.evidence.items())
    best = float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
    shares = np.exp(log_softmax(mixed))
    top = int(mixed.argmax())
    leading = float(shares[top])
    rest = min(best / leading, (1 - best) / max(1 - leading, 1e-9))
    probabilities = np.minimum(shares * np.float32(rest), np.float32(best))
    probabilities[top] = best
    return mixed, probabilities
