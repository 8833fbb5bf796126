"""What tests of the language share: the gazetteer at hand, and reading from text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from upheld.collect.gazetteer import gazetteer as gazetteer_at_hand
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import ReadAgreement, read_agreement

HEAD = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: 2026-01-01
time_zone: Europe/Brussels
"""


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return gazetteer_at_hand()


@pytest.fixture(scope="session")
def read(gazetteer: Gazetteer) -> Callable[[str], ReadAgreement]:
    """Read an agreement from text that follows the usual head."""
    return lambda text: read_agreement({"a.yaml": (HEAD + text).encode()}, "a.yaml", gazetteer)
