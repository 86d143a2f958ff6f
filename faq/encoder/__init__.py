"""Meaning as a vector: the sentence encoder and its cache. The only home of onnxruntime."""

from faq.encoder.cache import VectorCache
from faq.encoder.network import WIDTH, Encoder, Mode, open_encoder

__all__ = ["WIDTH", "Encoder", "Mode", "VectorCache", "open_encoder"]
