"""Counting downtime: which outages count, from when on, how much of each, and out of which time.

June 2026 has 30 days: 43 200 minutes, 720 hours. All agreements are read as anybody would write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from drafted import down, drafted
from stage import NOW, Play

from upheld.operations.evaluate import Judged, Request, evaluate

MINUTE = 60_000_000
OUTAGES = "source,outage,since,until,detected_at,reported_at,affected,holds,fails\n"
TWENTY = ("2026-06-03 10:00", "2026-06-03 10:20")
FOUR = ("2026-06-10 12:00", "2026-06-10 12:04")
FIVE = ("2026-06-17 12:00", "2026-06-17 12:05")


def june(
    folder: Path,
    terms: str,
    states: str,
    *,
    outages: str = "",
    target: str = ">= 99.9 %",
    more: str = "",
    period: str = "2026-06",
    **tables: str,
) -> Play:
    """A month of an availability with these terms beside `of`, as they stand in its mapping."""
    words = f"""\
{more}objectives:
  uptime:
    availability: {{of: app, {terms}}}
    target: "{target}"
    period: calendar month
"""
    if outages:
        tables["outages"] = outages if outages.startswith("source,") else OUTAGES + outages
    return drafted(folder, words).play(period=period, states=states, **tables)


def record(play: Play) -> Mapping[str, Any]:
    found: Mapping[str, Any] = play.finding("uptime")["record"]
    return found


def minutes(play: Play, state: str = "down") -> float:
    return float(record(play)[state]) / MINUTE


def whys(play: Play) -> list[list[str]]:
    return [outage.get("why", []) for outage in record(play)["outages"]]


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        # 20 + 4 + 5 minutes, of which 4 is less than 5.
        ('downtime: {lasting: ">= 5 min"}', 20 + 5),
        # Exactly 5 minutes do not last more than 5.
        ('downtime: {lasting: "> 5 min"}', 20),
        # 20 - 5 and 5 - 5.
        ('downtime: {lasting: ">= 5 min", counted: beyond the minimum}', 15),
        ("downtime: {lasting: at least 5 consecutive minutes}", 20 + 5),
        # 20 - 4, 4 - 4, 5 - 4.
        ("downtime: {grace: 4 min}", 16 + 0 + 1),
        # Short ones go before the grace is taken off: 20 - 4 and 5 - 4.
        ('downtime: {lasting: ">= 5 min", grace: 4 min}', 16 + 1),
    ],
)
def test_a_minimum_run_and_a_grace(tmp_path: Path, terms: str, counts: int) -> None:
    play = june(tmp_path, terms, down(TWENTY, FOUR, FIVE))
    assert minutes(play) == counts
    assert minutes(play, "measured") == 43_200
    assert sum(outage["counted"] for outage in record(play)["outages"]) == counts * MINUTE


def test_each_outage_says_why_it_counts_for_so_much(tmp_path: Path) -> None:
    play = june(tmp_path, 'downtime: {lasting: ">= 5 min", grace: 4 min}', down(TWENTY, FOUR))
    assert whys(play) == [
        ["its first 4 min do not count"],
        ["it lasted 4 min, and >= 5 min is needed: none of it counts"],
    ]
    assert "only if it lasts >= 5 min; without its first 4 min: 16 min of 24 min count" in play.reasons(
        "uptime"
    )


@pytest.mark.parametrize(
    ("partial", "seconds"),
    [
        # 3 min 40 s and 59 s.
        ("as they are", 3 * 60 + 40 + 59),
        ("dropped", 3 * 60 + 0),
        ("counted as whole", 4 * 60 + 60),
    ],
)
def test_partial_minutes(tmp_path: Path, partial: str, seconds: int) -> None:
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:10Z,up
        monitor,web,2026-06-03T10:00:10Z,2026-06-03T10:03:50Z,down
        monitor,web,2026-06-03T10:03:50Z,2026-06-05T00:00:00Z,up
        monitor,web,2026-06-05T00:00:00Z,2026-06-05T00:00:59Z,down
        monitor,web,2026-06-05T00:00:59Z,2026-07-02T00:00:00Z,up
    """
    play = june(tmp_path, f"downtime: {{partial_minutes: {partial}}}", states)
    assert record(play)["down"] == seconds * 1_000_000
    assert record(play)["up"] == (43_200 * 60 - seconds) * 1_000_000


