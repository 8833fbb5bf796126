"""Rights to terminate: months, severe months, long outages, second strikes, late cases; and refunds.

99 % of a month of 30 days leaves 7 h 12 min of downtime, of one of 31 days 7 h 26 min 24 s.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drafted import Drafted, down, drafted
from stage import NOW

from upheld.operations.settling import Request, Settled, settle_months

TERMS = """
objectives:
  uptime:
    availability: app
    target: ">= 99 %"
    period: calendar month
    force: guarantee
credits:
  per_breach: 10 % of monthly fee
  cap: 100 % of monthly fee per month
conventions: {one_breach: objective and period}
"""


def stage(folder: Path, right: str) -> Drafted:
    return drafted(folder, f"{TERMS}termination: [{{{right}}}]\n")


def bad(*months: str, hours: int = 9) -> str:
    """States with an outage from 08:00 on the third of each month; nine hours miss 99 %."""
    return down(
        *(
            (f"2026-{month}-03 08:00", f"2026-{month}-{3 + (8 + hours) // 24:02} {(8 + hours) % 24:02}:00")
            for month in months
        )
    )


def held(of: Drafted, first: str, last: str, as_of: str | None = None, **tables: str) -> dict[str, Any]:
    (right,) = of.settle(f"2026-{first}", f"2026-{last}", as_of=as_of, **tables).series["rights"]
    found: dict[str, Any] = right
    return found


THREE_OF_SIX = "months_with_breach: at least 3, within: 6 months"


@pytest.mark.parametrize(
    ("months", "state"),
    [
        # January, March and June lie in the six months from January to June, though not in a row.
        (("01", "03", "06"), "has arisen"),
        # From January to July it is seven: June alone stands with March and July, which are in five.
        (("01", "07", "08"), "has not arisen"),
        (("01", "03", "07", "08"), "has arisen"),
        (("03", "06"), "has not arisen"),
    ],
)
def test_three_of_six_months_need_not_be_in_a_row(
    tmp_path: Path, months: tuple[str, ...], state: str
) -> None:
    assert held(stage(tmp_path, THREE_OF_SIX), "01", "08", states=bad(*months))["state"] == state


def test_several_breaches_in_a_month_make_one_month(tmp_path: Path) -> None:
    # Every outage is a breach: five of them, in two months.
    of = stage(tmp_path, THREE_OF_SIX)
    outages = [
        (f"2026-0{m}-0{d} 08:00", f"2026-0{m}-0{d} 17:00")
        for m, d in ((1, 3), (1, 4), (1, 5), (2, 3), (2, 4))
    ]
    found = of.settle(
        "2026-01",
        "2026-06",
        states=down(*outages),
        rewritten={"one_breach: objective and period": "one_breach: outage"},
    )
    assert sum(len(month["breaches"]) for month in found.series["months"]) == 5
    assert found.series["rights"][0]["state"] == "has not arisen"


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        # 36 of 720 h are 5 %: 95 % exactly is not less. 37 h leave 94.8611 %.
        (36, "has not arisen"),
        (37, "has arisen"),
    ],
)
def test_one_severe_month(tmp_path: Path, hours: int, state: str) -> None:
    of = stage(tmp_path, 'figure: "< 95 %"')
    assert held(of, "06", "06", states=bad("06", hours=hours))["state"] == state


def test_a_statement_shows_a_severe_month_by_itself(tmp_path: Path) -> None:
    of = stage(tmp_path, 'figure: "< 95 %"')
    why = of.play(period="2026-06", fee="1000", states=bad("06", hours=37)).why()
    # 7 h 12 min after 08:00 on 3 June the month was breached; 5 % of 720 h are used up on 4 June at 20:00.
    assert "a right to terminate after a month with a figure of < 95 %: has arisen on 2026-06-04" in why


@pytest.mark.parametrize(
    ("period", "noun"),
    [("calendar year", "year"), ("calendar quarter", "quarter"), ("calendar week", "week")],
)
def test_a_severe_year_is_no_month(tmp_path: Path, period: str, noun: str) -> None:
    # Five per cent of 365 days are 18.25 days, of 91 days 4.55 and of seven 8 h 24 min: 30 days are more.
    of = stage(tmp_path, 'figure: "< 95 %"')
    of.words = of.words.replace("calendar month", period)
    states = down(("2026-05-25 00:00", "2026-06-24 00:00"))
    why = of.play(period="2026" if noun == "year" else "2026-Q2", fee="1000", states=states).why()
    assert f"a right to terminate after a {noun} with a figure of < 95 %: has arisen on" in why


def test_severe_months_in_a_row(tmp_path: Path) -> None:
    # 98 % leaves 14 h 24 min of June, 14 h 52 min 48 s of May and July: nine hours are too few, fifteen not.
    of = stage(tmp_path, 'consecutive_months_with_breach: 2, figure: "< 98 %"')
    assert held(of, "05", "07", states=bad("05", "06", "07"))["state"] == "has not arisen"


def test_severe_months_in_a_row_that_are(tmp_path: Path) -> None:
    # Fifteen hours are more than the 14 h 24 min of June and the 14 h 52 min 48 s of July.
    of = stage(tmp_path, 'consecutive_months_with_breach: 2, figure: "< 98 %"')
    assert held(of, "05", "07", states=bad("06", "07", hours=15))["state"] == "has arisen"


@pytest.mark.parametrize(("hours", "state"), [(24, "has not arisen"), (25, "has arisen")])
def test_downtime_of_more_than_a_day_in_a_month(tmp_path: Path, hours: int, state: str) -> None:
    of = stage(tmp_path, 'figure: "> 24 h"')
    assert held(of, "06", "06", states=bad("06", hours=hours))["state"] == state


def test_one_outage_that_lasts_too_long(tmp_path: Path) -> None:
    # Two outages of nine hours are no outage of twelve; one of thirteen is.
    two = down(("2026-06-03 08:00", "2026-06-03 17:00"), ("2026-06-05 08:00", "2026-06-05 17:00"))
    of = stage(tmp_path, 'outage: "> 12 h"')
    assert held(of, "06", "06", states=two)["state"] == "has not arisen"
    of.scenes = 10
    found = held(of, "06", "06", states=bad("06", hours=13))
    assert found["state"] == "has arisen"
    assert "an outage from 2026-06-03 08:00 counts with 13 h" in str(found["reason"])


NOTICES = "source,notice,kind,sent_at\n"
STRIKES = "breach_after_notice: 60 days"


@pytest.mark.parametrize(
    ("notice", "state"),
    [
        # March is breached at 15:26:24 on the 3rd, May at the same time of 3 May. From 10 March sixty days
        # reach to 9 May; on 1 March there was no breach yet to give notice of; after 20 May nothing follows.
        ("2026-03-10T00:00:00Z", "has arisen"),
        ("2026-03-01T00:00:00Z", "has not arisen"),
        ("2026-05-20T00:00:00Z", "has not arisen"),
    ],
)
def test_two_strikes_with_written_notice(tmp_path: Path, notice: str, state: str) -> None:
    found = held(
        stage(tmp_path, STRIKES),
        "03",
        "06",
        states=bad("03", "05"),
        notices=f"{NOTICES}customer,N-1,notice of breach,{notice}\n",
    )
    assert found["state"] == state


def test_the_second_strike_comes_too_late(tmp_path: Path) -> None:
    # Sixty days from 4 March end on 3 May: the breach of 3 June is too late.
    found = held(
        stage(tmp_path, STRIKES),
        "03",
        "06",
        states=bad("03", "06"),
        notices=f"{NOTICES}customer,N-1,notice of breach,2026-03-04T00:00:00Z\n",
    )
    assert found["state"] == "has not arisen"


def test_without_a_table_of_notices_nobody_knows(tmp_path: Path) -> None:
    found = held(stage(tmp_path, STRIKES), "03", "06", states=bad("03", "05"))
    assert found["state"] == "not known"
    assert "no table `notices` in the evidence" in str(found["reason"])


@pytest.mark.parametrize(("starts", "last"), [("breach", "2026-07-04"), ("end of the month", "2026-07-30")])
def test_how_long_the_right_lasts(tmp_path: Path, starts: str, last: str) -> None:
    # 36 h from 08:00 on 3 June end on 4 June: thirty days from then are 4 July; from the end of June 30 July.
    of = stage(tmp_path, f'figure: "< 95 %", exercised_within: 30 days, exercised_from: {starts}')
    found = held(of, "06", "06", as_of="2026-07-02", states=bad("06", hours=37))
    assert found["latest"]["exercise_by"] == {"kind": "moment", "at": f"{last}T23:59:59.999999Z"}


def outages(month: str, *stretches: str) -> str:
    """States with outages of one month, each as `25 00:00/21:00` or `25 08:00/26 12:00`."""
    split = ((one.split("/")[0], one.split("/")[1]) for one in stretches)
    return down(
        *((f"2026-{month}-{a}", f"2026-{month}-{b if ' ' in b else f'{a[:2]} {b}'}") for a, b in split)
    )


def test_a_severe_month_gives_the_right_when_it_was_certain_to_be_so_bad(tmp_path: Path) -> None:
    # 1 % of 720 h are 7 h 12 min, used up on 3 June; 3 % are 21 h 36 min: 8 h of them on 3 June, 13 h 36 min
    # of them on the 25th, so that from 13:36 not even a faultless rest of June could bring it back to 97 %.
    of = stage(tmp_path, 'figure: "< 97 %", exercised_within: 20 days')
    states = outages("06", "03 10:00/18:00", "25 00:00/21:00")
    found = held(of, "06", "06", as_of="2026-07-02", states=states)
    assert found["state"] == "has arisen"
    assert found["latest"]["at"] == "2026-06-25T13:36:00Z"
    # Twenty days from 25 June end with 15 July.
    assert found["latest"]["exercise_by"]["at"] == "2026-07-15T23:59:59.999999Z"


def test_a_month_under_way_is_not_severe_before_it_is_certain(tmp_path: Path) -> None:
    # On 5 June, 8 of 96 h are lost: 91.67 % to date, but 712 of 720 h can still be reached: 98.89 %.
    of = stage(tmp_path, 'figure: "< 97 %"')
    found = held(of, "06", "06", as_of="2026-06-05", states=outages("06", "03 10:00/18:00"))
    assert found["state"] == "has not arisen"


def test_a_long_outage_gives_the_right_when_it_has_lasted_so_long(tmp_path: Path) -> None:
    # The month is breached on 3 June after 7 h 12 min; 24 h from 08:00 on the 25th end on the 26th at 08:00.
    of = stage(tmp_path, 'outage: "> 24 h", exercised_within: 10 days')
    states = outages("06", "03 10:00/18:00", "25 08:00/26 12:00")
    found = held(of, "06", "06", as_of="2026-07-02", states=states)
    assert found["latest"]["at"] == "2026-06-26T08:00:00Z"
    assert found["latest"]["exercise_by"]["at"] == "2026-07-06T23:59:59.999999Z"


def test_a_right_that_arose_again_shows_the_time_that_counts(tmp_path: Path) -> None:
    # March and April give it on 3 April, until 30 May (thirty days from the end of April); April and May
    # give it anew on 3 May, until 30 June.
    right = "consecutive_months_with_breach: 2, exercised_within: 30 days, exercised_from: end of the month"
    found = held(stage(tmp_path, right), "03", "05", as_of="2026-06-10", states=bad("03", "04", "05"))
    assert found["reason"]["says"].endswith("has arisen on 2026-05-03 (first on 2026-04-03)")
    said = [step["says"] for step in found["reason"]["because"]]
    assert any(each.startswith("uptime was breached on 2026-05-03") for each in said)
    assert not any("2026-03-03" in each for each in said)
    assert "to be exercised by 2026-06-30" in said
    assert "it had arisen before on 2026-04-03, to be exercised by 2026-05-30" in said


FEES = "source,fee,yearly,amount,currency,since\nbilling,F-1,yes,12000.00,EUR,2026-01-01T00:00:00Z\n"
LEAVING = 'figure: "< 95 %", notice: 30 days, refund: prepaid fees for the time left'


def test_prepaid_fees_for_the_time_left_are_paid_back_by_days(tmp_path: Path) -> None:
    # Notice on 1 August takes effect thirty days later, with 31 August. The 365 days of the year have
    # 30 + 31 + 30 + 31 = 122 left: 12 000 x 122/365 = 4010.9589 EUR.
    found = held(
        stage(tmp_path, LEAVING),
        "06",
        "07",
        as_of="2026-08-10",
        states=bad("06", hours=37),
        fees=FEES,
        notices=f"{NOTICES}customer,N-1,notice of termination,2026-08-01T09:00:00Z\n",
    )
    assert found["state"] == "has arisen"
    assert "prepaid fees for the time after 2026-08-31 are paid back: 4010.96 EUR" in str(found["reason"])
    assert "of 12000.00 EUR for the 365 days from 2026-01-01, 122 days are left after 2026-08-31" in str(
        found["reason"]
    )


def test_the_refund_of_a_notice_given_now(tmp_path: Path) -> None:
    # As of 2 July: thirty days end with 1 August; 30 + 30 + 31 + 30 + 31 = 152 days are left: 4997.2603 EUR.
    found = held(
        stage(tmp_path, LEAVING), "06", "06", as_of="2026-07-02", states=bad("06", hours=37), fees=FEES
    )
    assert "paid back, if notice is given now: 4997.26 EUR" in str(found["reason"])


def test_a_fee_without_a_beginning_is_paid_for_years_of_the_agreement(tmp_path: Path) -> None:
    # Only the amount is known, from a case: the paid year is that of the agreement, from 1 January 2026.
    # After 1 July 2026 it has 30 + 31 + 30 + 31 + 30 + 31 = 183 days left: 3650 x 183/365 = 1830 EUR.
    of = stage(tmp_path, 'figure: "< 95 %", refund: prepaid fees for the time left')
    agreement, case = tmp_path / "agreement.yaml", tmp_path / "case.yaml"
    agreement.write_text(of.words)
    case.write_text("fee: {yearly: 3650}\noutages: [2026-06-03 08:00 for 37 h]\nas_of: 2026-07-01\n")
    request = Request(agreement=agreement, evidence=case, first="2026-06", last="2026-06")
    outcome = settle_months(request, NOW, lambda month, number, count: None)
    assert isinstance(outcome, Settled)
    (right,) = outcome.document["series"]["rights"]
    assert "paid back, if notice is given now: 1830.00 EUR" in str(right["reason"])


TICKETS = "source,ticket,opened_at\n"
EVENTS = "source,ticket,at,event,actor,substance\n"


def answered(*minutes: int) -> dict[str, str]:
    """Tickets opened at 10:00 on the first days of June, each answered after so many minutes."""
    rows = [(f"T-{day}", f"2026-06-{day:02}T10", after) for day, after in enumerate(minutes, start=1)]
    tickets = "".join(f"desk,{number},{day}:00:00Z\n" for number, day, _ in rows)
    events = "".join(
        f"desk,{number},{day}:{after:02}:00Z,reply,agent,substantive\n" for number, day, after in rows
    )
    return {"tickets": TICKETS + tickets, "ticket_events": EVENTS + events}


@pytest.mark.parametrize(
    ("minutes", "state"),
    [((40, 50, 59, 10), "has arisen"), ((40, 50, 10, 10), "has not arisen")],
)
def test_late_answers_count_one_by_one(tmp_path: Path, minutes: tuple[int, ...], state: str) -> None:
    # One of ten in time is all that is promised, and both keep it; the right counts answers after more than
    # thirty minutes: three of the first four, two of the others.
    of = drafted(
        tmp_path,
        """
