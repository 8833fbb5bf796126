"""Claims: until when a credit must be asked for, with what, and until when it must be given.

June 2026 has 30 days, 720 hours; 99 % of it leaves 7 h 12 min of downtime.
"""

from __future__ import annotations

from pathlib import Path

import cases
import pytest
from drafted import HEAD, Drafted, down, drafted

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.report.text.credits import credits_in_a_word

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
NINE_HOURS = down(("2026-06-03 08:00", "2026-06-03 17:00"))
"""Down from 08:00 on: the 7 h 12 min that June leaves are used up at 15:12 of the same day."""
CLAIMS = "source,claim,period,submitted_at,aware_at,documents,verified_at,settled_at\n"


def stage(folder: Path, claims: str) -> Drafted:
    return drafted(folder, f"{TERMS}claims: {{by: customer, {claims}}}\n")


def claim_by(of: Drafted, **staged: str) -> str:
    """The day by which June's credit must be claimed, as the statement says it first."""
    (step,) = [
        step
        for step in of.play(
            period="2026-06", fee="1000", as_of="2026-07-01", states=NINE_HOURS, **staged
        ).settlement["reason"]["because"]
        if step["rule"] == "credit.claim"
    ]
    return str(step["says"]).rsplit(": ", 1)[-1]


@pytest.mark.parametrize(
    ("words", "last"),
    [
        # June is the cycle of the failure, July the first after it, August the second: 31 August.
        ("until: end of the second billing cycle after the failure", "claim by 2026-08-31"),
        (
            "until: by the end of the second billing cycle after which the incident occurred",
            "claim by 2026-08-31",
        ),
        # The month following June is July.
        (
            "until: end of the calendar month following the month in which the incident occurred",
            "claim by 2026-07-31",
        ),
        ("until: end of the month of the failure", "claim by 2026-06-30"),
        # 3 June lies in the second quarter; the next one ends with September.
        ("until: end of the quarter after the failure", "claim by 2026-09-30"),
        ("until: end of the same quarter in which the outage occurred", "claim by 2026-06-30"),
        ("until: 15th day of the month following the failure", "claim by 2026-07-15"),
        # 30 days after 3 June, not counting it: 3 July. From the end of June: 30 July.
        ("within: 30 days, from: failure", "claim by 2026-07-03"),
        ("within: 30 days, from: fix", "claim by 2026-07-03"),
        ("within: 30 days, from: end of the month", "claim by 2026-07-30"),
        ("within: 30 days, from: end of the period", "claim by 2026-07-30"),
        ("within: 2 months, from: end of the month", "claim by 2026-08-31"),
        ("within: 10 days, from: end of the quarter", "claim by 2026-07-10"),
        # July is the first billing cycle after that of the failure, August the second, whatever the day.
        ("within: two billing cycles, from: failure", "claim by 2026-08-31"),
        ("within: 2 billing cycles, from: end of the month", "claim by 2026-08-31"),
        ("within: two billing cycles of the incident", "claim by 2026-08-31"),
        ("until: end of the second billing cycle following", "claim by 2026-08-31"),
        ("until: by the end of the second month following", "claim by 2026-08-31"),
        ("until: end of the month thereafter", "claim by 2026-07-31"),
        # 30 days after 30 June.
        ("within: 30 days of the last day of the month", "claim by 2026-07-30"),
        (
            "within: thirty (30) days after the end of the calendar month in which the outage occurred",
            "claim by 2026-07-30",
        ),
        # The breach is certain at 15:12; 48 hours later it is 15:12 of 5 June.
        ("within: 48 hours, from: certain breach", "claim by 2026-06-05 15:12"),
    ],
)
def test_claim_by(tmp_path: Path, words: str, last: str) -> None:
    assert claim_by(stage(tmp_path, words)) == last


