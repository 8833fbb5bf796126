"""Formulas of credits, each as contracts write it, with the amount worked out by hand.

June 2026 has 30 days: 720 hours, 43 200 minutes. The fee is 720 EUR a month: an hour of June costs 1 EUR.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from drafted import HEAD, down, drafted
from stage import Play

from upheld.agreement.service_time import ServiceTime
from upheld.report.html import render_html
from upheld.report.text import render_text

FEE = "720 EUR"
FORTY_SEVEN = ("2026-06-03 14:03", "2026-06-03 14:50")
TWENTY = ("2026-06-10 09:00", "2026-06-10 09:20")
HUNDRED = ("2026-06-17 23:20", "2026-06-18 01:00")
"""100 minutes, 40 of them on the 17th and 60 on the 18th."""


def words(rule: str, target: str = ">= 99.99 %", cap: str = "none", more: str = "") -> str:
    return f"""\
objectives:
  uptime: {{availability: app, target: "{target}", period: calendar month}}
credits:
  rules:
    - {rule}
  cap: {cap}
{more}"""


def june(
    folder: Path,
    rule: str,
    *outages: tuple[str, str],
    target: str = ">= 99.99 %",
    cap: str = "none",
    more: str = "",
    fee: str | None = FEE,
    period: str = "2026-06",
    head: str = HEAD,
) -> Play:
    """A month with some outages, credited by one rule."""
    stage = drafted(_another(folder), words(rule, target, cap, more), head=head)
    return stage.play(period=period, fee=fee, states=down(*outages))


def _another(folder: Path) -> Path:
    """A folder for one more agreement of a scene."""
    return folder / f"agreement-{len(list(folder.iterdir()))}"


PER_HALF_HOUR = "{for: uptime, amount: 5 % of monthly fee, per: 30 min, of: all downtime"


def test_full_blocks_of_each_outage(tmp_path: Path) -> None:
    play = june(
        tmp_path, PER_HALF_HOUR + ", counted: per full, summed: each outage}", FORTY_SEVEN, TWENTY, HUNDRED
    )
    # 47 min hold 1 × 30 min, 20 min none, 100 min 3: 1 + 0 + 3 = 4; 4 × 5 % = 20 % of 720 = 144.
    assert play.owed == "144.00 EUR"
    said = play.why()
    assert "an outage of 47 min counts with all of it: 1 × full 30 min" in said
    assert "an outage of 20 min counts with all of it: 0 × full 30 min" in said
    assert "1 + 0 + 3 = 4 × full 30 min of an outage" in said


def test_started_blocks_of_each_outage(tmp_path: Path) -> None:
    play = june(
        tmp_path, PER_HALF_HOUR + ", counted: per started, summed: each outage}", FORTY_SEVEN, TWENTY, HUNDRED
    )
    # 47 min begin 2 × 30 min, 20 min 1, 100 min 4: 7 × 5 % = 35 % of 720 = 252.
    assert play.owed == "252.00 EUR"


def test_full_blocks_of_all_outages_together(tmp_path: Path) -> None:
    play = june(
        tmp_path, PER_HALF_HOUR + ", counted: per full, summed: all outages}", FORTY_SEVEN, TWENTY, HUNDRED
    )
    # 47 + 20 + 100 = 167 min hold 5 × 30 min; 5 × 5 % = 25 % of 720 = 180.
    assert play.owed == "180.00 EUR"
    assert "2 h 47 min of downtime in 3 outages: 5 × full 30 min of downtime" in play.why()


def test_started_blocks_of_all_outages_together(tmp_path: Path) -> None:
    play = june(
        tmp_path, PER_HALF_HOUR + ", counted: per started, summed: all outages}", FORTY_SEVEN, TWENTY, HUNDRED
    )
    # 167 min begin 6 × 30 min; 6 × 5 % = 30 % of 720 = 216.
    assert play.owed == "216.00 EUR"


def test_pro_rata_needs_no_answer_about_outages(tmp_path: Path) -> None:
    play = june(tmp_path, PER_HALF_HOUR + ", counted: pro rata}", FORTY_SEVEN, TWENTY, HUNDRED)
    # 167/30 × 5 % of 720 = 167/30 × 36 = 200.40.
    assert play.owed == "200.40 EUR"


def test_unsaid_summing_is_ambiguous(tmp_path: Path) -> None:
    play = june(tmp_path, PER_HALF_HOUR + ", counted: per full}", FORTY_SEVEN, TWENTY, HUNDRED)
    assert play.settlement["standing"] == "what is owed depends on how the text is read"
    assert play.owes() == {
        "credits.rules.0.summed: each outage": "144.00 EUR",
        "credits.rules.0.summed: all outages": "180.00 EUR",
    }


def test_the_first_minutes_of_each_outage_earn_nothing(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 5 % of monthly fee, per: 30 min, counted: per started, of: beyond 15 min}"
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED)
    # Beyond 15 min: 32, 5 and 85 min begin 2, 1 and 3 × 30 min: 6 × 36 = 216.
    assert play.owed == "216.00 EUR"
    assert "an outage of 47 min counts with all of it, 32 min beyond the first 15 min: 2 ×" in play.why()


def test_downtime_beyond_the_target_in_lengths(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 10 EUR, per: 1 h, counted: per full, of: beyond the target}"
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED, target=">= 99.9 %")
    # 0.1 % of 43 200 min are 43.2 min; 167 - 43.2 = 123.8 min hold 2 × 1 h: 20.
    assert play.owed == "20.00 EUR"
    assert "less 43 min 12 s that the target allows, is 2 h 3 min 48 s: 2 × full 1 h" in play.why()


def test_ten_times_the_fee_for_the_time_lost(tmp_path: Path) -> None:
    play = june(tmp_path, "{for: uptime, lost_time: 10}", FORTY_SEVEN, TWENTY, HUNDRED)
    # 167 min of 43 200 min, ten times: 1670/43200 × 720 = 27.8333… EUR, rounded once to 27.83.
    assert play.owed == "27.83 EUR"
    assert "10 × this / 720 h, the length of the month = 167/4320 of the monthly fee" in play.why()


def test_time_lost_of_a_month_of_30_days_or_730_hours(tmp_path: Path) -> None:
    outage = ("2026-07-03 10:00", "2026-07-03 17:18")  # 7 h 18 min = 438 min
    thirty = june(tmp_path, "{for: uptime, lost_time: 1, spread_over: 30 days}", outage, period="2026-07")
    hours = june(
        tmp_path, "{for: uptime, lost_time: 100 %, spread_over: 730 hours}", outage, period="2026-07"
    )
    real = june(tmp_path, "{for: uptime, lost_time: 1 times monthly fee}", outage, period="2026-07")
    # 438/43200 × 720 = 7.30; 7.3 h / 730 h × 720 = 7.20; July has 744 h: 7.3/744 × 720 = 7.0645… = 7.06.
    assert (thirty.owed, hours.owed, real.owed) == ("7.30 EUR", "7.20 EUR", "7.06 EUR")


def test_time_lost_after_the_first_half_hour(tmp_path: Path) -> None:
    play = june(tmp_path, "{for: uptime, lost_time: 1, of: beyond 30 min}", FORTY_SEVEN, TWENTY, HUNDRED)
    # 17 + 0 + 70 = 87 min; 87/43200 × 720 = 1.45.
    assert play.owed == "1.45 EUR"


def test_a_thirtieth_of_the_monthly_charge_for_each_hour(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 1/30 of monthly fee, per: 1 h, counted: per started, summed: each outage}"
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED)
    # 1 + 1 + 2 = 4 started hours; 4/30 × 720 = 96.
    assert play.owed == "96.00 EUR"


def test_a_day_of_the_fee_for_each_affected_day(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 1 day of monthly fee, per: affected day}"
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED)
    # Affected are the 3rd, 10th, 17th and 18th: 4 days of 30, 4/30 × 720 = 96.
    assert play.owed == "96.00 EUR"
    assert "4 days with downtime" in play.why()


def test_a_day_is_affected_by_more_than_an_hour(tmp_path: Path) -> None:
    rule = '{for: uptime, amount: 50 EUR, per: affected day, day_affected_by: ">= 1 h"}'
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED)
    # Only the 18th has an hour, of the outage that began 40 minutes before midnight.
    assert play.owed == "50.00 EUR"
    strict = june(tmp_path, rule.replace(">=", ">"), FORTY_SEVEN, TWENTY, HUNDRED)
    assert strict.owed == "0.00 EUR"


LONDON = HEAD.replace("time_zone: UTC", "time_zone: Europe/London")


def test_days_and_months_are_those_of_the_zone(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 1 day of monthly fee, per: affected day}"
    # 22:30 to 23:30 UTC on 30 March is 23:30 to 00:30 in London, where summer time began on the 29th: two
    # days of 31, though the month has 743 hours: 2/31 × 720 = 46.4516… = 46.45.
    outage = ("2026-03-30 22:30", "2026-03-30 23:30")
    assert june(tmp_path, rule, outage, period="2026-03", head=LONDON).owed == "46.45 EUR"


def test_hours_are_not_charged_in_which_more_than_six_minutes_were_bad(tmp_path: Path) -> None:
    rule = '{for: uptime, amount: 1 hour of monthly fee, per: clock hour, hour_affected_by: "> 6 min"}'
    first = ("2026-06-03 13:54", "2026-06-03 15:06")  # 6, 60 and 6 minutes of three hours
    again = ("2026-06-03 15:30", "2026-06-03 15:31")  # one more minute makes the third a bad one
    # Bad are 14 and 15 o'clock: 2 of 720 hours: 2.00; the outage took 72 + 1 minutes.
    assert june(tmp_path, rule, first, again).owed == "2.00 EUR"
    # An hour spread over 730 hours: 2/730 × 720 = 1.9726… = 1.97.
    declared = rule.replace("}", ", spread_over: 730 hours}")
    assert june(tmp_path, declared, first, again).owed == "1.97 EUR"


def test_for_each_outage_and_each_missed_case(tmp_path: Path) -> None:
    play = june(tmp_path, "{for: uptime, amount: 10 EUR, per: outage}", FORTY_SEVEN, TWENTY, HUNDRED)
    assert play.owed == "30.00 EUR"


BY_OUTAGE = """{for: uptime, bands_by: each outage, bands: [
      {above: 15 min, at_most: 1 h, amount: 5 % of monthly fee},
      {above: 1 h, at_most: 4 h, amount: 10 % of monthly fee},
      {above: 4 h, amount: 50 % of monthly fee}]}"""


def test_a_table_of_lengths_of_outages(tmp_path: Path) -> None:
    play = june(
        tmp_path,
        BY_OUTAGE,
        FORTY_SEVEN,
        ("2026-06-05 10:00", "2026-06-05 10:15"),
        ("2026-06-06 10:00", "2026-06-06 11:00"),
        HUNDRED,
    )
    # 47 min: 5 %; 15 min: not above 15 min; 60 min: at most 1 h, 5 %; 100 min: 10 %. Together 20 % = 144.
    assert play.owed == "144.00 EUR"
    said = play.why()
    assert "an outage of 15 min counts with all of it: none of the credit bands" in said
    assert "above 1 h and at most 4 h, 10 % of monthly fee" in said


def test_an_outage_that_goes_beyond_the_table(tmp_path: Path) -> None:
    play = june(tmp_path, BY_OUTAGE, ("2026-06-06 10:00", "2026-06-07 11:00"))
    assert play.owed == "360.00 EUR"  # 25 h: 50 % of 720


def test_bands_by_the_downtime_of_the_month(tmp_path: Path) -> None:
    rule = """{for: uptime, bands_by: downtime, bands: [
      {at_most: 1 h, amount: 5 EUR}, {at_most: 2 h, amount: 10 EUR}, {above: 2 h, amount: 40 EUR}]}"""
    # 47 min: 5; 47 + 20 = 67 min: 10; 167 min: 40.
    assert june(tmp_path, rule, FORTY_SEVEN).owed == "5.00 EUR"
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY).owed == "10.00 EUR"
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED).owed == "40.00 EUR"


def test_cumulative_bands_of_downtime(tmp_path: Path) -> None:
    rule = """{for: uptime, bands_by: downtime, bands_counted: cumulative, bands: [
      {above: 0 min, amount: 5 EUR}, {above: 1 h, amount: 10 EUR}, {above: 2 h, amount: 40 EUR}]}"""
    # 67 min reach the first two: 15; 167 min all three: 55.
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY).owed == "15.00 EUR"
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED).owed == "55.00 EUR"


def test_cumulative_bands_with_both_edges_are_the_same(tmp_path: Path) -> None:
    of_downtime = """{for: uptime, bands_by: downtime, bands_counted: cumulative, bands: [
      {above: 0 min, at_most: 1 h, amount: 5 EUR}, {above: 1 h, at_most: 2 h, amount: 10 EUR},
      {above: 2 h, amount: 40 EUR}]}"""
    # As with one edge each: 67 min have passed the first and reached the second.
    assert june(tmp_path, of_downtime, FORTY_SEVEN, TWENTY).owed == "15.00 EUR"
    assert june(tmp_path, of_downtime, FORTY_SEVEN, TWENTY, HUNDRED).owed == "55.00 EUR"
    by_share = """{for: uptime, bands_counted: cumulative, bands: [
      {at_least: 99.8 %, below: 99.9 %, amount: 5 EUR}, {below: 99.8 %, amount: 10 EUR}]}"""
    # 47 of 43 200 min leave 99.8912 %: the first; 67 leave 99.8449 %: still the first; 167 99.6134 %: both.
    assert june(tmp_path, by_share, FORTY_SEVEN, TWENTY).owed == "5.00 EUR"
    assert june(tmp_path, by_share, FORTY_SEVEN, TWENTY, HUNDRED).owed == "15.00 EUR"
    by_number = """{for: uptime, bands_by: missed cases, bands_counted: cumulative, bands: [
      {at_least: 1, at_most: 2, amount: 5 EUR}, {at_least: 3, amount: 20 EUR}]}"""
    assert june(tmp_path, by_number, FORTY_SEVEN, TWENTY).owed == "5.00 EUR"
    assert june(tmp_path, by_number, FORTY_SEVEN, TWENTY, HUNDRED).owed == "25.00 EUR"


def test_bands_by_the_number_of_outages(tmp_path: Path) -> None:
    rule = """{for: uptime, bands_by: missed cases, bands: [
      {at_least: 1, below: 3, amount: 5 EUR}, {at_least: 3, amount: 20 EUR}]}"""
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY).owed == "5.00 EUR"
    three = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED)
    assert three.owed == "20.00 EUR"
    assert "a count of 3 outages lies in the credit band at least 3" in three.why()


def test_a_shortfall_of_seconds_is_told_as_a_length_too(tmp_path: Path) -> None:
    # 99.9 % leaves 2592 s; 2597 s are 5 s more, 0.00019 % of 2 592 000 s, and one started per cent.
    rule = "{for: uptime, amount: 10 EUR, per: 1 %, counted: per started, of: beyond the target}"
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:00:00Z,2026-06-03T10:43:17Z,down
        monitor,web,2026-06-03T10:43:17Z,2026-07-02T00:00:00Z,up
    """
    play = drafted(tmp_path, words(rule, ">= 99.9 %")).play(period="2026-06", fee=FEE, states=states)
    assert play.owed == "10.00 EUR"
    assert "uptime was missed with 0.0001 % (5 s) of downtime beyond the target" in play.why()


