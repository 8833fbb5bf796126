"""`upheld alarms`: rules are shown and said, and the trail has who did it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from upheld.cli import program
from upheld.errors import UsageError
from upheld.store.agreements import Agreement
from upheld.store.dossiers import Dossier
from upheld.store.trail import Step

pytestmark = pytest.mark.django_db


def test_rules_are_said_shown_and_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "upheld.sqlite3").touch()  # where records are embedded, that there are some
    monkeypatch.setenv("UPHELD_DATA", str(tmp_path))
    dossier = Dossier.objects.create(slug="hosting", name="Hosting")
    Agreement.objects.create(dossier=dossier, slug="hosting", name="Hosting")

    def run(*words: str) -> Result:
        return CliRunner().invoke(program, ["alarms", *words])

    assert "clocks: 50 %, 75 %, 100 %" in run("rules").output
    changed = run("set", "hosting", "--clocks", "60 100", "--burn", "3 over 24 h and 2 h")
    assert changed.output == (
        "alarms of hosting are raised like this from now on:\n  clocks: 60 %, 100 %\n"
        "  allowances: 50 %, 75 %, 90 %, 100 %\n  burn rate: 3 over 24 h and 2 h\n"
        "  no evidence: once the last record holds no longer\n"
    )
    shown = run("rules").output
    assert shown.startswith("all others\n")
    assert "hosting, said by command line at " in shown
    assert isinstance(run("set", "none", "--clocks", "60").exception, UsageError)
    assert isinstance(run("set", "--clocks", "0").exception, UsageError)
    assert "say what changes" in run("set", "hosting").output
    assert "clocks: 50 %, 75 %, 100 %" in run("set", "hosting", "--as-before").output
    assert [(each.actor, each.action, each.subject) for each in Step.objects.all()] == [
        ("command line", "alarm_rules", "agreement hosting")
    ] * 2