@pytest.mark.parametrize(
    ("until", "seconds"),
    # 29 s are no minute, 30 s and 59 s are a whole one.
    [
        ("10:13:00", 13 * 60),
        ("10:13:29", 13 * 60),
        ("10:13:30", 14 * 60),
        ("10:13:59", 14 * 60),
        ("10:00:29", 0),
        ("10:00:30", 60),
    ],
)
def test_the_nearest_minute(tmp_path: Path, until: str, seconds: int) -> None:
    states = f"""\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:00:00Z,2026-06-03T{until}Z,down
        monitor,web,2026-06-03T{until}Z,2026-07-02T00:00:00Z,up
    """
    play = june(tmp_path, "downtime: {partial_minutes: rounded to the nearest}", states)
    assert record(play)["down"] == seconds * 1_000_000
    assert record(play)["up"] == (43_200 * 60 - seconds) * 1_000_000


def test_the_nearest_minute_of_an_outage_that_may_be_longer(tmp_path: Path) -> None:
    # Seen for 5 min 40 s, nothing known for 30 s more: 6 minutes whatever it was, which lie between what is
    # certain and what is not. 99.99 % leaves 4 min 19.2 s, and five whole minutes were seen.
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:00:00Z,2026-06-03T10:05:40Z,down
        monitor,web,2026-06-03T10:06:10Z,2026-07-02T00:00:00Z,up
    """
    play = june(tmp_path, "downtime: {partial_minutes: rounded to the nearest}", states)
    figures = record(play)
    assert figures["down"] <= 6 * 60 * 1_000_000 <= figures["down"] + figures["unknown"]
    assert figures["down"] == 5 * 60 * 1_000_000


def test_partial_minutes_after_a_grace(tmp_path: Path) -> None:
    # 12 min 30 s less a grace of 10 min are 2 min 30 s, of which 2 whole minutes count.
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:00:00Z,2026-06-03T10:12:30Z,down
        monitor,web,2026-06-03T10:12:30Z,2026-07-02T00:00:00Z,up
    """
    assert minutes(june(tmp_path, "downtime: {grace: 10 min, partial_minutes: dropped}", states)) == 2


