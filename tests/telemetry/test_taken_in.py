"""Samples that were taken in are judged as those of tables are, and as those that were sorted at once."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from upheld.chrono.instant import MINUTE, Instant, format_instant, parse_instant
from upheld.collect.sample_stream import SampleBatch, stream_samples
from upheld.operations.demo import SHOWS, Show, request_of
from upheld.operations.evaluate import Judged, evaluate
from upheld.operations.sorting import sort_samples
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import RETRY, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

EXAMPLES = Path(__file__).parents[2] / "examples"
LATER = parse_instant("2026-06-01T00:00:00Z")
WATCHED = [show for show in SHOWS if show.name in ("cloud-apim", "infopromo", "managed-hosting", "optizio")]


def with_samples(show: Show, work: Path) -> Path:
    """The evidence of an example whose states were seen by a check each minute; those checks as a table."""
    evidence = work / "evidence"
    shutil.copytree(EXAMPLES / show.name / "evidence", evidence)
    seen: dict[tuple[str, str, int], str] = {}
    with (evidence / "states.csv").open() as stream:
        for row in csv.DictReader(stream):
            first, end = (parse_instant(row[name]) for name in ("at", "until"))
            for at in range(-(-first // MINUTE) * MINUTE, end, MINUTE):
                seen[row["source"], row["site"], at] = row["state"]
    (evidence / "states.csv").unlink()
    rows = ["source,site,at,state,response_us"]
    for number, ((source, site, at), state) in enumerate(seen.items()):
        rows.append(f"{source},{site},{format_instant(Instant(at))},{state},{number % 997}")
    (work / "raw").mkdir()
    (work / "raw" / "samples.csv").write_text("\n".join(rows) + "\n")
    return evidence


def take_in(raw: Path, telemetry: Path) -> None:
    """Take a table of samples in, in batches and no order, by two writers in turn; half stays in the logs."""
    parts: list[SampleBatch] = []
    assert stream_samples(raw, parts.append) is None
    writers = [Intake(telemetry, Room(floor=0)) for _ in range(2)]
    for place, part in enumerate(parts):
        order = np.random.default_rng(1).permutation(len(part.at))
        pieces = np.array_split(order, len(order) // 1000 + 1)
        for number, rows in enumerate(pieces):
            samples = Samples(
                series=part.series[rows].astype(np.int32),
                at=part.at[rows],
                state=(part.state + RETRY * part.retry)[rows].astype(np.int8),
                response=part.response[rows].astype(np.int32),
            )
            names = [SeriesName(*key) for key in part.keys]
            writers[number % 2].append(names, samples, f"{place}/{number}")
            if number == len(pieces) // 2:
                Compactor(folder=telemetry).round()
    for writer in writers:
        writer.close()


def judged(show: Show, evidence: Path) -> bytes:
    """The statement on an example's evidence."""
    found = evaluate(request_of(show, EXAMPLES, evidence), LATER)
    assert isinstance(found, Judged)
    return json.dumps(found.document, sort_keys=True).encode()


@pytest.mark.parametrize("show", WATCHED, ids=lambda show: str(show.name))
def test_an_example_comes_to_the_same_bytes_however_its_samples_came(tmp_path: Path, show: Show) -> None:
    evidence = with_samples(show, tmp_path)
    telemetry = evidence / "telemetry"
    take_in(tmp_path / "raw", telemetry)
    from_logs = judged(show, evidence)
    Compactor(folder=telemetry).round(whole=True)
    from_segments = judged(show, evidence)
    shutil.rmtree(telemetry)
    sort_samples(tmp_path / "raw", evidence, lambda what, done, of: None)
    from_sorted = judged(show, evidence)
    shutil.rmtree(telemetry)
    shutil.copy(tmp_path / "raw" / "samples.csv", evidence / "samples.csv")
    from_table = judged(show, evidence)
    assert from_logs == from_segments == from_sorted
    assert from_segments == from_table
    assert b'"verdict": "MISSED"' in from_segments
