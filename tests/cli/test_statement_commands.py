"""`upheld evaluate`, `explain` and `lock`, typed as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program import EVENTS, STATES, Run

ASKED = ("evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-03")


def test_a_statement_says_verdict_figure_and_credit(upheld: Run, hosting: Path) -> None:
    ran = upheld(*ASKED, "--plan", "premium", "--fee", "500", "--customer", "A customer")
    assert ran.code == 0
    assert "99.7308 %" in ran.out  # 2 h of 743 h
    assert "MISSED" in ran.out
    assert "50.00 EUR" in ran.out
    assert "A customer" in ran.out


def test_the_same_request_gives_the_same_bytes(upheld: Run, hosting: Path) -> None:
    first = upheld(*ASKED, "--plan", "premium", "--format", "json")
    assert first.code == 0
    assert upheld(*ASKED, "--plan", "premium", "--format", "json") == first
    assert json.loads(first.out)["digest"].startswith("sha256:")


def test_a_statement_written_to_a_file_explains_itself(upheld: Run, hosting: Path) -> None:
    written = upheld(*ASKED, "--plan", "premium", "--format", "json", "-o", "statement.json")
    assert (written.code, written.out) == (0, "")
    why = upheld("explain", "statement.json", "uptime")
    assert why.code == 0
    assert "state:probe/web" in why.out
    unknown = upheld("explain", "statement.json", "uptme")
    assert unknown.code == 2
    assert "`uptime`" in unknown.err


def test_a_changed_statement_is_told(upheld: Run, hosting: Path) -> None:
    upheld(*ASKED, "--plan", "premium", "--format", "json", "-o", "statement.json")
    file = hosting / "statement.json"
    file.write_text(file.read_text().replace('"MISSED"', '"MET"', 1))
    ran = upheld("explain", "statement.json", "uptime")
    assert ran.code == 1
    assert "was changed after it was made" in ran.err


def test_a_lock_keeps_the_statement_and_a_damaged_one_is_refused(upheld: Run, hosting: Path) -> None:
    free = json.loads(upheld(*ASKED, "--plan", "premium", "--format", "json").out)
    assert upheld("lock", "agreement.yaml").code == 0
    assert "unchanged" in upheld("lock", "agreement.yaml").out
    locked = json.loads(upheld(*ASKED, "--plan", "premium", "--format", "json").out)
    assert locked["statement"] == free["statement"]
    assert "lock" in locked["envelope"]
    lock = hosting / "agreement.lock"
    lock.write_text(lock.read_text().replace("2026-07-21", "2026-07-22"))
    ran = upheld(*ASKED, "--plan", "premium")
    assert ran.code == 1
    assert "run `upheld lock AGREEMENT`" in ran.err


def test_dates_in_force_are_set_aside_visibly(upheld: Run, hosting: Path) -> None:
    ran = upheld(*ASKED, "--plan", "premium", "--in-force", "2026-03-10/2026-04-01")
    assert ran.code == 0
    assert "own dates are set aside" in ran.out
    assert "99.6204 %" in ran.out  # 2 h of 22 days, one of them of 23 hours


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--period", "2025-12"), "in force"),
        (("--period", "2035-01"), "open until"),
        (("--period", "2035-01", "--as-of", "2026-04-01"), "begin"),
        (("--period", "March 2026"), "write a month as 2026-03"),
        (("--period", "2026-13"), "not a month"),
        (("--plan", "premum"), "`premium`"),
        (("--fee", "500 USD"), "EUR"),
        (("--fee", "-5"), "-5"),
        (("--fee", "NaN"), "NaN"),
        (("--as-of", "2026-03-15 noon"), "2026-03-15 noon"),
        (("--in-force", "tomorrow"), "2026-01-01"),
        (("--in-force", "2026-05-01/2026-04-01"), "ends before it begins"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_one_line(
    upheld: Run, hosting: Path, words: tuple[str, ...], says: str
) -> None:
    ran = upheld(*ASKED, "--plan", "premium", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_an_open_period_is_judged_to_date(upheld: Run, hosting: Path) -> None:
    ran = upheld(*ASKED, "--plan", "premium", "--as-of", "2026-03-11")
    assert ran.code == 0
    assert "99.1666 %" in ran.out  # 2 h of 240 h so far
    assert "so far" in ran.out


def test_evidence_without_a_sample_leaves_the_verdict_open(upheld: Run, hosting: Path) -> None:
    (hosting / "evidence" / "states.csv").write_text(STATES.splitlines(keepends=True)[0])
    ran = upheld(*ASKED, "--plan", "premium")
    assert ran.code == 0
    assert "INDETERMINATE" in ran.out


def test_a_service_that_nobody_measures_leaves_the_verdict_open(upheld: Run, hosting: Path) -> None:
    (hosting / "evidence" / "bindings.yaml").unlink()
    (hosting / "evidence" / "states.csv").unlink()
    ran = upheld(*ASKED, "--plan", "premium")
    assert ran.code == 0
    assert "INDETERMINATE" in ran.out


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("states.csv", "source,site,at,state\nprobe,web,2026-03-10T10:00:00,down\n", "states.csv:2"),
        ("states.csv", "source,site,at,sate\nprobe,web,2026-03-10T10:00:00Z,down\n", "`state`"),
        ("states.csv", "source,site,at,state\nprobe,web,2026-03-10T10:00:00Z,broken\n", "states.csv:2"),
        ("ticket_events.csv", EVENTS.replace("11:00", "09:00"), "ticket_events.csv:2"),
        ("maintenance.parquet", "PAR1 cut short", "maintenance.parquet"),
    ],
)
def test_evidence_that_cant_be_read_makes_no_statement(
    upheld: Run, hosting: Path, file: str, text: str, says: str
) -> None:
    (hosting / "evidence" / file).write_text(text)
    ran = upheld(*ASKED, "--plan", "premium", "-o", "statement.txt")
    assert ran.code == 1
    assert says in ran.err
    assert "no statement was made" in ran.err
    assert not (hosting / "statement.txt").exists()


def test_maintenance_announced_after_it_began_is_not_excluded(upheld: Run, hosting: Path) -> None:
    (hosting / "evidence" / "maintenance.csv").write_text(
        "source,name,kind,announced_at,starts_at,ends_at\n"
        "ops,late,planned,2026-03-10T10:30:00Z,2026-03-10T10:00:00Z,2026-03-10T12:00:00Z\n"
    )
    ran = upheld(*ASKED, "--plan", "premium")
    assert "99.7308 %" in ran.out
    assert "Not excluded" in ran.out


def test_an_agreement_with_errors_makes_no_statement(upheld: Run, hosting: Path) -> None:
    file = hosting / "agreement.yaml"
    file.write_text(file.read_text().replace("of: app", "of: ap"))
    ran = upheld(*ASKED)
    assert (ran.code, ran.out) == (1, "")
    assert "did you mean `app`?" in ran.err


def test_what_is_not_there_is_said_in_one_line(upheld: Run, hosting: Path) -> None:
    for words in (
        ("evaluate", "nothing.yaml", "--evidence", "evidence", "--period", "2026-03"),
        ("evaluate", "agreement.yaml", "--evidence", "nothing", "--period", "2026-03", "--plan", "premium"),
        ("evaluate", "agreement.yaml", "--evidence", "nothing.yaml"),
        ("explain", "nothing.json", "uptime"),
        ("lock", "evidence"),
        ("demo",),
    ):
        ran = upheld(*words)
        assert ran.code == 1, words
        assert ran.err.startswith("upheld: "), ran.err
        assert len(ran.err.splitlines()) == 1


def test_objectives_are_judged_by_name(upheld: Run, hosting: Path) -> None:
    ran = upheld(*ASKED, "--plan", "premium", "--objective", "uptime", "--format", "json")
    assert ran.code == 0
    findings = json.loads(ran.out)["statement"]["findings"]
    assert [each["objective"] for each in findings] == ["uptime"]
    unknown = upheld(*ASKED, "--plan", "premium", "--objective", "uptme")
    assert unknown.code == 2
    assert "did you mean `uptime`" in unknown.err