def test_per_second_is_what_holds_without_more_words(tmp_path: Path) -> None:
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:00:00Z,2026-06-03T10:00:01Z,down
        monitor,web,2026-06-03T10:00:01Z,2026-07-02T00:00:00Z,up
    """
    play = june(tmp_path, "out_of: time in force", states)
    # 1 second of 2 592 000.
    assert play.finding("uptime")["figure"]["share"] == "2591999/2592000"


REPORTED = (
    "desk,O-1,2026-06-03T10:00:00Z,2026-06-03T10:20:00Z,2026-06-03T10:03:00Z,2026-06-03T10:12:00Z,40,,\n"
)


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        ("begins_at: occurrence", 20),
        ("begins_at: detection", 17),  # from 10:03 to 10:20
        ("begins_at: report", 8),  # from 10:12
        ('begins_at: report, lasting: ">= 10 min"', 0),  # 8 minutes from the report on
        ('begins_at: detection, lasting: ">= 10 min", counted: beyond the minimum', 7),
        ("weighted_by: affected share", 8),  # 40 % of 20
        ("begins_at: detection, grace: 2 min, weighted_by: affected share", 6),  # 40 % of 17 - 2
        ('affecting: ">= 40 % of users"', 20),
        ('affecting: "> 40 % of users"', 0),
        ("affecting: more than 5 % of users", 20),
    ],
)
def test_when_it_begins_and_whom_it_affected(tmp_path: Path, terms: str, counts: int) -> None:
    play = june(tmp_path, f"downtime: {{{terms}}}", down(TWENTY), outages=REPORTED)
    assert minutes(play) == counts
    assert play.finding("uptime")["record"]["unknown"] == 0


def test_an_outage_that_was_reported_when_it_was_over_does_not_count(tmp_path: Path) -> None:
    late = "desk,O-1,2026-06-03T10:00:00Z,2026-06-03T10:20:00Z,,2026-06-03T10:30:00Z,,,\n"
    play = june(tmp_path, "downtime: {begins_at: report}", down(TWENTY), outages=late)
    assert (minutes(play), play.verdict("uptime")) == (0, "MET")
    assert whys(play) == [["it was reported only when it was over: none of it counts"]]


@pytest.mark.parametrize(
    ("terms", "column"),
    [
        ("begins_at: detection", "`detected_at`"),
        ("begins_at: report", "`reported_at`"),
        ("weighted_by: affected share", "`affected`"),
        ('affecting: ">= 5 % of users"', "`affected`"),
        ("provided: [the customer retries]", "`holds` or `fails`"),
    ],
)
@pytest.mark.parametrize("outages", ["", "desk,O-1,2026-06-03T10:00:00Z,2026-06-03T11:00:00Z,,,,,\n"])
def test_what_nobody_recorded_is_in_doubt_and_named(
    tmp_path: Path, terms: str, column: str, outages: str
) -> None:
    # 60 minutes are more than the 43.2 that 99.9 % leaves: it is missed if they count, and met if not.
    hour = ("2026-06-03 10:00", "2026-06-03 11:00")
    play = june(tmp_path, f"downtime: {{{terms}}}", down(hour), outages=outages)
    assert play.verdict("uptime") == "INDETERMINATE"
    assert record(play)["unknown"] == 60 * MINUTE
    named = f"outage 2026-06-03 10:00 to 11:00 UTC: no row of `outages` tells {column}"
    assert named in play.finding("uptime")["gaps"]


def test_a_condition_on_the_customer_decides_whether_an_outage_counts(tmp_path: Path) -> None:
    outages = (
        "desk,O-1,2026-06-03T10:00:00Z,2026-06-03T10:20:00Z,,,,the customer retries,\n"
        "desk,O-2,2026-06-10T12:00:00Z,2026-06-10T12:04:00Z,,,,,The Customer retries\n"
    )
    terms = "downtime: {provided: [the customer retries]}"
    play = june(tmp_path, terms, down(TWENTY, FOUR), outages=outages)
    # The 20 minutes were retried, the 4 were not.
    assert minutes(play) == 20
    assert whys(play)[1] == ["a condition fails: the customer retries: it does not count"]


def test_two_records_of_one_run_count_each_by_its_own_share(tmp_path: Path) -> None:
    # 10 minutes at 30 % are 3, 10 minutes at 60 % are 6.
    outages = (
        "desk,O-1,2026-06-03T10:00:00Z,2026-06-03T10:10:00Z,,,30,,\n"
        "desk,O-2,2026-06-03T10:10:00Z,2026-06-03T10:20:00Z,,,60,,\n"
    )
    play = june(tmp_path, "downtime: {weighted_by: affected share}", down(TWENTY), outages=outages)
    assert minutes(play) == 9
    # Of the first ten minutes too few were affected, so that only the others last ten minutes.
    terms = 'downtime: {affecting: ">= 50 %", lasting: "> 10 min"}'
    assert minutes(june(tmp_path / "b", terms, down(TWENTY), outages=outages)) == 0


MAINTENANCE = """\
    source,name,kind,services,announced_at,starts_at,ends_at
    desk,upgrade,planned,app,2026-05-01T00:00:00Z,2026-06-03T10:05:00Z,2026-06-03T10:15:00Z
"""
WORKS = "exclusions: {works: {maintenance: planned, notice: at least 7 days}}\n"


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        # Works from 10:05 to 10:15 take 10 of the 20 minutes; both ends of the run stay.
        ("partial_minutes: dropped", 10),
        # The run lasted 20 minutes, whatever is excluded of it.
        ('lasting: ">= 20 min"', 10),
        ('lasting: "> 20 min"', 0),
        # The first 7 minutes of what is left: 10:00 to 10:05 and 10:15 to 10:17.
        ("grace: 7 min", 3),
    ],
)
def test_exclusions_come_before_the_grace_and_do_not_shorten_the_run(
    tmp_path: Path, terms: str, counts: int
) -> None:
    play = june(
        tmp_path,
        f"excluding: works, downtime: {{{terms}}}",
        down(TWENTY),
        more=WORKS,
        maintenance=MAINTENANCE,
    )
    assert minutes(play) == counts
    assert minutes(play, "measured") == 43_200 - 10


def test_an_outage_beside_unknown_time_may_be_longer(tmp_path: Path) -> None:
    # Down from 10:00 to 10:04, nothing known until 10:10: it lasted 4 to 10 minutes.
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:00:00Z,2026-06-03T10:04:00Z,down
        monitor,web,2026-06-03T10:10:00Z,2026-07-02T00:00:00Z,up
    """
    play = june(tmp_path, 'downtime: {lasting: ">= 5 min"}', states)
    assert (minutes(play), minutes(play, "unknown")) == (0, 10)
    surely = june(tmp_path / "b", 'downtime: {lasting: ">= 11 min"}', states)
    assert (minutes(surely), minutes(surely, "unknown")) == (0, 6)
    grace = june(tmp_path / "c", "downtime: {grace: 3 min}", states)
    assert (minutes(grace), minutes(grace, "unknown")) == (1, 6)


