"""The Telegram side: thin, and ignorant of YAML, matching and SQL."""
