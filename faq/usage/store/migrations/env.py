"""The script that Alembic runs: it migrates the given connection, within its transaction."""

from alembic import context

from faq.usage.store.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
context.run_migrations()