def test_days_of_service_for_each_hour_of_downtime(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 3 days of service, per: 1 h, counted: per full, summed: all outages}"
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED, cap="30 days of service per month")
    # 167 min hold 2 full hours: 2 × 3 = 6 days.
    assert play.owed == "6 days of service"
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED, cap="5 days of service per month").owed == (
        "5 days of service"
    )


def test_a_term_is_extended_by_the_minutes_that_were_lost(tmp_path: Path) -> None:
    rule = "{for: uptime, amount: 1 minute of service, per: 1 min, counted: per full, summed: all outages}"
    # 47 + 20 min, and in seconds where they make no whole minutes.
    assert june(tmp_path, rule, FORTY_SEVEN, TWENTY).owed == "67 minutes of service"
    assert str(ServiceTime(days=Fraction(67 * 60 + 40, 86_400))) == "1 h 7 min 40 s of service"


def test_a_month_of_service_is_no_number_of_days(tmp_path: Path) -> None:
    rule = """{for: uptime, bands: [
      {at_least: 99 %, below: 99.99 %, amount: 7 days of service},
      {below: 99 %, amount: 1 month of free service}]}"""
    assert june(tmp_path, rule, HUNDRED).owed == "7 days of service"  # 100 min: 99.7685 %
    # 8 h are 480 of 43 200 min: 98.8888…%.
    play = june(tmp_path, rule, ("2026-06-06 10:00", "2026-06-06 18:00"))
    assert play.owed == "1 month of service"
    assert "1 month of service" in render_text(play.document)
    assert "1 month of service" in render_html(play.document)


