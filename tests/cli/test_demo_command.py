"""`upheld demo`: what a newcomer sees first."""

from __future__ import annotations

import json
from pathlib import Path

from program import EXAMPLES, Run

from upheld.operations.demo import SHOWS


def test_the_demo_judges_every_example_and_writes_a_site(upheld: Run, tmp_path: Path) -> None:
    ran = upheld("demo", "--examples", str(EXAMPLES), "--work", "work")
    assert ran.code == 0, ran.err
    shown = [part for part in ran.out.split("$ upheld ") if part.startswith("evaluate")]
    names = [show.name for show in SHOWS]
    assert len(shown) == len(names)
    for part in shown:
        assert part.split("\n\n")[1].startswith("Illustration: ")
    assert "98.3748 %" in shown[0]  # Möllers Morgen, March 2026: 43 412 s of 742 h
    assert "own dates are set aside" in shown[0]
    document = json.loads((tmp_path / "work" / "pimlayer.json").read_text())
    verdicts = {each["objective"]: each["verdict"] for each in document["statement"]["findings"]}
    assert (verdicts["uptime"], verdicts["initial_response"]) == ("MISSED", "MISSED")
    why = upheld("explain", "work/pimlayer.json", "uptime")
    assert "state:upptime/Möllers Morgen" in why.out
    index = (tmp_path / "work" / "index.html").read_text()
    for name in names:
        assert f'href="{name}.html"' in index
        assert (tmp_path / "work" / f"{name}.html").read_text().count("Illustration") >= 1


def test_importing_twice_is_harmless(upheld: Run, tmp_path: Path) -> None:
    export = EXAMPLES / "evidence" / "manticore_status.csv"
    first = upheld("import", "upptime", str(export), "-o", "evidence")
    assert (first.code, "314 rows read" in first.out) == (0, True)
    files = {file.name: file.read_bytes() for file in (tmp_path / "evidence").iterdir()}
    again = upheld("import", "upptime", str(export), "-o", "evidence")
    assert "replacing an earlier import" in again.out
    assert {file.name: file.read_bytes() for file in (tmp_path / "evidence").iterdir()} == files


def test_an_export_with_one_bad_row_imports_nothing(upheld: Run, tmp_path: Path) -> None:
    text = (EXAMPLES / "evidence" / "manticore_status.csv").read_text()
    (tmp_path / "export.csv").write_text(text.replace(",up,302,", ",upp,302,", 1))
    ran = upheld("import", "upptime", "export.csv", "-o", "evidence")
    assert ran.code == 1
    assert "export.csv:2: column `status`" in ran.err
    assert not (tmp_path / "evidence").exists()
    missing = upheld("import", "upptime", "nothing.csv", "-o", "evidence")
    assert missing.code == 1
    assert "nothing.csv: the file can't be read" in missing.err


def test_an_export_of_local_times_needs_its_zone(upheld: Run) -> None:
    export = EXAMPLES / "evidence" / "servicenow_incident_events.csv.gz"
    ran = upheld("import", "servicenow", str(export), "-o", "evidence")
    assert ran.code == 2
    assert "--zone" in ran.err
