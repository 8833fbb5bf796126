"""Credits in the words of contracts: what is owed, and what the line says of it.

June 2026 has 30 days: 720 hours, 43 200 minutes.
"""

from __future__ import annotations

from pathlib import Path

from drafted import down, drafted
from stage import Play

WORDS = """
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar month}
credits:
"""
NINETY = ("2026-06-03 14:00", "2026-06-03 15:30")
"""90 minutes, of which 99.9 % allows 43.2."""


def june(folder: Path, credits: str) -> Play:
    return drafted(folder, WORDS + credits).play(period="2026-06", fee="720 EUR", states=down(NINETY))


def test_a_day_of_the_fee_for_each_breach(tmp_path: Path) -> None:
    # One breach in June, and a day of it costs 720 / 30 = 24.
    assert june(tmp_path, "  per_breach: 1 day of monthly fee\n  cap: none\n").owed == "24.00 EUR"
