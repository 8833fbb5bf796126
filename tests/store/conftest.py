"""A dossier to record into."""

from __future__ import annotations

import pytest

from upheld.store.dossiers import Dossier


@pytest.fixture
def dossier(db: None) -> Dossier:
    return Dossier.objects.create(slug="hosting", name="Managed hosting")
