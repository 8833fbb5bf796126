"""Folders of evidence for tests: tables written in any form, and evidence compared by what it says."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from upheld.collect.folder import FolderReading, read_folder
from upheld.evidence.evidence import Evidence

Row = Mapping[str, str | None]

EXAMPLES = Path(__file__).parents[2] / "examples" / "evidence"
FOODCOOPX = EXAMPLES / "foodcoopx_status.csv"
MANTICORE = EXAMPLES / "manticore_status.csv"
INCIDENTS = EXAMPLES / "servicenow_incident_events.csv.gz"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def write_rows(folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Write rows in the form the name ends in; all of them have the keys of the first."""
    if name.endswith(".parquet"):
        columns = {key: pa.array([row.get(key) for row in rows], pa.string()) for key in rows[0]}
        pq.write_table(pa.table(columns), folder / name)
    elif ".jsonl" in name:
        lines = "".join(json.dumps({k: v for k, v in row.items() if v is not None}) + "\n" for row in rows)
        write(folder, name, gzip.compress(lines.encode()) if name.endswith(".gz") else lines)
    else:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        data = text.getvalue().encode()
        write(folder, name, gzip.compress(data) if name.endswith(".gz") else data)


def evidence_in(folder: Path) -> Evidence:
    """Read a folder that is in order."""
    reading = read_folder(folder)
    assert reading.diagnostics == ()
    assert reading.problems == ()
    assert reading.evidence is not None
    return reading.evidence


def problems_in(folder: Path) -> list[str]:
    """Read a folder that is not in order, and give what is said of it."""
    reading: FolderReading = read_folder(folder)
    assert reading.evidence is None
    return [str(problem) for problem in reading.problems]


def content(evidence: Evidence, *, flags: bool = True) -> Any:
    """Everything an evidence says, as values that compare."""
    observations = [
        (
            o.point,
            o.source,
            o.site,
            o.location,
            o.grain,
            o.hold,
            o.times.tolist(),
            o.ends.tolist(),
            o.states.tolist(),
            o.retries.tolist(),
        )
        for o in evidence.observations
    ]
    measurements = [
        (
            m.measure,
            m.key,
            m.scale,
            m.times.tolist(),
            m.ends.tolist(),
            m.totals.tolist(),
            m.counts.tolist(),
            m.histograms,
        )
        for m in evidence.measurements
    ]
    bulk = {"observations", "measurements", "flags"}
    records = [getattr(evidence, each) for each in evidence.__struct_fields__ if each not in bulk]
    return (
        evidence.tables,
        observations,
        measurements,
        records,
        evidence.flags if flags else None,
    )
