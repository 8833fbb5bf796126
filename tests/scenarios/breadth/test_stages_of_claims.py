"""A claim in two stages, and until when it is decided.

99 % of June 2026 leaves 7 h 12 min; it was down from 08:00 to 17:00 on the 3rd.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drafted import down, drafted

TERMS = """
objectives: {uptime: {availability: app, target: ">= 99 %", period: calendar month}}
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
conventions: {one_breach: objective and period}
claims: {by: customer, within: 15 days, from: end of the month, MORE}
"""
CLAIMS = "source,claim,period,aware_at,reported_at,submitted_at\n"


def claim(folder: Path, more: str, reported: str, submitted: str) -> dict[str, Any]:
    row = f"billing,C-1,2026-06,2026-06-03T10:30:00Z,{reported},{submitted}\n"
    series = drafted(folder, TERMS.replace("MORE", more)).settle(
        "2026-06",
        "2026-06",
        fee="1000",
        as_of="2026-07-20",
        states=down(("2026-06-03 08:00", "2026-06-03 17:00")),
        claims=CLAIMS + row,
    )
    return series.claim("C-1")


@pytest.mark.parametrize(
    ("reported", "submitted", "state"),
    [
        # Aware on the 3rd at 10:30: 24 hours end on the 4th at 10:30. 15 days from the end of June: 15 July.
        ("2026-06-04T10:30:00Z", "2026-07-15T23:59:59Z", "submitted"),
        ("2026-06-04T10:30:01Z", "2026-07-15T23:59:59Z", "claimed too late"),
        ("2026-06-04T10:30:00Z", "2026-07-16T00:00:00Z", "claimed too late"),
    ],
)
def test_a_notice_within_a_day_and_then_a_claim(
    tmp_path: Path, reported: str, submitted: str, state: str
) -> None:
    more = "notice_within: 24 hours, notice_from: awareness of the failure"
    assert claim(tmp_path, more, reported, submitted)["state"] == state


def test_it_is_decided_within_thirty_days(tmp_path: Path) -> None:
    # Claimed on 10 July: 21 days of July and nine of August.
    found = claim(tmp_path, "verified_by: provider, decided_within: 30 days", "", "2026-07-10T09:00:00Z")
    assert found["answer_by"] == {"kind": "moment", "at": "2026-08-09T23:59:59.999999Z"}
