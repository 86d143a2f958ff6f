"""Fits the weights of `faq.matching.confidence` on public question sets, and judges them.

usage: python tools/fit_weights.py DATA [--write] [--quick]

DATA holds a folder for each set with `faq.jsonl` (id, phrasings) and `dev.jsonl` (q, expect: the
accepted ids, none if out of scope). The weights that ship were fitted on the dev splits of
banking77, banking77_oos, clinc150, hwu64, hint3_sofmattress_v2 and stanford_covidfaq, and on the
bundled FAQ's own `questions`.

One confidence must hold for FAQs of all kinds, so each set is turned into many: few or many
phrasings an entry, few or all entries, questions about removed entries, removed entries given as
`not_covered`, questions from other fields. What is fitted is tried on the domains that it was not
fitted on; these tables are printed. Needs scipy.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path
from scipy.optimize import minimize

from faq.content import BUNDLED, Entry, Faq, NotCovered, load
from faq.encoder import Encoder, VectorCache
from faq.matching import Matcher, confidence
from faq.matching.confidence import MIXED, Guard, Method, Weights
from faq.matching.signals import SIGNALS, SignalIndex, Signals
from faq.text import normalise

Array = NDArray[np.float64]
Random = np.random.Generator

WEIGHTS = Path(confidence.__file__).with_name("weights.json")

GUARDS: tuple[Guard, ...] = ("open", "guarded")

DOMAINS = {
    "banking77": "banking",
    "banking77_oos": "banking",
    "clinc150": "assistant",
    "hwu64": "home",
    "hint3_sofmattress_v2": "shop",
    "stanford_covidfaq": "covid",
}
"""Sets of one domain are left out together."""

SHARED_SUBJECTS = {
    "banking": {"assistant"},
    "home": {"assistant"},
    "assistant": {"banking", "home"},
}
"""Domains that answer some of each other's questions (clinc150 has intents for accounts and cards,
for lights, music and alarms): a question from there would not be out of scope."""

FEATURES: dict[str, tuple[str, ...]] = {
    "head open": (
        "logit", "self_other", "log_entries", "spread", "head_none",
        "spelling_agrees", "head_top", "near",
        "few", "logit_by_few", "near_by_few", "spelling_by_few",
    ),
    "head guarded": (
        "logit", "margin", "head_none", "lead", "spelling_none", "close_none", "spelling_lead",
        "head_top",
    ),
    "nearest open": (
        "logit", "near", "self_other", "log_entries", "spread", "spelling_agrees",
        "spelling_all", "known", "log_phrasings",
    ),
    "nearest guarded": (
        "logit", "near", "self_other", "log_entries", "spread", "spelling_agrees",
        "spelling_all", "known", "log_phrasings", "lead",
        "spelling_none", "close_none",
    ),
    "spelling open": (
        "logit", "spelling_lead", "spelling_all", "known", "spelling_agrees", "log_entries",
        "log_phrasings",
    ),
    "spelling guarded": (
        "logit", "spelling_lead", "spelling_all", "known", "spelling_agrees", "log_entries",
        "log_phrasings", "lead", "spelling_none", "close_none",
    ),
}  # fmt: skip
"""The features of each confidence. Those that describe the FAQ as a whole help where
nothing is known of what it does not answer; where much is, they only fit the sets at hand."""


@dataclass(frozen=True)
class QuestionSet:
    """A public set: entries' phrasings, and questions with the indices of accepted entries."""

    name: str
    entries: list[list[str]]
    questions: list[tuple[str, list[int]]]


@dataclass
class Simulated:
    """An FAQ made from a set, and questions to it; `gold` empty means out of scope."""

    domain: str
    tag: str
    entries: list[list[str]]
    none: list[list[str]]
    questions: list[str]
    gold: list[list[int]]
    faq: Faq | None = None
    index: SignalIndex | None = field(default=None, repr=False)
    signals: list[Signals] = field(default_factory=list, repr=False)


