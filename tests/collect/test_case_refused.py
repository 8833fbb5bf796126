"""Cases in which something is wrong: all of it is told at once, with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_court import Court


@pytest.fixture
def court(tmp_path: Path) -> Court:
    return Court(tmp_path)


def test_everything_is_told_at_once(court: Court) -> None:
    told = court.refused(
        """\
        period: 2026-06
        fee: 8000 zorkmid
        outges: none
        outages:
          - 2026-06-03 14:03/14:10 eu-wset
          - {from: 2026-06-05 01:00, till: 01:30, foreseen: maybe, services: [web]}
          - [a, b]
        tickets:
          - {first_response: 14:20}
        claims:
          - {submitted: 2026-07-03, in_writing: perhaps}
        complete: perhaps
        """
    )
    assert told == [
        "2:6: `zorkmid` is not a currency; write a code of ISO 4217 such as EUR",
        "3:1: `outges` has no meaning in a case; did you mean `outages`?",
        "5:5: `eu-wset` is no measurement point, service or resource; did you mean `eu-west`?",
        "6:30: `till` has no meaning in a row of `outages`; did you mean `until`?",
        "6:53: `foreseen`: `maybe` is none of no, yes; write one of these",
        "6:71: `web` is no measurement point, service or resource; one of app, mail is expected",
        "7:5: a row of `outages` is written otherwise; write its columns as keys with values: `{…: …, …: …}`",
        "9:5: a row of `tickets` does not say `opened_at`; add `opened_at: …`: when it was reported",
        "9:22: `14:20` names no date; write 2026-06-03 14:03, 2026-06-03T14:03:00+02:00, or a date alone for "
        "its midnight",
        "11:41: `in_writing`: `perhaps` is none of no, yes; write one of these",
        "12:11: `perhaps` does not say whether the list of outages is complete; write `yes` or `no`",
    ]


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("outages: [{from: 2026-06-05 01:00, until: 00:30}]", "ends before it starts"),
        ("outages: [{from: 2026-06-05, until: 2026-06-06, from: 2026-06-07}]", "stands"),
        (
            "outages: [{from: 2026-06-05, since: 2026-06-04, until: 2026-06-06}]",
            "says again what `from` says",
        ),
        ("outages: [{time: 2026-06-05 01:00/02:00, state: broken}]", "`broken` is no state of an outage"),
        ("outages: [2026-06-05 2:03pm/2:50pm app]", "`2:03pm/2:50pm` in"),
        ("outages: [2026-06-05 2:03/2:50 pm app]", "`pm` in"),
        ("outages: [2026-06-05 14.03/14.50 app]", "24-hour clock"),
        ("outages: [2026-06-05 1403/1450 app]", "24-hour clock"),
        ("outages: [{time: 2026-06-05 01:00/02:00 app}]", "`app` is no time"),
        ("outages: [{time: 2026-06-05 01:00/02:00, of: nowhere}]", "`nowhere` is no measurement point"),
        ("outages: [{time: 2026-06-05 01:00/02:00, resources: nowhere}]", "`nowhere` is no measurement"),
        ("outages: [{until: 2026-06-05 02:00}]", "does not say `since`"),
        ("maintenance: [2026-06-05 01:00/02:00 nowhere]", "`nowhere` is no"),
        ("tickets: [{opened: 2026-06-05 10:00, first_response: 09:00}]", "before it was opened"),
        ("tickets: [{opened: 2026-06-05 10:00, events: [09:00]}]", "an event is written otherwise"),
        ("tickets: [{opened: 2026-06-05 10:00, pauses: [soon]}]", "`soon` does not begin with a time"),
        ("fee: {weekly: 5}", "`weekly` has no meaning in `fee`"),
        ("fee: [8000]", "single value"),
        ("period: 2026-07", "`period` stands here twice"),
        ("fees: [{currency: EUR}]", "does not say `amount`"),
        ("claims: [now]", "a row of `claims` is written otherwise"),
        ("reviews: [{of: agreement, held: 2026-02-30}]", "is not a date that exists"),
        ("states: [{site: eu-west, at: 2026-03-29 02:30, state: up}]", "never came in Europe/Brussels"),
        ("states: [{site: eu-west, at: 2026-10-25 02:30, state: up}]", "came twice in Europe/Brussels"),
    ],
)
def test_what_is_wrong_is_named(court: Court, case: str, says: str) -> None:
    told = court.refused(f"period: 2026-06\n{case}\n")
    assert len(told) == 1, told
    assert says in told[0]
    assert told[0].startswith("2:")


def test_a_file_that_is_no_yaml_is_refused(court: Court) -> None:
    assert court.refused("period: 2026-06\noutages: [a\n")
    assert court.refused("- a\n")
    assert court.refused("")


def test_a_word_for_what_a_row_is_of_leads_to_its_column(court: Court) -> None:
    told = court.refused(
        """\
        period: 2026-06
        outages: none
        requests:
          - {site: web, from: 2026-06-03 10:00, until: 2026-06-03 11:00, total: 10, failed: 1}
        """
    )
    assert told == [
        "4:6: `site` has no meaning in a row of `requests`; write `resource`: the point, instance or region "
        "it is of"
    ]
