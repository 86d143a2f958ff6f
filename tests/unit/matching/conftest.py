"""What the tests of matching share."""

import pytest

from faq.answering.edition import Edition, open_edition
from faq.content import BUNDLED


@pytest.fixture(scope="session")
def by_spelling() -> Edition:
    """The FAQ that ships, without the encoder."""
    return open_edition(BUNDLED, None)