def read(folder: Path, split: str = "dev") -> QuestionSet:
    """A set from its folder."""
    lines = (folder / "faq.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    place = {entry["id"]: i for i, entry in enumerate(entries)}
    lines = (folder / f"{split}.jsonl").read_text("utf-8").splitlines()
    questions = [
        (q["q"], [place[i] for i in q["expect"]]) for line in lines for q in [json.loads(line)]
    ]
    return QuestionSet(folder.name, [e["phrasings"] for e in entries], questions)


def enriched(source: QuestionSet, rng: Random) -> QuestionSet:
    """The set with two thirds of its questions given as phrasings: what a diligent author has."""
    order = rng.permutation(len(source.questions))
    given = {int(i) for i in order[: 2 * len(order) // 3]}
    entries = [list(phrasings) for phrasings in source.entries]
    for i in given:
        text, accepted = source.questions[i]
        if accepted:
            entries[accepted[0]].append(text)
    rest = [q for i, q in enumerate(source.questions) if i not in given]
    return QuestionSet(source.name, entries, rest)


def simulate(  # noqa: PLR0913 -- each argument is one way in which FAQs differ
    source: QuestionSet,
    rng: Random,
    tag: str,
    *,
    keep: int | None = None,
    shots: int | None = None,
    declined: int = 0,
    outside: float | None = None,
    foreign: Sequence[str] = (),
    cap: int = 300,
) -> Simulated:
    """One FAQ.

    Args:
        source: the set it is made from.
        rng: draws everything.
        tag: its kind, for the tables.
        keep: how many of the entries stay; all if None.
        shots: phrasings an entry at most; all if None.
        declined: how many of the removed entries become `not_covered`.
        outside: as in `draw_questions`.
        foreign: questions from other fields to add.
        cap: questions in scope at most.
    """
    count = len(source.entries)
    order = [int(i) for i in rng.permutation(count)]
    kept = sorted(order[:keep]) if keep else list(range(count))
    removed = [i for i in order if i not in set(kept)]
    refused = set(removed[:declined])

    def some(i: int) -> list[str]:
        phrasings = source.entries[i]
        if shots is None:
            return phrasings
        picked = rng.permutation(len(phrasings))[:shots]
        return [phrasings[int(k)] for k in sorted(picked)]

    entries = [some(i) for i in kept]
    none = [some(i) for i in sorted(refused)]
    place = {i: k for k, i in enumerate(kept)}
    inside, out = draw_questions(source, rng, place, refused, outside=outside, cap=cap)
    out += list(foreign)
    return Simulated(
        DOMAINS.get(source.name, source.name),
        tag,
        entries,
        none,
        [text for text, _ in inside] + out,
        [gold for _, gold in inside] + [[] for _ in out],
    )


def draw_questions(  # noqa: PLR0913 -- what decides which questions belong to an FAQ
    source: QuestionSet,
    rng: Random,
    place: dict[int, int],
    refused: set[int],
    *,
    outside: float | None,
    cap: int,
) -> tuple[list[tuple[str, list[int]]], list[str]]:
    """An FAQ's questions in scope with the indices of accepted entries, and those out of scope.

    Args:
        source: the set they are drawn from.
        rng: draws them.
        place: the index in the FAQ of each of the set's entries that it has.
        refused: the set's entries that are `not_covered`.
        outside: the share of questions out of scope; if None, all of them if no entry is removed,
            else none.
        cap: questions in scope at most.
    """
    inside: list[tuple[str, list[int]]] = []
    near: list[str] = []
    far: list[str] = []
    for text, accepted in source.questions:
        if here := [place[i] for i in accepted if i in place]:
            inside.append((text, here))
        else:
            (near if refused & set(accepted) else far).append(text)
    inside = [inside[int(i)] for i in rng.permutation(len(inside))[:cap]]
    if outside is None:
        out = [*near, *far] if len(place) == len(source.entries) else []
    else:
        wanted = round(len(inside) * outside / (1 - outside))
        half = wanted // 2 if near and far else wanted if near else 0
        out = [near[int(i)] for i in rng.permutation(len(near))[:half]]
        out += [far[int(i)] for i in rng.permutation(len(far))[: wanted - len(out)]]
    return inside, out


def simulations(sets: Sequence[QuestionSet], seed: int = 0) -> list[Simulated]:
    """All FAQs to fit on."""
    found: list[Simulated] = []
    for source in sets:
        rng = np.random.default_rng(seed + sum(map(ord, source.name)))
        domain = DOMAINS[source.name]
        near = {domain, *SHARED_SUBJECTS.get(domain, ())}
        others = [
            text
            for other in sets
            if DOMAINS[other.name] not in near
            for text, _ in other.questions
        ]

        def foreign(n: int) -> list[str]:
            return [others[int(i)] for i in rng.permutation(len(others))[:n]]  # noqa: B023 -- used at once

        count = len(source.entries)
        plenty = max(map(len, source.entries)) > 1
        found.append(simulate(source, rng, "full", cap=1000))
        found.append(simulate(source, rng, "full+far", foreign=foreign(80)))
        for shots in (1, 2, 3) if plenty else ():
            found.append(simulate(source, rng, "few phrasings", shots=shots))
            found.append(
                simulate(source, rng, "few phrasings+far", shots=shots, foreign=foreign(50))
            )
        for keep, times in ((2, 2), (4, 2), (10, 1), (25, 1), (45, 1)):
            for outside in (0.0, 0.3, 0.5) * times if keep < count else ():
                shots_or_all = [None, 1, 2, 3][int(rng.integers(4))] if plenty else None
                more = foreign(30) if outside else []
                found.append(
                    simulate(source, rng, f"few entries {outside}", keep=keep, shots=shots_or_all,
                             outside=outside, foreign=more)
                )  # fmt: skip
        for keep in (2, 5, 15, 40):
            for outside in (0.2, 0.4) if keep + 3 <= count else ():
                declined = int(rng.integers(1, max(2, min(count - keep - 1, keep)) + 1))
                found.append(
                    simulate(source, rng, "guarded", keep=keep, declined=declined,
                             outside=outside, foreign=foreign(15))
                )  # fmt: skip
        found += rich_simulations(source, rng, foreign) if plenty else []
    return [s for s in found if sum(map(bool, s.gold)) >= 3]


def rich_simulations(
    source: QuestionSet, rng: Random, foreign: Callable[[int], list[str]]
) -> list[Simulated]:
    """FAQs of authors who collect phrasings, if the set has questions enough to collect from."""
    found = []
    count = len(source.entries)
    if len(source.questions) >= 5 * count:
        for keep in (10, 20, 30, 45):
            for outside in (0.25, 0.4) if keep + 8 <= count else ():
                rich = enriched(source, rng)
                declined = int(0.75 * min(count - keep, 40))
                found.append(
                    simulate(rich, rng, "rich guarded", keep=keep, declined=declined,
                             outside=outside, foreign=foreign(15))
                )  # fmt: skip
                found.append(
                    simulate(rich, rng, "rich", keep=keep, outside=outside * 0.7,
                             foreign=foreign(10))
                )  # fmt: skip
    return [s for s in found if sum(map(bool, s.gold)) >= 3]


def of_bundled(faq: Faq, rng: Random) -> list[Simulated]:
    """The bundled FAQ in the making, from one phrasing an entry to all, asked its `questions`.

    No public set has as many phrasings an entry, nor an author who says what is not covered.
    """
    found = []
    count = len(faq.entries)
    for most, keep in itertools.product((1, 3, 10, 30, None), (count, count // 2)):
        entries = tuple(
            few(faq.entries[i], most, rng) for i in sorted(rng.permutation(count)[:keep])
        )
        declined = tuple(few(subject, most, rng) for subject in faq.not_covered)
        place = {entry.id: i for i, entry in enumerate(entries)}
        found.append(
            Simulated(
                "outsourcing",
                "bundled",
                [[p.text for p in entry.phrasings] for entry in entries],
                [[p.text for p in subject.phrasings] for subject in declined],
                [q.question for q in faq.questions],
                [[place[i] for i in q.accepted & place.keys()] for q in faq.questions],
                replace(faq, entries=entries, not_covered=declined),
            )
        )
    return found


Phrased = TypeVar("Phrased", Entry, NotCovered)


def few(phrased: Phrased, most: int | None, rng: Random) -> Phrased:
    """The same with at most so many of its phrasings, the first among them."""
    first, *others = phrased.phrasings
    picked: list[int] = sorted(int(i) for i in rng.permutation(len(others))[: most and most - 1])
    return replace(phrased, phrasings=(first, *(others[i] for i in picked)))


def measure(simulated: Simulated, method: Method, encoder: Encoder) -> None:
    """Adds the FAQ's index and every question's signals."""
    network = None if method == "spelling" else encoder
    if simulated.faq:
        matcher = Matcher(simulated.faq, network)
        simulated.index = matcher.index
        simulated.signals = [matcher.signals(matcher.analyse(q)) for q in simulated.questions]
        return
    entries, none = (
        [[normalise(text) for text in phrasings] for phrasings in of_kind]
        for of_kind in (simulated.entries, simulated.none)
    )
    index = SignalIndex(entries, none, network, with_head=method == "head")
    simulated.index = index
    normal = [normalise(text) for text in simulated.questions]
    simulated.signals = [index.signals(text, text) for text in normal]


def gold_matrix(simulated: Simulated) -> NDArray[np.bool_]:
    """Which entries are right: bool [questions, entries]."""
    found = np.zeros((len(simulated.gold), len(simulated.entries)), bool)
    for row, accepted in zip(found, simulated.gold, strict=True):
        row[accepted] = True
    return found


def fit_mix(faqs: Sequence[Simulated], method: Method, penalty: float = 1e-3) -> dict[str, Any]:
    """Conditional logit: the chance of a right entry, over questions that have one.

    FAQs weigh as in `fit_confidence`.
    """
    names = MIXED[method]
    columns = [SIGNALS.index(name) for name in names]
    parts = []
    for faq in faqs:
        gold = gold_matrix(faq)
        rows = np.asarray(gold.any(1))
        if rows.any() and faq.index:
            signals = [s.entries[:, columns] for s, r in zip(faq.signals, rows, strict=True) if r]
            parts.append((faq.domain, np.stack(signals), gold[rows], confidence.powers(faq.index)))
    weights = balanced([(domain, len(a)) for domain, a, _, _ in parts])
    total = sum(len(a) * w for (_, a, _, _), w in zip(parts, weights, strict=True))

    def loss(flat: Array) -> tuple[float, Array]:
        theta = flat.reshape(len(names), 3)
        value, gradient = 0.0, np.zeros_like(theta)
        for (_, a, gold, powers), w in zip(parts, weights, strict=True):
            z = a @ (theta @ powers).astype(np.float32)
            p = np.exp(z - z.max(1, keepdims=True))
            right = np.where(gold, p, 0)
            hit, everything = right.sum(1) + 1e-30, p.sum(1)
            value -= w * float(np.log(hit / everything).sum())
            pull = p / everything[:, None] - right / hit[:, None]
            gradient += w * np.outer(np.einsum("qe,qef->f", pull, a), powers)
        slope = gradient / total + 2 * penalty * theta / theta.size
        return value / total + penalty * float((theta**2).mean()), slope.ravel()

    start = np.zeros((len(names), 3))
    start[:, 0] = 1
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    curves = found.x.reshape(-1, 3)
    return {n: [round(float(v), 4) for v in curve] for n, curve in zip(names, curves, strict=True)}


def balanced(sizes: Sequence[tuple[str, int]]) -> list[float]:
    """A question's weight in each FAQ, given its domain and how many questions it has.

    Larger FAQs weigh more by a root of their size, domains by a root of what they have.
    """
    mass = {d: sum(n**0.5 for e, n in sizes if e == d) for d, _ in sizes}
    return [(n * mass[d]) ** -0.5 for d, n in sizes]


def judged(
    faq: Simulated, mix: dict[str, Any]
) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    """Each question's features, and whether the best entry is right."""
    assert faq.index
    weights = Weights(mix, 0.0, {})
    gold, found, right = gold_matrix(faq), [], []
    for signals, row in zip(faq.signals, gold, strict=True):
        mixed = confidence.mix(faq.index, signals, weights)
        found.append(confidence.features(faq.index, signals, mixed))
        right.append(bool(row[int(mixed.argmax())]))
    return found, np.array(right)


def fit_confidence(
    data: Sequence[tuple[str, list[dict[str, float]], NDArray[np.bool_]]],
    names: Sequence[str],
    penalty: float = 1.0,
) -> dict[str, Any]:
    """Logistic regression of "the best entry is right"."""
    x = np.array([[figures[name] for name in names] for _, rows, _ in data for figures in rows])
    y = np.concatenate([right for *_, right in data]).astype(float)
    sizes = [(domain, len(rows)) for domain, rows, _ in data]
    w = np.repeat(balanced(sizes), [n for _, n in sizes])
    w /= w.mean()
    mean, spread = np.average(x, 0, w), x.std(0) + 1e-9
    z = (x - mean) / spread

    def loss(t: Array) -> tuple[float, Array]:
        s = z @ t[1:] + t[0]
        value = float(
            (w * (np.logaddexp(0, s) - y * s)).sum() + 0.5 * penalty * (t[1:] ** 2).sum()
        )
        residual = w * (1 / (1 + np.exp(-s)) - y)
        return value, np.append(residual.sum(), z.T @ residual + penalty * t[1:])

    t = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    raw = t[1:] / spread
    return {
        "bias": round(float(t[0] - raw @ mean), 4),
        "features": {n: round(float(v), 4) for n, v in zip(names, raw, strict=True)},
    }


def confidences(model: dict[str, Any], rows: Sequence[dict[str, float]]) -> Array:
    """The fitted probability for each question."""
    logits = [model["bias"] + sum(w * r[n] for n, w in model["features"].items()) for r in rows]
    found: Array = 1 / (1 + np.exp(-np.array(logits)))
    return found


def describe(p: Array, right: NDArray[np.bool_], inside: NDArray[np.bool_]) -> dict[str, float]:
    """Top-1 accuracy, separation from out-of-scope questions, and calibration."""
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    good, bad = p[inside], p[~inside]
    auroc = float((good[:, None] > bad).mean()) if len(good) and len(bad) else float("nan")
    order = np.argsort(-p)
    precision = np.cumsum(right[order]) / np.arange(1, len(p) + 1)
    enough = np.flatnonzero(precision >= 0.9)
    covered = right[order][: enough[-1] + 1].sum() / max(1, inside.sum()) if len(enough) else 0.0
    return {
        "top1": float(right[inside].mean()),
        "cov@p90": float(covered),
        "auroc": auroc,
        "ece": float(error),
        "bias": float(p.mean() - right.mean()),
    }


def show(title: str, rows: Sequence[tuple[str, dict[str, float]]]) -> None:
    """A table of means, a line a kind of FAQ."""
    print(f"\n{title}\n{'':22}" + "".join(f"{n:>9}" for n in ("FAQs", *rows[0][1])))
    for tag in dict.fromkeys(tag for tag, _ in rows):
        group = [figures for t, figures in rows if t == tag]
        means = [
            np.nanmean([g[n] for g in group]) if any(g[n] == g[n] for g in group) else np.nan
            for n in group[0]
        ]
        print(f"{tag:22}{len(group):9}" + "".join(f"{v:9.3f}" for v in means))


def main() -> None:
    """Fits all methods and prints how the held-out domains fare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="replace faq/matching/weights.json")
    parser.add_argument("--quick", action="store_true", help="skip the held-out domains")
    options = parser.parse_args()
    encoder = Encoder(cache=VectorCache(user_cache_path("faqbot") / "vectors"))
    sets = [read(options.data / name) for name in DOMAINS]
    found: dict[str, Any] = {"mix": {}, "confidence": {}}
    methods: tuple[Method, ...] = ("head", "nearest", "spelling")
    for method in methods:
        faqs = simulations(sets)
        if method != "nearest":  # which is for FAQs with hundreds of entries
            faqs += of_bundled(load(BUNDLED), np.random.default_rng(0))
        for faq in faqs:
            measure(faq, method, encoder)
        if not options.quick:
            held_out(method, faqs)
        found["mix"][method] = mix = fit_mix(faqs, method)
        for guard in GUARDS:
            some = [f for f in faqs if bool(f.none) == (guard == "guarded")]
            data = [(f.domain, *judged(f, mix)) for f in some]
            name = f"{method} {guard}"
            found["confidence"][name] = fit_confidence(data, FEATURES[name])
    if options.write:
        WEIGHTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def held_out(method: Method, faqs: Sequence[Simulated]) -> None:
    """Prints how each domain fares with weights fitted on the others."""
    rows: list[tuple[str, dict[str, float]]] = []
    for domain in dict.fromkeys(faq.domain for faq in faqs):
        rest = [faq for faq in faqs if faq.domain != domain]
        mix = fit_mix(rest, method)
        for guard in GUARDS:
            name = f"{method} {guard}"
            data = [
                (f.domain, *judged(f, mix)) for f in rest if bool(f.none) == (guard == "guarded")
            ]
            model = fit_confidence(data, FEATURES[name])
            for faq in faqs:
                if faq.domain != domain or bool(faq.none) != (guard == "guarded"):
                    continue
                features, right = judged(faq, mix)
                inside = np.array([bool(g) for g in faq.gold])
                tag = f"{domain} full" if faq.tag == "full" else faq.tag
                rows.append((tag, describe(confidences(model, features), right, inside)))
    show(f"{method}: every domain by weights fitted on the others", rows)


if __name__ == "__main__":
    main()