def test_a_credit_of_more_than_the_fee_is_owed_and_told(tmp_path: Path) -> None:
    rule = "{for: uptime, lost_time: 1000}"
    # 167 min of 43 200, a thousand times: 167000/43200 × 720 = 2783.33…, nearly four times the fee.
    play = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED)
    assert play.owed == "2783.33 EUR"
    assert "this is 835/216 times the monthly fee: only a cap keeps a credit" in play.why()
    capped = june(tmp_path, rule, FORTY_SEVEN, TWENTY, HUNDRED, cap="100 % of monthly fee per month")
    assert capped.owed == "720.00 EUR"


MEASURED = """\
  page: {points: [web], sampled_every: 60 s}
measures:
  latency: {unit: duration, of: page, measured_at: server side}
"""


@pytest.mark.parametrize(
    ("seconds", "owed"),
    [("0.3", "0.00 EUR"), ("0.301", "10.00 EUR"), ("0.5", "10.00 EUR"), ("0.6", "40.00 EUR")],
)
def test_bands_of_a_latency(tmp_path: Path, seconds: str, owed: str) -> None:
    """Above 300 ms up to 500 ms: 10 EUR; above 500 ms: 40 EUR."""
    terms = """\
objectives:
  speed: {mean: {of: latency, at_least: 1 sample}, target: "<= 300 ms", period: calendar month}
credits:
  rules:
    - for: speed
      bands: [{above: 300 ms, at_most: 500 ms, amount: 10 EUR}, {above: 500 ms, amount: 40 EUR}]
  cap: none
"""
    bindings = "bindings: 1\nmeasures:\n  latency: {source: monitor, series: page}\n"
    stage = drafted(tmp_path, terms, head=HEAD + MEASURED, bindings=bindings)
    play = stage.play(
        period="2026-06",
        fee=FEE,
        measurements=f"source,series,at,value,unit\nmonitor,page,2026-06-10T10:00:00Z,{seconds},s\n",
    )
    assert play.owed == owed