objectives:
  answers:
    response: {until: substantive reply}
    within: 30 minutes
    target: ">= 10 %"
    period: calendar month
    force: guarantee
termination: [{missed_cases: at least 3, of: [answers]}]
""",
    )
    found = held(of, "06", "06", **answered(*minutes))
    assert found["state"] == state


def test_breaches_within_ninety_days(tmp_path: Path) -> None:
    # 3 January and 3 April are ninety days apart: the window from 3 January holds 2 April as its last day.
    of = stage(tmp_path, "breaches: at least 2, within: 90 days")
    assert held(of, "01", "04", states=bad("01", "04"))["state"] == "has not arisen"


def test_a_rolling_promise_is_broken_on_the_day_that_completes_its_downtime(tmp_path: Path) -> None:
    # 25 h in April and 16 h of 10 July are 41 of the 42 h; the 17th hour of that day, to 17:00, is the last.
    # The ninety days to 10 July begin on 12 April. Thirty days after 10 July end with 9 August.
    of = drafted(
        tmp_path,
        """
objectives:
  chronic:
    availability: app
    target: "< 42 h"
    period: rolling 90 days
    force: guarantee
    conventions: {rolling: every day}
conventions: {one_breach: objective and period}
termination: [{breaches: at least 1, within: 1 month, counted_by: dates, exercised_within: 30 days}]
""",
    )
    states = down(("2026-04-20 00:00", "2026-04-21 01:00"), ("2026-07-10 00:00", "2026-07-10 17:00"))
    found = held(of, "07", "07", as_of="2026-08-01", states=states)
    assert found["latest"]["at"] == "2026-07-10T16:59:59.999999Z"
    assert found["latest"]["exercise_by"]["at"] == "2026-08-09T23:59:59.999999Z"
    shown = of.play(period="2026-07", as_of="2026-08-01", states=states).finding("chronic")
    assert shown["window"] == {"start": "2026-04-12T00:00:00Z", "end": "2026-07-11T00:00:00Z"}


OUTAGES = 'outages: at least 3, lasting: "> 12 h", within: 30 days, exercised_within: 30 days'


@pytest.mark.parametrize(
    ("third", "state"),
    [
        # The first has lasted 12 h on 3 June at 12:00; thirty days from 3 June end with 2 July.
        ("2026-07-02", "has arisen"),
        ("2026-07-03", "has not arisen"),
    ],
)
def test_three_long_outages_within_thirty_days(tmp_path: Path, third: str, state: str) -> None:
    states = down(
        ("2026-06-03 00:00", "2026-06-03 13:00"),
        ("2026-06-10 00:00", "2026-06-10 12:00"),  # just 12 h: not longer
        ("2026-06-20 00:00", "2026-06-20 14:00"),
        (f"{third} 00:00", f"{third} 15:00"),
    )
    found = held(stage(tmp_path, OUTAGES), "06", "07", as_of="2026-08-01", states=states)
    assert found["state"] == state
    if state == "has arisen":
        # Thirty days after 2 July end with 1 August.
        assert found["latest"]["at"] == f"{third}T12:00:00Z"
        assert found["latest"]["exercise_by"]["at"] == "2026-08-01T23:59:59.999999Z"


def test_an_outage_over_the_end_of_a_month_is_one(tmp_path: Path) -> None:
    # 8 h of June and 6 h of July are 14 h together; it has lasted 12 h at 04:00 on 1 July.
    right = 'outages: at least 1, lasting: "> 12 h", within: 30 days'
    states = down(("2026-06-30 16:00", "2026-07-01 06:00"))
    found = held(stage(tmp_path, right), "06", "07", as_of="2026-08-01", states=states)
    assert found["latest"]["at"] == "2026-07-01T04:00:00Z"


@pytest.mark.parametrize(
    ("last", "at"),
    [
        # 10 h on 3 May and 13 h on 3 June are 23 h; the 24th hour is the first of the last outage, at 09:00.
        ("2026-07-31", "2026-07-31T09:00:00Z"),
        # Ninety days from 3 May end with 31 July: on 1 August 13 h are left, and 4 h more make 17 h.
        ("2026-08-01", None),
    ],
)
def test_cumulative_downtime_within_ninety_days(tmp_path: Path, last: str, at: str | None) -> None:
    states = down(
        ("2026-05-03 00:00", "2026-05-03 10:00"),
        ("2026-06-03 00:00", "2026-06-03 13:00"),
        (f"{last} 08:00", f"{last} 12:00"),
    )
    right = 'downtime: "> 24 h", within: 90 days'
    found = held(stage(tmp_path, right), "05", "08", as_of="2026-09-01", states=states)
    assert (found["latest"]["at"] if "latest" in found else None) == at
    assert found["state"] == ("has not arisen" if at is None else "has arisen")


def test_a_breach_that_earns_nothing_gives_a_right_in_its_own_statement(tmp_path: Path) -> None:
    # Nine hours miss both promises, and credits are owed for one of them; the two breaches of June give the
    # right, whichever earns a credit. With the first alone there is one, and no right.
    words = """
