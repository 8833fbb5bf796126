"""Earn-back: the credit for a missed month is returned when the months after it keep the promise.

99.5 % of June leaves 3 h 36 min of downtime, of a month of 31 days 3 h 43 min. The fee is 1000.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cases import HEAD, settled

from upheld.chrono.instant import parse_instant
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text.series import render_series

NOW = parse_instant("2030-01-01T00:00:00Z")
TERMS = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
credits:
  per_breach: 10 % of monthly fee
  cap: CAP
  earned_back: 3 months
claims: automatic
conventions: {one_breach: objective and period}
termination: {months_with_breach: at least 2, within: 6 months}
"""


def series(folder: Path, missed: str, last: str, cap: str = "none") -> tuple[Any, str]:
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD + dedent(TERMS).replace("CAP", cap))
    outages = ", ".join(f"2026-{each}-04 10:00 for 4 h" for each in missed.split())
    evidence.write_text(f"fee: 1000\noutages: [{outages}]\nas_of: 2026-12-01\n")
    request = Request(agreement=agreement, evidence=evidence, first="2026-06", last=last)
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    return outcome.document["series"], render_series(outcome.document)


@pytest.mark.parametrize(
    ("missed", "last", "owed"),
    [
        # July, August and September keep it: June's 100 are returned.
        ("06", "2026-09", ["0.00", "0.00", "0.00", "0.00"]),
        # Only two months after it are settled: 100 as yet.
        ("06", "2026-08", ["100.00", "0.00", "0.00"]),
        # August is missed, so June stands; September, October and November return August.
        ("06 08", "2026-11", ["100.00", "0.00", "0.00", "0.00", "0.00", "0.00"]),
        # October is missed, so neither August is returned, nor October yet.
        ("08 10", "2026-11", ["0.00", "0.00", "100.00", "0.00", "100.00", "0.00"]),
    ],
)
@pytest.mark.parametrize("cap", ["none", "50 % of monthly fee per 12 months"])
def test_three_months_that_keep_the_promise_return_its_credit(
    tmp_path: Path, missed: str, last: str, owed: list[str], cap: str
) -> None:
    document, _ = series(tmp_path, missed, last, cap)
    assert [each["owed"]["amount"] for each in document["months"]] == owed
    assert document["due"]["amount"] == f"{sum(map(float, owed)):.2f}"


def test_what_was_earned_back_remains_a_breach(tmp_path: Path) -> None:
    # June and August are two months with a breach of six, though August earns nothing any more.
    document, _ = series(tmp_path, "06 08", "2026-11")
    (right,) = document["rights"]
    assert right["state"] == "has arisen"


def test_one_month_tells_that_its_credit_may_be_returned(tmp_path: Path) -> None:
    story = "{period: 2026-06, fee: 1000, outages: [2026-06-04 10:00 for 4 h]}"
    play = settled(tmp_path, TERMS.replace("CAP", "none"), story)
    assert play.owed == "100.00 USD"
    assert "a credit is returned where the promise is kept in each of the 3 months after" in play.why()
