"""What tests of the gallery share: the gazetteer at hand."""

from __future__ import annotations

import pytest

from upheld.collect.gazetteer import gazetteer as gazetteer_at_hand
from upheld.language.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return gazetteer_at_hand()
