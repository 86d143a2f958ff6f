"""The Telegram side. It is thin, and knows nothing of YAML, matching or SQL."""
