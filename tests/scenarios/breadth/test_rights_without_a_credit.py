"""Rights to leave where nothing is credited: a missed month, and a long outage in a kept one.

*Less than five minutes of downtime in a month earn no credit. The customer may terminate where uptime falls
below 100 % in a month, or where a single outage lasts more than 24 hours.* June 2026 has 720 hours.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from drafted import down, drafted
from stage import Play

SHORT = """
services: {zone: {points: [zone]}}
objectives:
  uptime: {availability: zone, target: ">= 100 %", period: calendar month}
credits:
  rules:
    - {for: uptime, bands_by: downtime, bands: {at_least: 5 min, amount: 1 day of monthly fee}}
  cap: none
termination: [{figure: "< 100 %"}, {consecutive_months_with_breach: 3}]
"""


def rights(play: Play) -> list[str]:
    return [
        step["says"] for step in play.settlement["reason"]["because"] if step["rule"] == "termination.ground"
    ]


def test_a_missed_month_that_earns_nothing_shows_its_rights(tmp_path: Path) -> None:
    # Four minutes miss 100 %, and earn nothing; the right arises all the same.
    case = "period: 2026-06\nfee: 600\noutages: [2026-06-03 10:00/10:04]\n"
    severe, in_a_row = rights(settled(tmp_path, SHORT, case))
    assert severe.endswith("has arisen on 2026-06-03")
    assert in_a_row.endswith("one statement alone does not show it")


def test_a_kept_month_shows_none(tmp_path: Path) -> None:
    assert rights(settled(tmp_path, SHORT, "period: 2026-06\nfee: 600\noutages: none\n")) == []


def test_an_agreement_without_credits_shows_its_rights(tmp_path: Path) -> None:
    terms = SHORT.partition("credits:")[0] + 'termination: [{figure: "< 100 %"}]\n'
    case = "period: 2026-06\noutages: [2026-06-03 10:00/10:04]\n"
    (right,) = rights(settled(tmp_path, terms, case))
    assert right.endswith("has arisen on 2026-06-03")


def test_rights_do_not_hang_on_what_a_part_earns(tmp_path: Path) -> None:
    # Whether less than a full 1 % earns anything is open: nothing, or 2 % of 600. The right is there anyhow.
    terms = """
    services: {zone: {points: [zone]}}
    objectives: {uptime: {availability: zone, target: ">= 99.9 %", period: calendar month}}
    credits:
      rules: {for: uptime, amount: 2 % of monthly fee, per: 1 %, of: beyond the target}
      cap: none
    termination: [{figure: "< 99.9 %"}]
    """
    play = settled(tmp_path, terms, "period: 2026-06\nfee: 600\noutages: [2026-06-03 10:00/11:00]\n")
    assert set(play.owes().values()) >= {"0.00 USD", "12.00 USD"}
    assert "; or by" not in play.why()


LONG = """
objectives:
  uptime: {{availability: app, target: ">= {target}", period: calendar month, force: {force}}}
credits: {{per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}}
conventions: {{one_breach: objective and period}}
termination: [{{outage: "> 24 h"{of}}}]
"""


@pytest.mark.parametrize(
    ("target", "force", "of", "until", "state"),
    [
        # 25 of 720 h are 96.53 %: 95 % is kept, and the outage was too long all the same.
        ("95 %", "guarantee", "", "2026-06-04 09:00", "has arisen"),
        # Exactly 24 h are not more than 24 h.
        ("95 %", "guarantee", "", "2026-06-04 08:00", "has not arisen"),
        # What is only aimed at gives no right, unless the right names it.
        ("99 %", "target", "", "2026-06-04 09:00", "has not arisen"),
        ("99 %", "target", ", of: [uptime]", "2026-06-04 09:00", "has arisen"),
        ("99 %", "guarantee", "", "2026-06-04 09:00", "has arisen"),
    ],
)
def test_a_long_outage_in_a_month_that_keeps_its_target(
    tmp_path: Path, target: str, force: str, of: str, until: str, state: str
) -> None:
    stage = drafted(tmp_path, LONG.format(target=target, force=force, of=of))
    states = down(("2026-06-03 08:00", until))
    (right,) = stage.settle("2026-06", "2026-06", states=states).series["rights"]
    assert right["state"] == state
    shown = rights(stage.play(period="2026-06", fee="1000", states=states))
    assert any(
        f"of > 24 h{' of uptime' if of else ''}: has arisen on 2026-06-04" in says for says in shown
    ) is (state == "has arisen")


def test_a_long_outage_over_the_end_of_a_month_is_one(tmp_path: Path) -> None:
    # 20 h of June and 5 of July: 97.2 % and 99.3 % keep 95 %, and the outage lasted 25 h. It had lasted 24
    # at 04:00 on 1 July.
    stage = drafted(tmp_path, LONG.format(target="95 %", force="guarantee", of=""))
    states = down(("2026-06-30 04:00", "2026-07-01 05:00"))
    (right,) = stage.settle("2026-06", "2026-07", states=states).series["rights"]
    assert (right["state"], right["latest"]["at"][:16]) == ("has arisen", "2026-07-01T04:00")


def test_unknown_time_may_have_been_a_long_outage(tmp_path: Path) -> None:
    # Ten hours down, then nothing is known for a day: 34 h at worst, and the 90 % are kept in any case.
    stage = drafted(tmp_path, LONG.format(target="90 %", force="guarantee", of=""))
    states = down(end="2026-06-03 08:00Z")
    states += "monitor,web,2026-06-03T08:00:00Z,2026-06-03T18:00:00Z,down\n"
    states += "monitor,web,2026-06-04T18:00:00Z,2027-01-01T00:00:00Z,up\n"
    (right,) = stage.settle("2026-06", "2026-06", states=states).series["rights"]
    assert right["state"] == "not known"
