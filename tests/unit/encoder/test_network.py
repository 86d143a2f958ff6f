"""The sentence encoder and the cache of its vectors."""

import logging
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from faq.encoder import MODEL_FOLDER, WIDTH, Encoder, VectorCache, cache, open_encoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def vectors(*texts: str) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Some vector for each text."""
    return {text: np.full(8, len(text), np.float32) for text in texts}


def test_the_model_is_the_one_whose_provenance_is_told() -> None:
    told = (MODEL_FOLDER / "PROVENANCE.md").read_text("utf-8")
    for name in ("encoder.onnx", "tokenizer.json"):
        assert sha256((MODEL_FOLDER / name).read_bytes()).hexdigest() in told


def test_a_vector_is_two_unit_vectors(encoder: Encoder) -> None:
    vector = encoder.vector("what is knowledge process outsourcing")
    assert vector.shape == (2 * WIDTH,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector.reshape(2, WIDTH), axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_texts_of_like_meaning_are_near(encoder: Encoder) -> None:
    asked, like, unlike = (
        encoder.vector(text)[:WIDTH]
        for text in ("how do I get my money back", "refund policy", "where is the cat")
    )
    assert asked @ like > asked @ unlike + 0.3


def test_the_same_text_has_the_same_vector_whatever_its_company(encoder: Encoder) -> None:
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


def test_kept_vectors_are_found_again_and_the_others_are_not(tmp_path: Path) -> None:
    VectorCache(tmp_path / "deep").add("model", vectors("a", "bb"))
    found = VectorCache(tmp_path / "deep").find("model", ["bb", "ccc"])
    assert {text: list(vector) for text, vector in found.items()} == {"bb": [2.0] * 8}
    assert VectorCache(tmp_path / "deep").find("other", ["bb"]) == {}


def test_a_second_encoder_computes_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"text {n}" for n in range(5)]
    first = Encoder(cache=VectorCache(tmp_path)).vectors(texts)
    second = Encoder(cache=VectorCache(tmp_path))
    monkeypatch.setattr(second, "vector", lambda _: pytest.fail("computed again"))
    assert (second.vectors(texts) == first).all()


def test_a_damaged_file_is_thrown_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = VectorCache(tmp_path)
    kept.add("model", vectors("a"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert kept.find("model", ["a"]) == {}
    assert "damaged" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_many_files_are_merged_and_lose_nothing(tmp_path: Path) -> None:
    kept = VectorCache(tmp_path)
    texts = [f"{'x' * n}" for n in range(1, 2 * cache.MAX_FILES)]
    for text in texts:
        kept.add("model", vectors(text))
        assert len(list(tmp_path.iterdir())) <= cache.MAX_FILES
    found = kept.find("model", texts)
    assert {text: vector[0] for text, vector in found.items()} == {t: len(t) for t in texts}


def test_a_folder_that_cannot_be_written_is_no_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    kept = VectorCache(tmp_path / "file")
    kept.add("model", vectors("a"))
    assert kept.find("model", ["a"]) == {}
    assert "cannot be kept" in caplog.text


def test_the_encoder_can_be_switched_off(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert open_encoder("off") is None
    assert "by spelling alone" in caplog.text


def test_without_its_runtime_the_bot_goes_by_spelling(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    missing: Mapping[str, None] = {"onnxruntime": None}  # how Python marks what cannot be imported
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", missing["onnxruntime"])
    assert open_encoder("auto") is None
    assert "cannot run here" in caplog.text


def test_what_is_learned_is_learned_once(tmp_path: Path) -> None:
    encoder = Encoder(cache=VectorCache(tmp_path))
    learned = [np.ones(3, np.float32), np.zeros(3, np.float32)]
    first = encoder.once("a recipe", lambda: {"it": learned[0]})
    again = encoder.once("a recipe", lambda: {"it": learned[1]})
    other = encoder.once("another", lambda: {"it": learned[1]})
    assert first["it"].tolist() == again["it"].tolist() == [1, 1, 1]
    assert other["it"].tolist() == [0, 0, 0]


def test_damage_to_what_was_learned_costs_learning_it_again(tmp_path: Path) -> None:
    encoder = Encoder(cache=VectorCache(tmp_path))
    encoder.once("a recipe", lambda: {"it": np.ones(300, np.float32)})
    (file,) = tmp_path.glob("*.npz")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert encoder.once("a recipe", lambda: {"it": np.zeros(3)})["it"].tolist() == [0, 0, 0]


def test_only_the_newest_of_what_was_learned_is_kept(tmp_path: Path) -> None:
    encoder = Encoder(cache=VectorCache(tmp_path))
    for number in range(6):
        encoder.once(str(number), lambda: {"it": np.zeros(1)})
    assert len(list(tmp_path.glob("*.npz"))) == 4


def test_who_asks_several_faqs_the_same_has_it_encoded_once() -> None:
    remembering = Encoder(remember=1)
    first = remembering.vector("asked of both")
    assert remembering.vector("asked of both") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0
    remembering.vector("something else")
    assert remembering.vector("asked of both") is not first
