"""`upheld evidence sort`: months of samples, sorted once and judged as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program import Run

HEADER = "source,site,location,at,state,retry,response_us\n"
EVALUATE = ("evaluate", "agreement.yaml", "--period", "2026-03", "--plan", "basic", "--objective", "uptime")


def samples() -> str:
    """A check a minute on the tenth of March, down from 10:00 to 11:00, the last ones first."""
    rows = []
    for minute in range(1440):
        state = "down" if 600 <= minute < 660 else "up"
        rows.append(
            f"probe,web,,2026-03-10T{minute // 60:02d}:{minute % 60:02d}:00Z,{state},,{1000 + minute}"
        )
    return HEADER + "\n".join(reversed(rows)) + "\n"


@pytest.fixture
def sampled(hosting: Path) -> Path:
    (hosting / "evidence" / "states.csv").unlink()
    (hosting / "evidence" / "bindings.yaml").write_text(
        "bindings: 1\npoints: {web: {source: probe, site: web}}\n"
    )
    raw = hosting / "raw"
    raw.mkdir()
    (raw / "samples.csv").write_text(samples())
    return hosting


def test_what_is_sorted_is_judged_as_the_table_is(upheld: Run, sampled: Path) -> None:
    ran = upheld("evidence", "sort", "raw", "-o", "evidence")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "1440 samples of 1 site on 1 day sorted into evidence/telemetry\n"
    folded = upheld(*EVALUATE, "--evidence", "evidence", "--format", "json")
    (sampled / "evidence" / "telemetry").rename(sampled / "set aside")
    (sampled / "evidence" / "samples.csv").write_text(samples())
    plain = upheld(*EVALUATE, "--evidence", "evidence", "--format", "json")
    one, other = (json.loads(each.out)["statement"]["findings"][0] for each in (folded, plain))
    for key in ("verdict", "figure"):
        assert one[key] == other[key]
    for key in ("measured", "up", "down", "unknown", "observed", "worst", "best", "timeline", "sampling"):
        assert one["record"][key] == other["record"][key]
    assert one["record"]["down"] == 3_600_000_000


def test_one_bad_row_leaves_nothing_behind(upheld: Run, sampled: Path) -> None:
    bad = samples().replace("2026-03-10T12:00:00Z,up", "2026-03-10T12:00:00Z,upp")
    (sampled / "raw" / "samples.csv").write_text(bad)
    ran = upheld("evidence", "sort", "raw", "-o", "evidence")
    assert ran.code == 1
    assert "samples.csv:721: column `state`: `upp` is none of" in ran.err
    assert not (sampled / "evidence" / "telemetry").exists()
    assert not [path for path in (sampled / "evidence").iterdir() if path.name.startswith(".")]


def test_a_site_may_not_stand_in_both(upheld: Run, sampled: Path) -> None:
    upheld("evidence", "sort", "raw", "-o", "evidence")
    (sampled / "evidence" / "samples.csv").write_text(samples())
    ran = upheld(*EVALUATE, "--evidence", "evidence")
    assert ran.code == 1
    assert "`web` of `probe` has samples both here and in the folder of telemetry" in ran.err


def test_nothing_to_sort(upheld: Run, hosting: Path) -> None:
    ran = upheld("evidence", "sort", "evidence", "-o", "elsewhere")
    assert ran.code == 1
    assert "evidence has no table of samples" in ran.err


def test_a_length_that_no_check_waits_is_refused(upheld: Run, sampled: Path) -> None:
    (sampled / "raw" / "samples.csv").write_text(HEADER + "probe,web,,2026-03-10T12:00:00Z,up,,3000000000\n")
    ran = upheld("evidence", "sort", "raw", "-o", "evidence")
    assert ran.code == 2
    assert "3000000000 µs is longer than any check waits" in ran.err
    assert not (sampled / "evidence" / "telemetry").exists()