@pytest.mark.parametrize(
    ("terms", "lost"),
    [
        # 432 minutes down, in a July of 44 640 minutes.
        ("out_of: time in force", "432/44640"),
        ("out_of: 30 days", "432/43200"),
        ("out_of: 730 hours", "432/43800"),
    ],
)
def test_denominators(tmp_path: Path, terms: str, lost: str) -> None:
    states = down(("2026-07-03 10:00", "2026-07-03 17:12"))
    play = june(tmp_path, terms, states, period="2026-07")
    assert Fraction(play.finding("uptime")["figure"]["share"]) == 1 - Fraction(lost)


def test_the_whole_period_and_the_part_in_force(tmp_path: Path) -> None:
    head = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: {from: 2026-06-16}
time_zone: UTC
currency: EUR
services:
  app: {points: [web], sampled_every: 60 s}
objectives:
  force: {availability: {of: app}, target: ">= 99 %", period: calendar month}
  whole: {availability: {of: app, out_of: whole period}, target: ">= 99 %", period: calendar month}
"""
    # In force from 16 June: 15 days, 21 600 minutes. 216 minutes of it are 1 %, of all June 0.5 %.
    play = drafted(tmp_path, "", head=head).play(
        period="2026-06", states=down(("2026-06-20 10:00", "2026-06-20 13:36"))
    )
    assert [play.percent(name) for name in ("force", "whole")] == ["99 %", "99.5 %"]


def test_the_time_subscribed(tmp_path: Path) -> None:
    # Subscribed from 21 June: 10 days, 14 400 minutes; 144 of them down are 1 %. What was down before is not
    # the customer's.
    states = down(("2026-06-03 10:00", "2026-06-03 20:00"), ("2026-06-23 10:00", "2026-06-23 12:24"))
    fees = "source,fee,amount,currency,since\ndesk,F-1,100,EUR,2026-06-21T00:00:00Z\n"
    play = june(tmp_path, "out_of: time subscribed", states, fees=fees)
    assert play.percent("uptime") == "99 %"
    nobody_knows = june(tmp_path / "b", "out_of: time subscribed", states)
    assert nobody_knows.verdict("uptime") == "INDETERMINATE"
    assert nobody_knows.finding("uptime")["gaps"] == [
        "no record of fees tells since when the customer had subscribed"
    ]


def test_a_billing_month(tmp_path: Path) -> None:
    # From 15 June to 15 July: 30 days. 432 minutes of 43 200 are 1 %.
    words = """\
objectives:
  uptime: {availability: app, target: ">= 99 %", period: billing month from day 15}
"""
    play = drafted(tmp_path, words).play(
        period="2026-06-15/2026-07-15", states=down(("2026-07-03 10:00", "2026-07-03 17:12"))
    )
    assert play.percent("uptime") == "99 %"


def test_a_case_that_fits_on_a_page(tmp_path: Path) -> None:
    """A list of outages in a file, with what the agreement asks of each."""
    agreement = tmp_path / "agreement.yaml"
    agreement.write_text("""\
upheld: 1
agreement: Example Circuit Service Level Agreement
provider: Example Carrier
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
services:
  circuit: {points: [brussels, ghent], down_when: each point by itself}
objectives:
  uptime:
    availability: {of: circuit, downtime: {begins_at: report, lasting: ">= 10 min"}}
    target: ">= 99.9 %"
    period: calendar month
""")
    case = tmp_path / "case.yaml"
    case.write_text("""\
