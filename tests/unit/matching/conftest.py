"""Matchers of the bundled FAQ, which take long to build, one for the whole session."""

import pytest

from faq.content import Faq
from faq.encoder import Encoder
from faq.matching import Matcher


@pytest.fixture(scope="session")
def by_spelling(bundled: Faq) -> Matcher:
    """The bundled FAQ's matcher without an encoder."""
    return Matcher(bundled)


@pytest.fixture(scope="session")
def by_meaning(bundled: Faq, encoder: Encoder) -> Matcher:
    """The bundled FAQ's matcher with the encoder."""
    return Matcher(bundled, encoder)