@pytest.mark.parametrize(
    ("words", "last"),
    [
        # July 2026 begins on a Wednesday: 1, 2, 3, 6, 7. August on a Saturday: 3, 4, 5, 6, 7.
        ("until: 5th business day of the next month", "claim by 2026-07-07"),
        (
            "until: by close of business on the fifth working day of the month following",
            "claim by 2026-07-07",
        ),
        ("until: 5th business day of the second month after the failure", "claim by 2026-08-07"),
        # 31 July is a Friday; 30 June a Tuesday.
        ("until: last business day of the month following the incident", "claim by 2026-07-31"),
        ("until: last business day of the month of the failure", "claim by 2026-06-30"),
        ("within: 5 business days of the end of the month", "claim by 2026-07-07"),
    ],
)
def test_the_so_manieth_business_day_of_a_month(tmp_path: Path, words: str, last: str) -> None:
    head = f"{TERMS}business_days: {{working days: {{open: Mon-Fri 09:00-17:00, holidays: none}}}}\n"
    assert claim_by(drafted(tmp_path, f"{head}claims: {{by: customer, {words}}}\n")) == last


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "until: 5th business day of the next month",
            "counted in business days, and the agreement declares none",
        ),
        ("within: 30 days of the full moon", "`full moon` in `30 days of the full moon` is nothing that"),
        ("within: 30 days of the end of the month, from: failure", "`within` says by itself what"),
        ("within: 40 billing cycles", "is no number of billing cycles"),
        ("until: 25th business day of the next month", "names no day of a month"),
    ],
)
def test_a_deadline_that_nobody_can_count_is_told(tmp_path: Path, words: str, message: str) -> None:
    text = f"{HEAD}{TERMS}claims: {{by: customer, {words}}}\n"
    told = read_agreement({"sla.yaml": text.encode()}, "sla.yaml", gazetteer()).diagnostics
    assert message in " ".join(each.message for each in told)


def test_business_days(tmp_path: Path) -> None:
    # 30 June 2026 is a Tuesday. Five business days from the end of June: 1, 2, 3, 6 and 7 July.
    of = drafted(
        tmp_path,
        f"""{TERMS}
business_days:
  working days: {{open: Mon-Fri 09:00-17:00}}
claims: {{by: customer, within: 5 business days, from: end of the month}}
""",
    )
    assert claim_by(of) == "claim by 2026-07-07"


def test_eligibility_is_read_in_two_ways(tmp_path: Path) -> None:
    # From 15:12 on 3 June, when 7 h 12 min were used up: 3 July. From the end of June: 30 July.
    play = stage(tmp_path, "within: 30 days, from: eligibility").play(
        period="2026-06", fee="1000", as_of="2026-07-01", states=NINE_HOURS
    )
    assert play.owed == "100.00 EUR"
    why = play.why()
    assert "by `claims.from: end of the period`" in why
    assert "claim by 2026-07-30" in why
    assert "by `claims.from: certain breach`" in why
    assert "claim by 2026-07-03" in why


def settled(of: Drafted, row: str, as_of: str = "2026-12-01") -> dict[str, object]:
    found = of.settle("2026-06", "2026-06", fee="1000", as_of=as_of, states=NINE_HOURS, claims=CLAIMS + row)
    return found.claim("C-1")


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-08-31T23:59:59Z", "submitted"), ("2026-09-01T00:00:00Z", "claimed too late")],
)
def test_the_last_second_of_the_second_billing_cycle(tmp_path: Path, at: str, state: str) -> None:
    # June is the cycle of the failure; July and August are the two after it, and 31 August is the last day.
    of = stage(tmp_path, "until: end of the second billing cycle after the failure")
    assert settled(of, f"billing,C-1,2026-06,{at},,,,\n")["state"] == state


@pytest.mark.parametrize(
    ("first", "at", "state"),
    [
        # June ends with the last instant of the 30th: the first that is in time is midnight of 1 July.
        ("end of the month", "2026-06-30T23:59:59Z", "claimed too early"),
        ("end of the month", "2026-07-01T00:00:00Z", "submitted"),
        # The outage ends on 3 June at 17:00.
        ("fix", "2026-06-03T16:59:59Z", "claimed too early"),
        ("fix", "2026-06-03T17:00:00Z", "submitted"),
        # The quarter ends with June, the billing cycle after that of the failure with July.
        ("end of the quarter", "2026-07-01T00:00:00Z", "submitted"),
        ("end of the next billing cycle", "2026-07-31T00:00:00Z", "claimed too early"),
        ("end of the next billing cycle", "2026-08-01T00:00:00Z", "submitted"),
    ],
)
def test_a_claim_waits_for_what_must_come_first(tmp_path: Path, first: str, at: str, state: str) -> None:
    of = stage(tmp_path, f"within: 60 days, from: failure, not_before: {first}")
    assert settled(of, f"billing,C-1,2026-06,{at},,,,\n")["state"] == state


