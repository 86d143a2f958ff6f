"""The cache of vectors and of learned arrays."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faq.encoder import Floats, VectorCache
from faq.encoder.cache import FILE

ARRAYS: dict[str, NDArray[np.float32]] = {"weights": np.arange(30_000, dtype=np.float32)}


def vectors(*texts: str) -> dict[str, Floats]:
    """A different vector for each length of text."""
    return {text: np.full(8, len(text), np.float32) for text in texts}


def firsts(found: dict[str, Floats]) -> dict[str, float]:
    """The first number of each vector."""
    return {text: float(vector[0]) for text, vector in found.items()}


def test_cached_vectors_are_found_by_their_model_and_text(tmp_path: Path) -> None:
    VectorCache(tmp_path / "deep").add("model", vectors("a", "bb"))
    cache = VectorCache(tmp_path / "deep")
    found = cache.find("model", ["bb", "ccc"])
    assert {text: list(vector) for text, vector in found.items()} == {"bb": [2.0] * 8}
    assert cache.find("other", ["bb"]) == {}


def test_learned_arrays_are_found_by_their_name(tmp_path: Path) -> None:
    VectorCache(tmp_path).add_learned("one", ARRAYS | {"share": np.array(0.5)})
    cache = VectorCache(tmp_path)
    learned = cache.learned("one")
    assert learned is not None
    assert learned["weights"].tolist() == ARRAYS["weights"].tolist()
    assert (learned["share"].shape, float(learned["share"])) == ((), 0.5)
    assert cache.learned("other") is None


def test_reading_makes_no_file(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "deep")
    assert (cache.find("model", ["a"]), cache.learned("one")) == ({}, None)
    assert list(tmp_path.iterdir()) == []


def test_one_file_that_only_its_owner_reads_holds_digests_and_no_texts(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    cache.add("model", vectors("what does the secret project cost"))
    cache.add_learned("one", ARRAYS)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert b"secret" not in file.read_bytes()


def test_the_newest_vectors_stay_when_there_are_too_many(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, max_vectors=3)
    cache.add("model", vectors("a", "bb"))
    cache.add("model", vectors("ccc", "dddd", "bb"))
    assert firsts(cache.find("model", ["a", "bb", "ccc", "dddd"])) == {
        "bb": 2,
        "ccc": 3,
        "dddd": 4,
    }


def test_the_arrays_of_the_newest_four_names_stay(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    for name in "abcdef":
        cache.add_learned(name, ARRAYS)
    assert [name for name in "abcdef" if cache.learned(name)] == [*"cdef"]


def test_files_of_earlier_versions_are_deleted_when_the_file_is_made(tmp_path: Path) -> None:
    for name in ("model-768-0123.vectors", "4567.npz", "other.txt"):
        (tmp_path / name).write_bytes(b"old")
    VectorCache(tmp_path).add("model", vectors("a"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["other.txt", FILE]


def damages(content: bytes) -> Iterator[bytes]:
    """The content cut short, foreign, and with one bit flipped in each of its pages."""
    yield content[: len(content) // 2]
    yield b"no database" * 1_000
    for at in range(0, len(content), 4_096):
        part = content[at : at + 4_096]
        if any(part):
            place = at + max(i for i, byte in enumerate(part) if byte)
            yield content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_a_damaged_file_is_deleted_and_gives_nothing_wrong(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = [f"{'x' * n}" for n in range(1, 200)]
    cache = VectorCache(tmp_path)
    cache.add("model", vectors(*texts))
    cache.add_learned("one", ARRAYS)
    file = tmp_path / FILE
    for damaged in damages(file.read_bytes()):
        file.write_bytes(damaged)
        caplog.clear()
        found = firsts(cache.find("model", texts))
        assert found == {text: len(text) for text in found}
        learned = cache.learned("one")
        assert learned is None or (learned["weights"] == ARRAYS["weights"]).all()
        if "is damaged" in caplog.text:
            assert not file.exists()


def test_a_damaged_file_is_replaced_by_the_next_vectors(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = VectorCache(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database" * 1_000)
    assert cache.find("model", ["a"]) == {}
    assert "is damaged" in caplog.text
    cache.add("model", vectors("a"))
    assert firsts(cache.find("model", ["a"])) == {"a": 1}


def test_a_locked_file_is_logged_and_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = VectorCache(tmp_path, wait_s=0)
    cache.add("model", vectors("a"))
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert (cache.find("model", ["a"]), cache.learned("one")) == ({}, None)
        cache.add("model", vectors("bb"))
    assert caplog.text.count("is locked): starts stay slow") == 3
    assert firsts(cache.find("model", ["a", "bb"])) == {"a": 1}


def test_a_folder_that_cannot_be_made_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    cache = VectorCache(tmp_path / "file")
    cache.add("model", vectors("a"))
    assert cache.find("model", ["a"]) == {}
    assert "cannot be used" in caplog.text


def test_a_read_only_file_can_still_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = VectorCache(tmp_path)
    cache.add("model", vectors("a"))
    connect = sqlite3.connect

    def read_only(file: Path, timeout: float, *, isolation_level: None) -> sqlite3.Connection:
        return connect(
            f"{file.as_uri()}?mode=ro", timeout, isolation_level=isolation_level, uri=True
        )

    monkeypatch.setattr(sqlite3, "connect", read_only)  # root may write whatever the mode says
    cache.add("model", vectors("bb"))
    assert "attempt to write a readonly database): starts stay slow" in caplog.text
    assert firsts(cache.find("model", ["a", "bb"])) == {"a": 1}


def test_several_that_start_at_once_with_an_empty_folder_lose_nothing(tmp_path: Path) -> None:
    texts = ["x" * n for n in range(1, 400)]

    def start(number: int) -> None:
        cache = VectorCache(tmp_path / "deep", wait_s=600)
        cache.find("model", texts)
        cache.add("model", vectors(*texts[number::8]))
        cache.add_learned("one", ARRAYS)

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(start, range(8))] == [None] * 8
    cache = VectorCache(tmp_path / "deep")
    assert firsts(cache.find("model", texts)) == {text: len(text) for text in texts}
    assert cache.learned("one") is not None
