"""The form of the records: missing steps are seen by their names, as loading all of them sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from upheld.operations.readiness import Readiness
from upheld.store.form import is_current, newest, pending, steps_on_disk


def test_steps_are_found_without_being_loaded() -> None:
    loaded = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    assert set(steps_on_disk()) == set(loaded)


@pytest.mark.django_db
def test_a_step_that_is_missing_is_seen(tmp_path: Path) -> None:
    assert is_current()
    assert pending() == ()
    last = newest()
    MigrationRecorder(connection).record_unapplied("store", last)
    assert not is_current()
    assert pending() == (f"store.{last}",)
    said = {each.name: each for each in Readiness(tmp_path, 0, 20.0).conditions()}
    assert not said["migrations"].is_met
    assert said["migrations"].says == "1 missing: run `upheld migrate`"
