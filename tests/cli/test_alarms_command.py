"""`upheld alarms`: rules are shown and said on a real store, and the trail has who did it."""

from __future__ import annotations

from pathlib import Path

from test_customers_command import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "upheld" / "agreement.yaml"


def test_rules_are_said_shown_and_taken_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert run(data, "migrate").returncode == 0
    assert run(data, "enrol", str(EXAMPLE), "--slug", "hosting").returncode == 0
    assert "clocks: 50 %, 75 %, 100 %" in run(data, "alarms", "rules").stdout
    changed = run(data, "alarms", "set", "hosting", "--clocks", "60 100", "--burn", "3 over 24 h and 2 h")
    assert changed.stdout == (
        "alarms of hosting are raised like this from now on:\n  clocks: 60 %, 100 %\n"
        "  allowances: 50 %, 75 %, 90 %, 100 %\n  burn rate: 3 over 24 h and 2 h\n"
        "  no evidence: once the last record holds no longer\n"
    )
    shown = run(data, "alarms", "rules").stdout
    assert shown.startswith("all others\n")
    assert "hosting, said by command line at " in shown
    assert "no agreement 'none'" in run(data, "alarms", "set", "none", "--clocks", "60").stderr
    assert "above 0 %" in run(data, "alarms", "set", "--clocks", "0").stderr
    back = run(data, "alarms", "set", "hosting", "--as-before")
    assert "clocks: 50 %, 75 %, 100 %" in back.stdout