period: 2026-06
outages:
  - {since: 2026-06-03 10:00, until: 2026-06-03 12:00, resources: brussels, reported_at: 2026-06-03 10:30}
  - {since: 2026-06-03 11:00, until: 2026-06-03 11:20, resources: ghent, reported_at: 2026-06-03 11:15}
""")
    outcome = evaluate(Request(agreement=agreement, evidence=case, period="2026-06"), NOW)
    assert isinstance(outcome, Judged), outcome
    findings = outcome.document["statement"]["findings"]
    # Brussels: from 10:30 to 12:00. Ghent: from 11:15 on 5 minutes, which are too few.
    assert [(each["member"], each["record"]["down"] / MINUTE, each["verdict"]) for each in findings] == [
        ("brussels", 90, "MISSED"),
        ("ghent", 0, "MET"),
    ]


def test_what_is_promised_is_said_in_full(tmp_path: Path) -> None:
    terms = 'downtime: {lasting: "> 5 min", partial_minutes: dropped}, out_of: 30 days'
    promised = june(tmp_path, terms, down(TWENTY)).finding("uptime")["promise"]
    assert promised == (
        ">= 99.9 % availability of app in each calendar month; only if it lasts > 5 min; its partial minutes "
        "dropped; out of 720 h always"
    )


def test_the_incident_and_the_ticket_tell_what_the_outage_does_not(tmp_path: Path) -> None:
    # Detected at 10:03 by the incident: 17 minutes. The ticket of 10:12 is the customer's report: 8 minutes.
    outages = "source,outage,since,until,incident\ndesk,O-1,2026-06-03T10:00:00Z,2026-06-03T10:20:00Z,I-1\n"
    incidents = "source,incident,kind,detected_at\ndesk,I-1,outage,2026-06-03T10:03:00Z\n"
    tickets = "source,ticket,opened_at,incident\ndesk,T-1,2026-06-03T10:12:00Z,I-1\n"
    for event, counts in (("detection", 17), ("report", 8)):
        play = june(
            tmp_path / event,
            f"downtime: {{begins_at: {event}}}",
            down(TWENTY),
            incidents=incidents,
            tickets=tickets,
            outages=outages,
        )
        assert minutes(play) == counts


def test_slices_count_before_they_are_weighted(tmp_path: Path) -> None:
    # 185 minutes of slices at 40 % are 74; they are 37 bad slices all the same.
    outages = "desk,O-1,2026-06-03T10:00:30Z,2026-06-03T13:00:10Z,,,40,,\n"
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:30Z,up
        monitor,web,2026-06-03T10:00:30Z,2026-06-03T13:00:10Z,down
        monitor,web,2026-06-03T13:00:10Z,2026-07-02T00:00:00Z,up
    """
    terms = "slices: {of: 5 min, down_when: down at all}, downtime: {weighted_by: affected share}"
    play = june(tmp_path, terms, states, outages=outages)
    assert minutes(play) == 74
    assert "of 8640 slices of 5 min, each bad as a whole if it is down at all, 37 are bad" in play.reasons(
        "uptime"
    )


def test_each_customer_is_judged_by_the_own_report(tmp_path: Path) -> None:
    # Alice's ticket is of 10:05, Bob's of 10:15: 15 and 5 minutes. Nobody in particular: the first of them.
    outages = "source,outage,since,until,incident\ndesk,O-1,2026-06-03T10:00:00Z,2026-06-03T10:20:00Z,I-1\n"
    incidents = "source,incident,kind\ndesk,I-1,outage\n"
    tickets = (
        "source,ticket,opened_at,incident,customer\ndesk,T-1,2026-06-03T10:05:00Z,I-1,Alice\n"
        "desk,T-2,2026-06-03T10:15:00Z,I-1,Bob\n"
    )
    words = """\
objectives:
  uptime:
    availability: {of: app, downtime: {begins_at: report}}
    target: ">= 99.9 %"
    period: calendar month
"""
    stage = drafted(tmp_path, words)
    counted = {
        customer: minutes(
            stage.play(
                period="2026-06",
                customer=customer,
                states=down(TWENTY),
                outages=outages,
                incidents=incidents,
                tickets=tickets,
            )
        )
        for customer in ("Alice", "Bob", None)
    }
    assert counted == {"Alice": 15, "Bob": 5, None: 15}
