"""Credits in the words of contracts: what is owed, and what the line says of it.

June 2026 has 30 days: 720 hours, 43 200 minutes.
"""

from __future__ import annotations

from pathlib import Path

from drafted import down, drafted
from stage import Play

from upheld.report.text import render_text

WORDS = """
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar month}
credits:
"""
NINETY = ("2026-06-03 14:00", "2026-06-03 15:30")
"""90 minutes, of which 99.9 % allows 43.2."""


def june(folder: Path, credits: str) -> Play:
    return drafted(folder / f"agreement-{len(list(folder.iterdir()))}", WORDS + credits).play(
        period="2026-06", fee="720 EUR", states=down(NINETY)
    )


def test_a_day_of_the_fee_for_each_breach(tmp_path: Path) -> None:
    # One breach in June, and a day of it costs 720 / 30 = 24.
    assert june(tmp_path, "  per_breach: 1 day of monthly fee\n  cap: none\n").owed == "24.00 EUR"


def test_a_line_shows_the_words_of_the_contract_then_the_arithmetic(tmp_path: Path) -> None:
    play = june(tmp_path, "  per_breach: 1 day of monthly fee\n  cap: none\n")
    # June has 30 days: a day of it is a thirtieth.
    assert "at 1 day of monthly fee (1/30 of monthly fee) for each breach: 24.00 EUR" in play.why()
    assert play.settlement["lines"][0]["stated"] == "1 day of monthly fee"
    page = render_text(play.document)
    assert "1 day of monthly fee" in page
    assert "3.3333 %" not in page


def test_a_thirtieth_is_shown_as_one(tmp_path: Path) -> None:
    page = render_text(june(tmp_path, "  per_breach: 1/30th of monthly fee\n  cap: none\n").document)
    assert "1/30 of monthly fee" in page
    assert "3.3333 %" not in page


def test_fifty_times_the_time_that_was_lost(tmp_path: Path) -> None:
    play = june(tmp_path, "  rules: {for: uptime, lost_time: 50, of: all downtime}\n  cap: none\n")
    # 50 × 90 / 43 200 = 0.1041666… of 720 = 75.
    assert play.owed == "75.00 EUR"
    assert (
        "with 1 h 30 min of downtime in 1 outage, at 50 times the monthly fee for the time that was lost: "
        "75.00 EUR"
    ) in play.why()
    assert "50 times the monthly fee for the time that was lost" in render_text(play.document)


def test_what_was_counted_beyond_the_target_is_said_with_the_product(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 5 % of monthly fee, per: 10 min, counted: per full, of: beyond the target}"
    play = june(tmp_path, f"  rules: {rule}\n  cap: none\n")
    # 90 − 43.2 = 46.8 min hold 4 × 10 min: 4 × 5 % of 720 = 144.
    assert play.owed == "144.00 EUR"
    assert (
        "with 1 h 30 min of downtime in 1 outage, less 43 min 12 s that the target allows, is 46 min 48 s, "
        "at 5 % of monthly fee for each full 10 min of downtime, 4 times: 144.00 EUR"
    ) in play.why()


def test_time_of_service_in_hours_where_days_would_be_a_ratio(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 1 hour of service, per: 30 min, counted: per full, summed: each outage}"
    # 90 min hold 3 × 30 min: 3 hours of service, which are 1/8 = 0.125 of a day.
    assert june(tmp_path, f"  rules: {rule}\n  cap: none\n").owed == "0.125 days of service"
    rule = rule.replace("30 min", "50 min")
    # 90 min hold 1 × 50 min: 1 hour, of which a day has 24.
    assert june(tmp_path, f"  rules: {rule}\n  cap: none\n").owed == "1 hour of service"