# July 2026 begins on a Wednesday. Its fifth weekday is Tuesday the 7th; Monday the 6th is a holiday here, and
# so the fifth business day is Wednesday the 8th.
@pytest.mark.parametrize(
    ("first", "at", "state"),
    [
        ("5th business day of the next month", "2026-07-07T23:59:59Z", "claimed too early"),
        ("5th business day of the next month", "2026-07-08T00:00:00Z", "submitted"),
        ("on or after the fifth working day of the following month", "2026-07-08T00:00:00Z", "submitted"),
        ("after the 5th business day of the next month", "2026-07-08T23:59:59Z", "claimed too early"),
        ("after the 5th business day of the next month", "2026-07-09T00:00:00Z", "submitted"),
        ("10th day of the next month", "2026-07-09T23:59:59Z", "claimed too early"),
        ("10th day of the next month", "2026-07-10T00:00:00Z", "submitted"),
        ("last day of the month", "2026-06-30T23:59:59Z", "claimed too early"),
        ("last day of the month", "2026-07-01T00:00:00Z", "submitted"),
    ],
)
def test_a_claim_waits_for_a_day_of_the_month(tmp_path: Path, first: str, at: str, state: str) -> None:
    days = "business_days: {working days: {open: Mon-Fri, holidays: {also: [2026-07-06]}}}\n"
    words = f"claims: {{by: customer, within: 60 days, from: end of the month, not_before: {first}}}\n"
    of = drafted(tmp_path, TERMS + days + words)
    assert settled(of, f"billing,C-1,2026-06,{at},,,,\n")["state"] == state


def test_who_claimed_too_early_may_claim_again(tmp_path: Path) -> None:
    of = stage(tmp_path, "within: 30 days, from: end of the month, not_before: end of the month")
    early, again = (f"billing,C-{n},2026-06,{at},,,,\n" for n, at in ((1, EARLY), (2, IN_TIME)))
    for rows, states, due in (
        (early, {"C-1": "claimed too early"}, "0.00 EUR"),
        (early + again, {"C-1": "claimed too early", "C-2": "submitted"}, "100.00 EUR"),
    ):
        found = of.settle(
            "2026-06", "2026-06", fee="1000", as_of="2026-07-20", states=NINE_HOURS, claims=CLAIMS + rows
        )
        assert {name: found.claim(name)["state"] for name in states} == states
        assert found.due == due


EARLY, IN_TIME = "2026-06-04T09:00:00Z", "2026-07-02T09:00:00Z"


def test_a_statement_says_from_when_on_to_claim(tmp_path: Path) -> None:
    of = stage(tmp_path, "within: 30 days, from: end of the month, not_before: end of the month")
    play = of.play(period="2026-06", fee="1000", as_of="2026-07-01", states=NINE_HOURS)
    assert "to be claimed from 2026-07-01 on by 2026-07-30" in play.why()
    assert "not before the end of the month, from 2026-07-01 on: claim by 2026-07-30" in play.why()


@pytest.mark.parametrize(
    ("told", "at", "state"),
    [
        ("", "2026-07-10T00:00:00Z", "undecided"),
        ("2026-07-05T09:00:00Z", "2026-07-05T08:59:59Z", "claimed too early"),
        ("2026-07-05T09:00:00Z", "2026-07-05T09:00:00Z", "submitted"),
    ],
)
def test_a_claim_waits_for_the_statement_of_the_month(tmp_path: Path, told: str, at: str, state: str) -> None:
    of = stage(tmp_path, "within: 90 days, from: failure, not_before: statement")
    more = (
        {"notices": f"source,notice,kind,about,sent_at\nbilling,N-1,statement,2026-06,{told}\n"}
        if told
        else {}
    )
    found = of.settle(
        "2026-06",
        "2026-06",
        fee="1000",
        as_of="2026-08-01",
        states=NINE_HOURS,
        claims=f"{CLAIMS}billing,C-1,2026-06,{at},,,,\n",
        **more,
    )
    assert found.claim("C-1")["state"] == state


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        # 30 days after 5 July.
        ("invoice", "claim by 2026-08-04"),
        ("statement", "it runs from the invoice, and no notice on record is that of the period"),
    ],
)
def test_the_time_to_claim_runs_from_the_invoice(tmp_path: Path, kind: str, says: str) -> None:
    of = stage(tmp_path, "within: 30 days, from: date of the invoice")
    told = f"source,notice,kind,about,sent_at\nbilling,N-1,{kind},2026-06,2026-07-05T09:00:00Z\n"
    play = of.play(period="2026-06", fee="1000", as_of="2026-07-10", states=NINE_HOURS, notices=told)
    assert says in play.why()


