"""The sentence encoder: turns texts into vectors, near each other for texts of like meaning.

all-MiniLM-L6-v2 with 8-bit weights (`faq/model/PROVENANCE.md`), run by ONNX Runtime on the
processor. Always one text a call: activations are quantised over the whole input, so that in a
batch a text's vector would depend on the other texts, and the same question would not always get
the same answer.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import blake2b, file_digest
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from faq.encoder.arrays import Floats
from faq.encoder.cache import VectorCache

MODEL_FOLDER = Path(__file__).parent.parent / "model"

MAX_TOKENS = 128
"""Tokens that the model was trained with (its sentence_bert_config.json); the rest is not read."""

WIDTH = 384
"""Numbers in each half of a vector: the model's hidden size."""

MAX_THREADS = 4
"""Used for many texts only: one question keeps one core busy for a millisecond or two."""

MIN_FOR_THREADS = 16
"""Texts from which threads are started; for fewer, starting them costs more than it saves."""

EncoderMode = Literal["auto", "off"]

log = logging.getLogger(__name__)


class Encoder:
    """Turns a text into a vector, float32 [2 · 384]; the same text always has the same vector.

    A vector is two unit vectors in a row: the sentence embedding, by which texts of like meaning
    are near each other, and the mean of the network's middle layer, which keeps more of the words.

    Args:
        folder: holds `encoder.onnx` and `tokenizer.json`.
        cache: keeps the vectors of phrasings between starts; None to compute all of them.
        remember: how many of the last questions' vectors to remember, for a caller who puts each
            question to several FAQs; with a single FAQ it gains nothing.

    Raises:
        ImportError: onnxruntime or tokenizers cannot be loaded on this machine.
        OSError: a file of the model is missing.
    """

    def __init__(
        self, folder: Path = MODEL_FOLDER, cache: VectorCache | None = None, *, remember: int = 0
    ) -> None:
        # Imported here because they take a fifth of a second that `FAQBOT_ENCODER=off` must not
        # pay, and because there are machines that have no wheel of them.
        onnxruntime = _import_onnxruntime()
        from tokenizers import Tokenizer  # noqa: PLC0415

        network = folder / "encoder.onnx"
        with network.open("rb") as file:
            self._identity = file_digest(file, lambda: blake2b(digest_size=8)).hexdigest()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors: its warnings are about hardware that is not there
        self._session = onnxruntime.InferenceSession(
            str(network), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._cache = cache
        self._recent = lru_cache(remember)(self._encode)
        self._preloaded: dict[str, Floats] = {}

    def vector(self, text: str) -> Floats:
        """One text's vector; it is read-only, because several callers may get the same one."""
        preloaded = self._preloaded.get(text)
        return self._recent(text) if preloaded is None else preloaded

    def preload(self, texts: Sequence[str]) -> None:
        """Loads the cached vectors of some texts, for a caller who asks for them one by one."""
        self._preloaded = self._cache.find(self._identity, texts) if self._cache else {}

    def each(self, texts: Sequence[str]) -> Iterator[Floats]:
        """Every text's vector in turn, while threads work ahead; nothing is cached.

        It is for questions that people have asked: a vector gives away what its text is about, so
        the vectors of their questions are never stored.
        """
        if len(texts) < MIN_FOR_THREADS:
            yield from map(self._encode, texts)
            return
        with ThreadPoolExecutor(min(MAX_THREADS, os.cpu_count() or 1)) as threads:
            yield from threads.map(self._encode, texts)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Many texts' vectors, float32 [texts, 2 · 384], from the cache where it has them."""
        cached = self._cache.find(self._identity, texts) if self._cache else {}
        missing = sorted(set(texts) - cached.keys())
        fresh = dict(zip(missing, self.each(missing), strict=True))
        if self._cache and fresh:
            self._cache.add(self._identity, fresh)
        vectors = cached | fresh
        return np.array([vectors[text] for text in texts], np.float32).reshape(-1, 2 * WIDTH)

    def _encode(self, text: str) -> Floats:
        tokens = self._tokenizer.encode(text).ids
        if len(tokens) > MAX_TOKENS:
            tokens = [*tokens[: MAX_TOKENS - 1], tokens[-1]]  # the last one marks the end
        ids = np.array(tokens, np.int64)
        halves = self._session.run(["embedding", "middle"], {"input_ids": ids})
        vector: Floats = np.concatenate(halves)
        vector.flags.writeable = False
        return vector

    def once(
        self, recipe: str, learn: Callable[[], dict[str, NDArray[Any]]]
    ) -> dict[str, NDArray[Any]]:
        """Arrays that are learned from vectors: from the cache if it has them, or learned now.

        Args:
            recipe: names everything that the arrays depend on, except this encoder.
            learn: computes them.
        """
        key = f"{self._identity}\0{recipe}".encode("utf-8", "surrogatepass")
        name = blake2b(key, digest_size=16).hexdigest()
        arrays = self._cache.learned(name) if self._cache else None
        if arrays is None:
            arrays = learn()
            if self._cache:
                self._cache.add_learned(name, arrays)
        return arrays


def _import_onnxruntime() -> ModuleType:
    """The module onnxruntime, kept from reporting to its maker.

    From 1.29 on, its wheels write a device id and a queue of events (paths, processor, memory,
    model) into the user's cache folder as soon as they are imported, and send them, unless this
    variable is set before (the wheel's Privacy.md, "Disabling Telemetry"). So nothing else may
    import onnxruntime, and the variable is overwritten: a user's `0` would switch the reports on.
    Older wheels for Windows report to the operating system; they know only the function.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415 -- see `Encoder`

    module: ModuleType = onnxruntime
    module.disable_telemetry_events()
    return module


def open_encoder(
    mode: EncoderMode, cache: VectorCache | None = None, *, remember: int = 0
) -> Encoder | None:
    """The encoder that ships; None if it is off or cannot run here, and the log says why.

    For the arguments see `Encoder`.
    """
    if mode == "off":
        log.info("The sentence encoder is off: matching by spelling alone")
        return None
    try:
        return Encoder(cache=cache, remember=remember)
    except Exception as error:  # noqa: BLE001 -- whatever a native library throws, spelling still works
        log.warning("The sentence encoder cannot run here, matching by spelling alone: %s", error)
        return None
