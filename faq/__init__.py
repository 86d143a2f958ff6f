"""The engine: answers questions from a curated FAQ and proves each answer with a quote.

It knows nothing of Telegram. From the bottom up: `errors`, `text` and `content` (YAML to a frozen
`Faq`), `matching` (a question to ranked entries), `desk` (ranked entries to a reply), `cli`.
Beside them stands `store`, what is remembered.
"""
