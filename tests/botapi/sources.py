"""Where the schema comes from."""

import os
from pathlib import Path

from botapi.library import library_schema
from botapi.schema import Schema
from botapi.specification import read_schema


def specification() -> Path | None:
    """The specification file that BOTAPI_SPEC names, if it names one."""
    path = os.environ.get("BOTAPI_SPEC")
    return Path(path) if path else None


def load_schema() -> Schema:
    """The schema of the specification file, else of the installed python-telegram-bot."""
    path = specification()
    return read_schema(path) if path else library_schema()