def test_documents_are_asked_for_by_name(tmp_path: Path) -> None:
    # 10 July is within 30 days of the end of June; one of the two documents is not enough.
    of = stage(
        tmp_path, "within: 30 days, from: end of the month, documents: [request logs, dates of the outages]"
    )
    wanting = settled(of, "billing,C-1,2026-06,2026-07-10T00:00:00Z,,Request logs,,\n")
    assert wanting["state"] == "not claimed as agreed"
    assert "it came without dates of the outages" in str(wanting["reason"])
    whole = settled(of, "billing,C-1,2026-06,2026-07-10T00:00:00Z,,request logs; dates of the outages,,\n")
    assert whole["state"] == "submitted"


def test_the_credit_is_given_within_sixty_days_of_the_verification(tmp_path: Path) -> None:
    # Verified on 20 July: 60 days after it is 18 September (11 of July, 31 of August, 18 of September).
    of = stage(tmp_path, "within: 30 days, from: end of the month, applied_within: 60 days")
    verified = settled(of, "billing,C-1,2026-06,2026-07-10T00:00:00Z,,,2026-07-20T09:00:00Z,\n", "2026-08-01")
    assert verified["give_by"] == {"kind": "moment", "at": "2026-09-18T23:59:59.999999Z"}
    late = settled(
        of, "billing,C-1,2026-06,2026-07-10T00:00:00Z,,,2026-07-20T09:00:00Z,2026-09-19T00:00:00Z\n"
    )
    assert "it came later" in str(late["reason"])


def test_a_credit_given_unasked_has_a_day_too(tmp_path: Path) -> None:
    # 45 days from the end of June: 31 of July and 14 of August.
    of = drafted(tmp_path, f"{TERMS}claims: {{by: automatic, applied_within: 45 days}}\n")
    assert claim_by(of) == "by 2026-08-14"


@pytest.mark.parametrize(
    "calendar", ["business_days: {banking: Mon-Fri}", "hours: {office: Mon-Fri 09:00-17:00}"]
)
def test_business_days_to_claim_are_counted_by_the_only_calendar(tmp_path: Path, calendar: str) -> None:
    # The failure ends on Wednesday 3 June: the fifth business day after it is Wednesday 10 June.
    claims = "claims: {by: customer, within: 5 business days, from: end of the failure}"
    of = drafted(tmp_path, f"{TERMS}{calendar}\n{claims}\n")
    assert "claim by 2026-06-10" in claim_by(of)


@pytest.mark.parametrize(
    ("said", "head"),
    [
        ("", "100.00 EUR, provided that this holds: enterprise support"),
        ("yes", "100.00 EUR"),
    ],
)
def test_a_credit_says_on_which_condition_in_words_it_hangs(tmp_path: Path, said: str, head: str) -> None:
    # 10 % of 1000 EUR; a row of attestations answers the condition, without one the credit names it.
    conditions = "  conditions: {provided: [enterprise support]}\n"
    of = drafted(tmp_path, TERMS.replace("conventions", f"{conditions}conventions"))
    row = f"{SHOWN}desk,A-1,enterprise support,{said},2026-06-01T00:00:00Z\n"
    tables = {"attestations": row} if said else {}
    scene = of.play(period="2026-06", fee="1000", states=NINE_HOURS, **tables)
    assert credits_in_a_word(scene.settlement) == head
    assert "enterprise support" in scene.why()


SHOWN = "source,attestation,control,holds,given_at\n"


TWO_CALENDARS = """
business_days:
  uk: {open: Mon-Fri, holidays: GB-ENG}
  us: {open: Mon-Fri, holidays: US}
services: {app: {points: [app]}}
objectives: {uptime: {availability: app, target: ">= 99 %", period: calendar month}}
credits: {rules: [{for: uptime, bands: [{below: 99 %, amount: 10 % of monthly fee}]}], cap: none}
claims: {by: customer, within: 5 business days, from: end of the month, MORE}
termination: [{months_with_breach: at least 1, within: 1 month, exercised_within: 5 business days}]
"""