objectives:
  uptime: {availability: app, target: ">= 99 %", period: calendar month, force: guarantee}
  better: {availability: app, target: ">= TARGET", period: calendar month, force: guarantee}
credits:
  per_breach: 10 % of monthly fee
  cap: 100 % of monthly fee per month
  eligible: {objectives: [uptime]}
conventions: {one_breach: objective and period}
termination: [{breaches: at least 2, within: 6 months}]
"""
    for target, shown in (("99.5 %", "has arisen"), ("90 %", "one statement alone does not show it")):
        of = drafted(tmp_path / target[:2], words.replace("TARGET", target))
        play = of.play(period="2026-06", fee="1000", states=bad("06"))
        assert play.owed == "100.00 EUR"
        (ground,) = [
            step["says"]
            for step in play.settlement["reason"]["because"]
            if step["rule"] == "termination.ground"
        ]
        assert shown in ground


ROLLING = """
objectives:
  average: {availability: app, target: ">= 99 %", period: rolling 3 months, force: guarantee}
termination: [{figure: "< 99 %", of: average, exercised_within: 30 days, exercised_from: end of the month}]
"""


@pytest.mark.parametrize(
    ("last", "until"),
    [
        # May to July are 92 days, 2208 hours, of which 1 % is 22.08: 2.75 in June and 20 in July are more.
        ("07", "2026-08-30"),
        # June to August: 24.75 of 2208. They are judged in August, and its right lasts from its own end.
        ("08", "2026-09-30"),
        # July to September: 22 hours of 2208 are less than 1 %, and the right of August is the last one.
        ("09", "2026-09-30"),
    ],
)
def test_an_average_of_three_months_that_is_missed_in_two(tmp_path: Path, last: str, until: str) -> None:
    of = drafted(tmp_path, ROLLING)
    states = down(
        ("2026-06-03 08:00", "2026-06-03 10:45"),
        ("2026-07-03 00:00", "2026-07-03 20:00"),
        ("2026-08-03 08:00", "2026-08-03 10:00"),
    )
    right = held(of, "06", last, states=states)
    assert right["latest"]["exercise_by"] == {"kind": "moment", "at": f"{until}T23:59:59.999999Z"}
