"""Files of samples are held against what the ledger says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from upheld.chrono.instant import parse_instant
from upheld.evidence.observation import State
from upheld.operations.compacting import Compactors, telemetry_of
from upheld.operations.verifying import verify_all
from upheld.store.dossiers import Dossier
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

NOW = parse_instant("2026-03-01T12:00:00Z")


@pytest.fixture
def segment(dossier: Dossier, tmp_path: Path) -> Path:
    folder = telemetry_of(tmp_path, dossier.slug)
    folder.mkdir(parents=True)
    samples = Samples(
        series=np.zeros(1, dtype=np.int32),
        at=np.array([NOW], dtype=np.int64),
        state=np.array([State.UP], dtype=np.int8),
        response=np.full(1, NO_VALUE, dtype=np.int32),
    )
    with Intake(folder, Room(floor=0)) as intake:
        intake.append([SeriesName("probe", "web")], samples, "a")
    Compactors(tmp_path).compact_all(NOW)
    (found,) = (folder / "segments").glob("*.parquet")
    return found


def said(data: Path) -> list[str]:
    return [f"{fault.sequence}: {fault.says}" for fault in verify_all(data).faults]


def test_a_segment_as_it_was_set_down_has_no_fault(segment: Path, tmp_path: Path) -> None:
    assert said(tmp_path) == []


def test_a_segment_that_was_changed_or_lost_is_told(segment: Path, tmp_path: Path) -> None:
    segment.write_bytes(segment.read_bytes() + b"x")
    assert said(tmp_path) == [f"1: {segment} is not what was recorded"]
    segment.unlink()
    assert said(tmp_path) == [f"1: {segment} is not what was recorded"]


def test_a_segment_that_stands_in_no_entry_is_told(segment: Path, dossier: Dossier, tmp_path: Path) -> None:
    dossier.segments.all().delete()
    assert f"0: {segment} counts, and stands in no entry" in said(tmp_path)
