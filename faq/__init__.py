"""The engine: answers questions from a curated FAQ and proves each answer with a quote.

It knows nothing of Telegram. CONTRIBUTING.md lists its packages; `pyproject.toml` holds them to
their order: each may import only those below it.
"""
