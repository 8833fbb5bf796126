"""Business days after the end of a month, and from a cut-off time on: reports and deliveries.

*The report on each month is sent within five business days of its end; each business day of delay is credited
with 500. Orders received before 15:00 are delivered by noon of the next business day; later ones count as
received on the next one.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

REPORT = """
business_days: {working days: {open: OPEN, holidays: none}}
objectives:
  report:
    reporting: {what: monthly report, on: end of the period, business_days: working days}
    within: 5 business days
    period: calendar month
    conventions: {business_day: end of the n-th business day, next_day_after: AFTER}
credits:
  rules: {for: report, amount: 500 USD, per: EACH}
  cap: none
"""
SENT = """
period: 2026-06
fee: 1000
notices: [{kind: monthly report, about: 2026-06, sent: SENT}]
as_of: 2026-08-01
"""


@pytest.mark.parametrize("after", ["first to start after arrival", "day after the date of arrival"])
@pytest.mark.parametrize("opened", ["Mon-Fri", "Mon-Fri 09:00-17:00"])
@pytest.mark.parametrize(
    ("each", "sent", "found"),
    [
        # June ends with a Tuesday. 1, 2, 3, 6 and 7 July are five business days, and it is due on the 7th.
        ("business day late", "2026-07-07 16:00", []),
        ("business day late", "2026-07-08 10:00", ["500.00"]),
        # On the 8th and the 9th.
        ("business day late", "2026-07-09 10:00", ["1000.00"]),
        # The 8th, 9th, 10th and, after a weekend, the 13th; by calendar days the 11th and 12th, too.
        ("business day late", "2026-07-13 10:00", ["2000.00"]),
        ("day late", "2026-07-13 10:00", ["3000.00"]),
    ],
)
def test_a_report_so_many_business_days_after_the_month(
    tmp_path: Path, after: str, opened: str, each: str, sent: str, found: list[str]
) -> None:
    terms = REPORT.replace("OPEN", opened).replace("AFTER", after).replace("EACH", each)
    play = settled(tmp_path, terms, SENT.replace("SENT", sent))
    assert [line["owed"]["amount"] for line in play.settlement["lines"]] == found


DELIVERY = """
hours: {orders: {open: Mon-Fri 00:00-15:00, holidays: US}}
business_days: {deliveries: {open: Mon-Fri 00:00-12:00, holidays: US}}
objectives:
  delivery:
    resolution: {hours: orders, business_days: deliveries, solved_by: solution}
    within: {inside_hours: 1 business day, outside_hours: 2 business days}
    period: calendar month
    conventions:
      business_day: end of the n-th business day
      breach_test: stop after the close of the due window
credits:
  rules: {for: delivery, amount: 10 USD, per: missed case}
  cap: none
"""


@pytest.mark.parametrize(
    ("ordered", "delivered", "is_late"),
    [
        # Friday before 15:00: Monday noon. After it, and on Saturday: as if on Monday, so Tuesday noon.
        ("2026-06-05 14:59", "2026-06-08 12:00", False),
        ("2026-06-05 14:59", "2026-06-08 12:01", True),
        ("2026-06-05 15:01", "2026-06-09 12:00", False),
        ("2026-06-05 15:01", "2026-06-09 12:01", True),
        ("2026-06-06 10:00", "2026-06-09 11:59", False),
        # Thursday after 15:00; Friday 19 June is a holiday, so as if on Monday 22: Tuesday noon.
        ("2026-06-18 16:00", "2026-06-23 12:00", False),
        ("2026-06-18 16:00", "2026-06-23 12:01", True),
    ],
)
def test_orders_before_a_cut_off_time(tmp_path: Path, ordered: str, delivered: str, is_late: bool) -> None:
    case = f"period: 2026-06\nfee: 100\ntickets: [{{opened: {ordered}, resolved: {delivered}}}]\n"
    play = settled(tmp_path, DELIVERY, case)
    assert [line["owed"]["amount"] for line in play.settlement["lines"]] == (["10.00"] if is_late else [])
