"""Migrations, run by the package itself: no `alembic.ini` and no command is needed."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from faq.errors import StoreError

FOLDER = Path(__file__).with_name("migrations")


def script_config() -> Config:
    """The configuration with which Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def migrate(connection: Connection, revision: str | None, name: str) -> None:
    """Brings the tables from a revision to the newest; None: there are no tables yet.

    It commits nothing.

    Raises:
        StoreError: only a newer version of the program knows the revision; names the database.
    """
    config = script_config()
    steps = ScriptDirectory.from_config(config).walk_revisions()
    if revision is not None and revision not in {step.revision for step in steps}:
        raise StoreError(
            f"The database {name} was made by a newer version of faqbot: "
            "update faqbot, or name another database."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
