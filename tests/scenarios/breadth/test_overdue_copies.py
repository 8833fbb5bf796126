"""Copies that are overdue, such as backups by which a recovery point is kept: credits for each day.

*Backups are made at least every 24 hours. For each day by which a backup is overdue 5 USD are credited.*
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import HEAD, settled
from click.testing import CliRunner
from test_claimed_circuits import months

from upheld.cli import program

TERMS = """
objectives:
  backups:
    snapshots: {of: database, every: 24 h, counted_in: COUNTED}
    period: calendar month
credits:
  rules: {for: backups, amount: 5 USD, PER}
  cap: none
claims: automatic
conventions: {one_breach: ticket}
"""
DAYS = "per: day late"
LENGTHS = "per: 24 h, counted: per started, of: beyond the target"


def terms(per: str, counted: str = "elapsed time") -> str:
    return TERMS.replace("PER", per).replace("COUNTED", counted)


def copies(*missing: str) -> str:
    """A copy at 03:00 of each day from 31 May on, but for some dates."""
    days = ["2026-05-31", *(f"2026-06-{day:02}" for day in range(1, 31))]
    days += [f"2026-07-{day:02}" for day in range(1, 32)]
    rows = "".join(
        f"  - {{snapshot: of-{day}, of: database, taken: {day} 03:00, first_seen: {day} 03:30, "
        "last_seen: 2026-08-02, complete: yes}\n"
        for day in days
        if day not in missing
    )
    return f"fee: 1000\nsnapshots:\n{rows}"


@pytest.mark.parametrize(
    ("per", "missing", "owed"),
    [
        # The copy of the 4th was due at 03:00 and came on the 7th: 72 h overdue, on the 5th, 6th and 7th.
        (DAYS, ("2026-06-04", "2026-06-05", "2026-06-06"), "15.00 USD"),
        (LENGTHS, ("2026-06-04", "2026-06-05", "2026-06-06"), "15.00 USD"),
        # Two gaps of a day each.
        (DAYS, ("2026-06-04", "2026-06-10"), "10.00 USD"),
        (LENGTHS, ("2026-06-04", "2026-06-10"), "10.00 USD"),
        (DAYS, (), "0.00 USD"),
    ],
)
def test_each_day_by_which_a_copy_is_overdue(
    tmp_path: Path, per: str, missing: tuple[str, ...], owed: str
) -> None:
    assert settled(tmp_path, terms(per), "period: 2026-06\n" + copies(*missing)).owed == owed


def test_dates_without_a_copy(tmp_path: Path) -> None:
    # On the 4th, 5th and 6th there was none: that of the 4th was due by its end, and came on the 7th.
    case = "period: 2026-06\n" + copies("2026-06-04", "2026-06-05", "2026-06-06")
    assert settled(tmp_path, terms(DAYS, "calendar days"), case).owed == "15.00 USD"


@pytest.mark.parametrize("per", [DAYS, LENGTHS])
def test_of_a_gap_over_the_end_of_a_month_each_counts_its_part(tmp_path: Path, per: str) -> None:
    # Due on 29 June at 03:00, made on 3 July at 03:00. June has the 30th, and of lengths 45 h, two started
    # ones. July has the 1st, 2nd and 3rd, and 51 h, three started ones.
    case = copies("2026-06-29", "2026-06-30", "2026-07-01", "2026-07-02")
    found = months(tmp_path, terms(per), case, first="2026-06", last="2026-07", as_of="2026-08-01")
    owed = [month["owed"]["amount"] for month in found["months"]]
    assert owed == (["5.00", "15.00"] if per == DAYS else ["10.00", "15.00"])


def by_time_alone(text: str) -> str:
    """The same copies, of which nothing is told but when each was made."""
    lines = (re.sub(r"snapshot: .*?, |, first_seen.*(?=})", "", line) for line in text.splitlines())
    return "\n".join(lines) + "\n"


def test_copies_are_told_by_their_times_alone(tmp_path: Path) -> None:
    # The copies of the 4th, 5th and 6th are missing: three days, 15.
    case = by_time_alone(copies("2026-06-04", "2026-06-05", "2026-06-06"))
    assert "  - {of: database, taken: 2026-06-07 03:00}\n" in case
    assert settled(tmp_path, terms(DAYS), f"period: 2026-06\n{case}").owed == "15.00 USD"


def test_of_copies_that_are_kept_somebody_saw_them_last(tmp_path: Path) -> None:
    # Told by their times alone, each copy would be gone once the next one was seen.
    kept = "objectives:\n  kept: {retention: {of: database, kept: 7 days}, period: calendar month}"
    agreement, case = tmp_path / "sla.yaml", tmp_path / "case.yaml"
    agreement.write_text(HEAD + terms(DAYS).replace("objectives:", kept))
    case.write_text(f"period: 2026-06\n{by_time_alone(copies())}")
    said = CliRunner().invoke(program, ["evaluate", str(agreement), "--evidence", str(case)])
    assert "a row of `snapshots` does not say `last_seen`" in said.output, said.output