TICKETS = "source,ticket,priority,opened_at\n"
EVENTS = "source,ticket,at,event,actor,substance\n"


def late_and_kept(late: int, kept: int, substance: str) -> dict[str, str]:
    """Tickets of 10 June, some answered after ten hours and the others after one."""
    tickets, events = [], []
    for number in range(late + kept):
        hour = 20 if number < late else 11
        tickets.append(f"desk,T{number},high,2026-06-10T10:00:00Z\n")
        events.append(f"desk,T{number},2026-06-10T{hour}:00:00Z,reply,agent,{substance}\n")
    return {"tickets": TICKETS + "".join(tickets), "ticket_events": EVENTS + "".join(events)}


def desk(
    folder: Path,
    rule: str,
    late: int,
    kept: int,
    target: str = ', target: ">= 95 %"',
    substance: str = "substantive",
) -> Play:
    terms = f"""\
objectives:
  answer: {{response: {{}}, within: 4 h{target}, period: calendar month}}
credits:
  rules:
    - {rule}
  cap: none
"""
    return drafted(_another(folder), terms).play(
        period="2026-06", fee=FEE, **late_and_kept(late, kept, substance)
    )


def test_an_amount_for_each_late_ticket(tmp_path: Path) -> None:
    rule = "{for: answer, amount: 25 EUR, per: missed ticket}"
    # 3 of 20 were late, 85 % in time: 3 × 25 = 75; the convention of one breach a month plays no part.
    assert desk(tmp_path, rule, 3, 17).owed == "75.00 EUR"
    # 1 of 20 was late: 95 % in time keeps the promise.
    assert desk(tmp_path, rule, 1, 19).owed == "0.00 EUR"


