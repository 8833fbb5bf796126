"""What commands change stands on the trail, as what people change by pages does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from upheld.cli import program
from upheld.store.trail import Step
from upheld.store.work import State, Work
from upheld.web.accounts.trail import DEEDS

pytestmark = pytest.mark.django_db
AGREEMENT = """\
upheld: 1
agreement: Hosting
provider: Example
version: "3"
in_force: 2026-01-01
time_zone: UTC
services: {app: {points: [web], down_when: any point fails, sampled_every: 60 s, stale_after: 3 min}}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar month, force: guarantee}
"""
PROBES = "probes: 1\npoints:\n  home: {site: web, http: https://example.net/}\n"


def test_what_commands_change_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "upheld.sqlite3").touch()  # where records are embedded, that there are some
    monkeypatch.setenv("UPHELD_DATA", str(tmp_path))
    agreement, probes = tmp_path / "agreement.yaml", tmp_path / "probes.yaml"
    agreement.write_text(AGREEMENT)
    probes.write_text(PROBES)
    aside = Work.objects.create(kind="deliver", version=1, state=State.SET_ASIDE, enqueued_at=0, due_at=0)

    def run(*words: str) -> str:
        done = CliRunner().invoke(program, words)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    run("enrol", str(agreement), "--slug", "hosting")
    run("probes", "define", str(probes), "--dossier", "hosting")
    assert run("work", "retry", str(aside.pk)) == "1 pieces of work wait again\n"
    run("work", "retry", "--kind", "deliver")
    run("rotate-keys")
    shown = "closed 3 days after the end of the month; statements go out when somebody lets them out\n"
    assert run("closing", "set", "hosting") == f"months of hosting are {shown}"
    run("closing", "set", "hosting", "--release", "at-once")
    run("closing", "set", "hosting", "--after", "1")
    at_once = "after the end of the month; statements go out as soon as they are made"
    kept = list(Step.objects.order_by("pk").values_list("actor", "action", "subject"))
    assert kept == [
        ("command line", "enrol", "agreement hosting, version 3"),
        ("command line", "probe_lists", "dossier hosting"),
        ("command line", "retry_work", f"work {aside.pk}"),
        ("command line", "retry_work", "work of the kind deliver"),
        ("command line", "rotate_keys", "0 secrets"),
        ("command line", "closing_rule", f"agreement hosting: closed 3 days {at_once}"),
        ("command line", "closing_rule", f"agreement hosting: closed 1 day {at_once}"),
    ]
    assert {"backup", "first_sign_in", *(action for _, action, _ in kept)} <= set(DEEDS)
