"""The sentence encoder."""

import logging
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from faq.encoder import MODEL_FOLDER, WIDTH, Encoder, VectorCache, open_encoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_the_model_is_the_one_of_provenance_md() -> None:
    provenance = (MODEL_FOLDER / "PROVENANCE.md").read_text("utf-8")
    for name in ("encoder.onnx", "tokenizer.json"):
        assert sha256((MODEL_FOLDER / name).read_bytes()).hexdigest() in provenance


def test_a_vector_is_two_unit_vectors(encoder: Encoder) -> None:
    vector = encoder.vector("what is knowledge process outsourcing")
    assert vector.shape == (2 * WIDTH,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector.reshape(2, WIDTH), axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_texts_of_like_meaning_are_near(encoder: Encoder) -> None:
    question, like, unlike = (
        encoder.vector(text)[:WIDTH]
        for text in ("how do I get my money back", "refund policy", "where is the cat")
    )
    assert question @ like > question @ unlike + 0.3


def test_a_texts_vector_does_not_depend_on_the_other_texts(encoder: Encoder) -> None:
    texts = [f"question number {n} about outsourcing" for n in range(40)]
    together = encoder.vectors(texts)
    assert (together == encoder.vectors(texts[::-1])[::-1]).all()
    assert (together[7] == encoder.vector(texts[7])).all()


@pytest.mark.parametrize("text", ["", "a" * 4096, "word " * 800, "\u202e\ud83d", "知识 🧑‍🚀"])
def test_any_text_has_a_vector(text: str, encoder: Encoder) -> None:
    clean = text.encode("utf-8", "replace").decode("utf-8")
    assert np.isfinite(encoder.vector(clean)).all()


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.vectors([]).shape == (0, 2 * WIDTH)


def test_a_second_encoder_computes_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"text {n}" for n in range(5)]
    first = Encoder(cache=VectorCache(tmp_path)).vectors(texts)
    second = Encoder(cache=VectorCache(tmp_path))
    monkeypatch.setattr(second, "_encode", lambda _: pytest.fail("computed again"))
    assert (second.vectors(texts) == first).all()


def test_the_encoder_can_be_switched_off(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert open_encoder("off") is None
    assert "by spelling alone" in caplog.text


def test_without_its_runtime_there_is_no_encoder_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    missing: Mapping[str, None] = {"onnxruntime": None}  # how Python marks what cannot be imported
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", missing["onnxruntime"])
    assert open_encoder("auto") is None
    assert "cannot run here" in caplog.text


def test_the_same_recipe_is_learned_once(tmp_path: Path) -> None:
    encoder = Encoder(cache=VectorCache(tmp_path))
    learned = [np.ones(3, np.float32), np.zeros(3, np.float32)]
    first = encoder.once("a recipe", lambda: {"it": learned[0]})
    again = encoder.once("a recipe", lambda: {"it": learned[1]})
    other = encoder.once("another", lambda: {"it": learned[1]})
    assert first["it"].tolist() == again["it"].tolist() == [1, 1, 1]
    assert other["it"].tolist() == [0, 0, 0]


def test_a_question_to_several_faqs_is_encoded_once() -> None:
    remembering = Encoder(remember=1)
    first = remembering.vector("asked of both")
    assert remembering.vector("asked of both") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0
    remembering.vector("something else")
    assert remembering.vector("asked of both") is not first