def test_bands_by_the_share_of_tickets_in_time(tmp_path: Path) -> None:
    rule = """{for: answer, bands: [
      {at_least: 90 %, below: 95 %, amount: 5 % of monthly fee},
      {below: 90 %, amount: 10 % of monthly fee}]}"""
    assert desk(tmp_path, rule, 2, 18).owed == "36.00 EUR"  # exactly 90 %
    assert desk(tmp_path, rule, 3, 17).owed == "72.00 EUR"  # 85 %


def test_tickets_that_are_not_decided_leave_the_band_open(tmp_path: Path) -> None:
    rule = """{for: answer, bands: [
      {at_least: 90 %, below: 95 %, amount: 5 % of monthly fee},
      {below: 90 %, amount: 10 % of monthly fee}]}"""
    # 2 of 20 are late for certain, so the promise is broken; the others may come to 0 % or to 90 % in time.
    play = desk(tmp_path, rule, 2, 18, substance="")
    assert play.verdict("answer") == "MISSED"
    assert play.owed == "answer: the evidence leaves the figure in more than one of the credit bands"


def test_so_much_for_each_per_cent_of_late_tickets(tmp_path: Path) -> None:
    rule = "{for: answer, amount: 1 % of monthly fee, per: 1 %, counted: per full, of: beyond the target}"
    # 85 % in time are 10 points short of 95 %: 10 × 7.20 = 72.
    assert desk(tmp_path, rule, 3, 17).owed == "72.00 EUR"


