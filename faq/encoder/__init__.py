"""The sentence encoder, which turns texts into vectors, and its cache; onnxruntime's only home."""

from faq.encoder.arrays import Booleans, Floats, Integers
from faq.encoder.cache import VectorCache
from faq.encoder.network import MODEL_FOLDER, WIDTH, Encoder, EncoderMode, open_encoder

__all__ = [
    "MODEL_FOLDER",
    "WIDTH",
    "Booleans",
    "Encoder",
    "EncoderMode",
    "Floats",
    "Integers",
    "VectorCache",
    "open_encoder",
]
