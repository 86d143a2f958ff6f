"""A softmax regression, fitted by L-BFGS in numpy.

scikit-learn's LogisticRegression finds the same weights; importing it would take longer than
fitting, and an FAQ is fitted at every start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from faq.encoder import Floats, Integers

MEMORY = 10
"""Pairs of steps that L-BFGS remembers: the usual choice (Nocedal and Wright, section 7.2)."""

TOLERANCE = 1e-4
"""Of the first gradient: below this, processors that round differently find the same weights to
three digits. Ranks no longer change from 1e-3 on."""

MAX_STEPS = 120
"""About as many as the bundled FAQ needs; an FAQ of random words would take twice as many."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """A fitted regression: `weights` [classes, features] and `biases` [classes]."""

    weights: Floats
    biases: Floats

    def logits(self, x: Floats) -> Floats:
        """Each class's score for one vector, up to a constant that all share."""
        scores: Floats = self.weights @ x + self.biases
        return scores


def fit(x: Floats, y: Integers, classes: int, importance: Floats, c: float) -> Softmax:
    """The regression that minimises c · Σ importance · cross-entropy + ½ |weights|².

    Args:
        x: vectors [samples, features].
        y: each sample's class, 0 to `classes` - 1.
        classes: how many there are.
        importance: each sample's weight.
        c: the inverse strength of the penalty, which spares the biases.
    """
    samples, features = x.shape
    rows = np.arange(samples)
    weight = (c * importance).astype(np.float32)[:, None]

    def loss(theta: Floats) -> tuple[float, Floats]:
        matrix, bias = theta[:, :features], theta[:, features]
        z = x @ matrix.T + bias
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        total = p.sum(1, keepdims=True)
        cross = weight[:, 0] * (np.log(total[:, 0]) - z[rows, y])
        value = float(cross.sum(dtype=np.float64) + 0.5 * np.square(matrix).sum(dtype=np.float64))
        p /= total
        p[rows, y] -= 1
        p *= weight
        return value, np.concatenate([p.T @ x + matrix, p.sum(0)[:, None]], 1)

    theta = np.zeros((classes, features + 1), np.float32)
    value, gradient = loss(theta)
    enough = TOLERANCE * float(np.abs(gradient).max())
    pairs: list[tuple[Floats, Floats]] = []
    for _ in range(MAX_STEPS):
        if float(np.abs(gradient).max()) <= enough:
            break
        direction = _direction(gradient, pairs)
        slope = -float(np.vdot(gradient, direction))
        step = 1.0
        while True:  # halve the step until it descends (Armijo's rule)
            trial = theta - np.float32(step) * direction
            trial_value, trial_gradient = loss(trial)
            if trial_value <= value + 1e-4 * step * slope or step < 1e-6:  # noqa: PLR2004 -- Armijo
                break
            step *= 0.5
        step_taken, change = trial - theta, trial_gradient - gradient
        if float(np.vdot(step_taken, change)) > 0:
            pairs = [*pairs[1 - MEMORY :], (step_taken, change)]
        theta, value, gradient = trial, trial_value, trial_gradient
    return Softmax(theta[:, :features].copy(), theta[:, features].copy())


def _direction(gradient: Floats, pairs: list[tuple[Floats, Floats]]) -> Floats:
    """The gradient rescaled by the curvature, which is estimated from the last steps.

    It is the two-loop recursion of L-BFGS; `pairs` holds for each step how far it went and how
    the gradient changed.
    """
    if not pairs:
        return gradient / np.float32(max(1.0, float(np.linalg.norm(gradient))))
    q, factors = gradient.copy(), []
    for step, change in reversed(pairs):
        factor = float(np.vdot(step, q) / np.vdot(step, change))
        factors.append(factor)
        q -= np.float32(factor) * change
    step, change = pairs[-1]
    q *= np.float32(np.vdot(step, change) / np.vdot(change, change))
    for (step, change), factor in zip(pairs, reversed(factors), strict=True):
        back = float(np.vdot(change, q) / np.vdot(step, change))
        q += np.float32(factor - back) * step
    return q


def log_softmax(z: Floats) -> Floats:
    """Log-probabilities of scores."""
    top = z.max()
    logs: Floats = z - top - np.log(np.exp(z - top).sum())
    return logs