def test_bands_by_the_number_of_late_tickets(tmp_path: Path) -> None:
    rule = """{for: answer, bands_by: missed cases, bands: [
      {at_least: 1, at_most: 2, amount: 10 EUR}, {above: 2, amount: 30 EUR}]}"""
    assert desk(tmp_path, rule, 2, 18, target="").owed == "10.00 EUR"
    assert desk(tmp_path, rule, 3, 17, target="").owed == "30.00 EUR"


def test_a_day_of_a_yearly_fee_is_a_day_of_its_year(tmp_path: Path) -> None:
    # three started hours: 3/365 of 720, a year of 60 a month; in June a day of a month's fee would be 1/30
    rule = "{for: uptime, amount: 1 day of yearly fee, per: 1 h, counted: per started, summed: each outage}"
    outage = ("2026-06-03 14:00", "2026-06-03 16:10")
    play = june(tmp_path, rule, outage, target=">= 100 %", fee="60 EUR")
    assert play.owed == "5.92 EUR"
    assert "1 day of yearly fee (1/365 of yearly fee)" in play.why()
    over = rule.replace("}", ", spread_over: 360 days}")
    play = june(tmp_path, over, outage, target=">= 100 %", fee="60 EUR")
    assert play.owed == "6.00 EUR"  # 3/360 of 720
    over = rule.replace("}", ", spread_over: 30 days}")
    play = june(tmp_path, over, outage, target=">= 100 %", fee="60 EUR")
    assert play.owed == "6.00 EUR"  # 3/30 of a twelfth, 60


def test_the_time_lost_of_a_yearly_fee(tmp_path: Path) -> None:
    # ten times 8.75 of 8 760 hours, of 876: 87.5 / 8760 × 876 = 8.75
    rule = "{for: uptime, lost_time: 10 times yearly fee, of: all downtime}"
    outage = ("2026-06-03 14:00", "2026-06-03 22:45")
    play = june(tmp_path, rule, outage, target=">= 100 %", fee="73 EUR")
    assert play.owed == "8.75 EUR"


@pytest.mark.parametrize(
    ("rule", "owed"),
    [
        # 14 h 24 min are 2 % of 720 h; 99 % leaves 1 %: 7 h 12 min beyond it, 8 started hours of 5
        ("{for: uptime, amount: 5 EUR, per: 1 h, counted: per started, of: beyond 99 %}", "40.00 EUR"),
        # 1 % beyond 99 %, two halves of a per cent at 3
        ("{for: uptime, amount: 3 EUR, per: 0.5 %, counted: per full, of: beyond 99 %}", "6.00 EUR"),
        # ten times 7.2 h of 720 h, of 720
        ("{for: uptime, lost_time: 10, of: beyond 99 %}", "72.00 EUR"),
    ],
)
def test_what_lies_beyond_another_availability(tmp_path: Path, rule: str, owed: str) -> None:
    # the promise is 99.9 %, and is missed; credits begin at 99 %
    play = june(tmp_path, rule, ("2026-06-03 00:00", "2026-06-03 14:24"), target=">= 99.9 %")
    assert play.owed == owed
    kept = june(tmp_path, rule, ("2026-06-03 00:00", "2026-06-03 07:12"), target=">= 99.9 %")
    assert kept.owed == "0.00 EUR"