@pytest.mark.parametrize(
    ("calendar", "last"),
    [
        # Wednesday 1 July is the first day, Tuesday the 7th the fifth.
        ("uk", "2026-07-07"),
        # Independence Day is kept on Friday the 3rd.
        ("us", "2026-07-08"),
    ],
)
def test_business_days_of_a_calendar_that_is_named(tmp_path: Path, calendar: str, last: str) -> None:
    terms = TWO_CALENDARS.replace("MORE", f"business_days: {calendar}")
    play = cases.settled(tmp_path, terms, "{period: 2026-06, fee: 100, outages: [2026-06-03 10:00 for 9 h]}")
    assert f"claim by {last}" in play.why()


def test_one_of_several_calendars_is_asked_for() -> None:
    text = (cases.HEAD + TWO_CALENDARS.replace(", MORE", "")).encode()
    said = [each.message for each in read_agreement({"sla.yaml": text}, "sla.yaml", gazetteer()).diagnostics]
    assert "`within` is counted in business days, and the agreement declares several: uk, us" in said


def test_several_service_hours_are_no_one_calendar_of_business_days() -> None:
    hours = "hours: {desk: Mon-Fri 08:00-18:00, phone: Mon-Sat 08:00-20:00}\n"
    terms = TWO_CALENDARS.replace(", MORE", "").partition("services:")
    text = (cases.HEAD + hours + "services:" + terms[2]).encode()
    said = [each.message for each in read_agreement({"sla.yaml": text}, "sla.yaml", gazetteer()).diagnostics]
    assert any("declares none of these, and several service hours: desk, phone" in each for each in said)


RATES = """
services:
  store: {points: [store]}
objectives:
  uptime:
    availability: {of: store, slices: {of: 5 min, figure: mean of error rates, empty: EMPTY}}
    target: ">= 99.95 %"
    period: calendar month
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
conventions: {one_breach: objective and period}
termination: [{figure: "< 95 %"}]
claims: {by: customer, within: 48 hours, from: START}
"""
HALF_AN_HOUR = """
period: 2026-06
fee: 1000
requests:
  - {from: 2026-06-02 10:00, until: 2026-06-02 11:00, total: 100000, failed: 10, spread: evenly}
  - {from: 2026-06-03 10:00, until: 2026-06-03 10:30, total: 600, failed: 600, spread: evenly}
  - {from: 2026-06-03 10:30, until: 2026-07-01 00:00, total: 600000, failed: 0, spread: evenly}
"""


@pytest.mark.parametrize(
    ("empty", "start", "last"),
    [
        # 0.05 % of 8640 slices are 4.32 of them. Twelve with an error rate of 0.01 % come to 0.0012, and the
        # fifth that failed wholly passes what is left, at 10:25.
        ("good", "certain breach", "2026-06-05 10:25"),
        # What failed more than the mean allows began at 10:00 and ended at 10:30; 0.01 % is less than that.
        ("good", "failure", "2026-06-05 10:00"),
        ("good", "end of the failure", "2026-06-05 10:30"),
        ("good", "end of the month", "2026-07-03 00:00"),
        # Only slices with requests count: 12 + 6 + 27 days and 13 h 30 min, 7956 in all, of which 3.978 are
        # allowed; the fourth passes that.
        ("left out", "certain breach", "2026-06-05 10:20"),
    ],
)
def test_error_rates_break_a_promise_when_their_mean_cannot_be_kept(
    tmp_path: Path, empty: str, start: str, last: str
) -> None:
    terms = RATES.replace("EMPTY", empty).replace("START", start)
    play = cases.settled(tmp_path, terms, HALF_AN_HOUR)
    (step,) = [each for each in play.settlement["reason"]["because"] if each["rule"] == "credit.claim"]
    assert str(step["says"]).rsplit(": ", 1)[-1] == f"claim by {last}"


def test_error_rates_give_a_right_when_the_figure_was_certain(tmp_path: Path) -> None:
    # 5 % of 8640 slices are 432; the 433rd that failed ends 36 h 5 min after midnight of the 3rd.
    case = """
    period: 2026-06
    fee: 1000
    requests: [{from: 2026-06-03 00:00, until: 2026-06-04 13:00, total: 444, failed: 444}]
    """
    terms = RATES.replace("EMPTY", "good").replace("START", "end of the month")
    rights = [
        each["says"]
        for each in cases.settled(tmp_path, terms, case).settlement["reason"]["because"]
        if each["rule"] == "termination.ground"
    ]
    assert "has arisen on 2026-06-04" in " ".join(rights)
