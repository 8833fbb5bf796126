"""Cases put forward for an exclusion: which are granted, what the others lack, and what they leave out."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from uptime_court import (
    ALMANAC,
    DOWN,
    HERE,
    agreement,
    at,
    between,
    changes,
    evidence,
    heard,
    objective,
    record,
)

from upheld.agreement.agreement import Subscription
from upheld.agreement.cause import Cause, Subject
from upheld.agreement.exclusion import CauseExclusion
from upheld.agreement.party import Approver
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import DAY, HOUR, Instant, format_instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.period import CalendarMonth, Period
from upheld.evaluation.calendars import Calendars, span_to_judge
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_exclusions
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.hearing import Hearing
from upheld.evidence.evidence import Evidence
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Change
from upheld.evidence.incident import Incident, Outage
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent

DAY_OF = between("2026-03-02", "2026-03-03")
FAILURE = between("2026-03-02 04:00", "2026-03-02 06:00")
REPORT = "incident report of the third party"
THIRD_PARTIES = CauseExclusion(
    name="third parties",
    causes=(Cause.THIRD_PARTY_OUTAGE,),
    parties=("Example CDN", "Example DNS"),
    evidence=(REPORT,),
    approved_by=Approver.BOTH,
    clause=Clause("4. Exclusions"),
    place=HERE,
)
ABUSE = CauseExclusion(
    name="abuse",
    causes=(Cause.ABUSE,),
    condition="mitigation was delivered within 15 minutes, and the attack was too large for it",
    place=HERE,
)


def case(**terms: Any) -> ExclusionCase:
    """A case that lacks nothing of `THIRD_PARTIES`, but for the terms given."""
    whole: dict[str, Any] = {
        "source": "register",
        "number": "X-1",
        "cause": "third-party outage",
        "party": "Example CDN",
        "since": FAILURE.start,
        "until": FAILURE.end,
        "evidence": (REPORT,),
        "proposed_by": "provider",
        "proposed_at": at("2026-03-02 07:00"),
        "approved_by": ("provider", "customer"),
        "approved_at": at("2026-03-02 08:00"),
    }
    return ExclusionCase(**(whole | terms))


def about(*numbers: str, **terms: Any) -> ExclusionCase:
    return case(**({"since": None, "until": None, "about": numbers} | terms))


def hearing(*exclusions: CauseExclusion, as_of: Instant = DAY_OF.end, **known: Any) -> Hearing:
    promised = objective()
    agreed = agreement(promised, exclusions=exclusions)
    seen = Evidence(**known)
    return Hearing(
        agreement=agreed,
        objective=promised,
        subscription=Subscription(),
        period=Period(CalendarMonth(), "UTC", DAY_OF, "the day"),
        interval=DAY_OF,
        as_of=as_of,
        evidence=seen,
        calendars=Calendars(agreed, ALMANAC, span_to_judge(seen, DAY_OF, as_of, ALMANAC)),
    )


def weighed(
    *cases: ExclusionCase,
    exclusion: CauseExclusion = THIRD_PARTIES,
    services: tuple[str, ...] = ("app",),
    **more: Any,
) -> Exclusions:
    found = hearing(exclusion, exclusions=cases, **more)
    return weigh_exclusions(found, Subject.AVAILABILITY, (exclusion.name,), services)


def why(*cases: ExclusionCase, **more: Any) -> str:
    """Why the only record was refused."""
    (only,) = weighed(*cases, **more).records
    assert not only.granted
    return only.why


def test_a_case_that_lacks_nothing_excludes_its_time() -> None:
    found = weighed(case())
    (granted,) = found.records
    assert (granted.interval, granted.granted, granted.what) == (
        FAILURE,
        True,
        "third-party outage (Example CDN)",
    )
    assert granted.evidence == ("exclusion:register/X-1",)
    assert granted.why == f"was approved by customer and provider, shown by {REPORT}"
    assert found.granted == IntervalSet.of(FAILURE)
    assert found.excused == {}


def test_words_are_compared_without_regard_to_case_and_spacing() -> None:
    shouted = case(
        cause="Third-Party  Outage",
        party="EXAMPLE cdn",
        evidence=(REPORT.upper(),),
        approved_by=("Customer", "Provider "),
    )
    assert weighed(shouted).granted.length == 2 * HOUR


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"approved_by": ()}, "is not approved yet, and both parties must agree"),
        (
            {"approved_at": DAY_OF.end + HOUR},
            "is not approved yet, and both parties must agree; the approval at "
            f"{format_instant(Instant(DAY_OF.end + HOUR))} came after what this statement is as of",
        ),
        ({"approved_by": ("provider",)}, "was approved by provider only, and both parties must agree"),
        ({"rejected_at": at("2026-03-02 09:00")}, "was rejected"),
        ({"evidence": ()}, f"is not shown by {REPORT}, which the agreement asks for"),
        (
            {"party": None},
            "does not say whose failure it was, and the agreement names Example CDN and Example DNS only",
        ),
        (
            {"party": "Another CDN"},
            "was the failure of Another CDN, and the agreement names Example CDN and Example DNS only",
        ),
        (
            {"exclusion": "third parties", "cause": "force majeure"},
            "is a case of force majeure, and the exclusion covers third-party outage only",
        ),
        (
            {"evidence": (), "approved_by": ()},
            f"is not shown by {REPORT}, which the agreement asks for; it is not approved yet, and both "
            "parties must agree",
        ),
    ],
)
def test_a_refusal_names_exactly_what_lacks(terms: dict[str, Any], expected: str) -> None:
    assert why(case(**terms)) == expected


def test_a_case_must_say_what_it_is_about() -> None:
    assert why(about()) == "says neither when it was nor what it is about"


@pytest.mark.parametrize(
    ("approver", "agreed", "proposer", "lack"),
    [
        (Approver.CUSTOMER, ("customer",), "provider", ""),
        (
            Approver.CUSTOMER,
            ("provider",),
            "provider",
            "was approved by provider only, and the customer must agree",
        ),
        (Approver.PROVIDER, ("provider",), "customer", ""),
        (
            Approver.PROVIDER,
            ("provider",),
            "provider",
            "was approved by nobody but the provider, who put it forward",
        ),
        (Approver.PROVIDER, ("provider", "customer"), "provider", ""),
        (Approver.EXPERT, ("independent expert",), "provider", ""),
        (
            Approver.EXPERT,
            ("customer",),
            None,
            "was approved by customer only, and an independent expert must agree",
        ),
        (Approver.BOTH, ("customer", "provider"), "provider", ""),
    ],
)
def test_who_must_agree(approver: Approver, agreed: tuple[str, ...], proposer: str | None, lack: str) -> None:
    exclusion = replace(THIRD_PARTIES, approved_by=approver)
    put_forward = case(approved_by=agreed, proposed_by=proposer)
    (only,) = weighed(put_forward, exclusion=exclusion).records
    assert (only.granted, only.why if lack else "") == (not lack, lack)


def test_without_an_approver_in_the_agreement_the_record_is_enough_and_says_so() -> None:
    exclusion = replace(THIRD_PARTIES, approved_by=None)
    (recorded,) = weighed(case(approved_by=()), exclusion=exclusion).records
    assert recorded.granted
    assert recorded.why == f"is recorded; the agreement does not say who must agree, shown by {REPORT}"
    (approved,) = weighed(case(approved_by=("customer",)), exclusion=exclusion).records
    assert approved.why.startswith("was approved by customer; the agreement does not say who must agree")
    assert why(case(rejected_at=at("2026-03-02 09:00")), exclusion=exclusion) == "was rejected"


def test_a_condition_must_have_been_found_to_hold() -> None:
    attack = case(cause="abuse or denial of service", party=None)
    assert why(attack, exclusion=ABUSE) == f"lacks a finding on its condition: {ABUSE.condition}"
    failed = replace(attack, condition_holds=False)
    assert why(failed, exclusion=ABUSE) == f"was found not to meet its condition: {ABUSE.condition}"
    (granted,) = weighed(replace(attack, condition_holds=True), exclusion=ABUSE).records
    assert granted.granted
    assert granted.why.endswith(f"it meets its condition: {ABUSE.condition}")


def test_an_open_list_of_parties_takes_others_too() -> None:
    open_list = replace(THIRD_PARTIES, open_list=True)
    assert weighed(case(party="Another CDN"), exclusion=open_list).granted.length == 2 * HOUR


def test_a_case_is_put_forward_under_its_exclusion_or_its_cause() -> None:
    elsewhere = case(exclusion="another exclusion")
    assert why(elsewhere).startswith("has no evidence")
    assert why(case(cause="force majeure")).startswith("has no evidence")
    assert weighed(case(exclusion="third parties")).granted.length == 2 * HOUR


def test_a_case_about_another_service_plays_no_part() -> None:
    other = case(services=("portal",))
    assert why(other).startswith("has no evidence")
    assert weighed(other, services=()).granted.length == 2 * HOUR
    assert weighed(case(services=("portal", "app"))).granted.length == 2 * HOUR


def test_what_was_put_forward_later_is_not_known_yet() -> None:
    assert why(case(), as_of=at("2026-03-02 06:30")).startswith("has no evidence")
    assert why(case(), as_of=at("2026-03-02 07:30")).startswith(
        "is not approved yet, and both parties must agree; the approval at 2026-03-"
    )
    undated = case(proposed_at=None, approved_at=None)
    assert weighed(undated, as_of=at("2026-03-02 06:30")).granted.length == 2 * HOUR
    rejected_later = case(rejected_at=at("2026-03-02 12:00"))
    assert weighed(rejected_later, as_of=at("2026-03-02 11:00")).granted.length == 2 * HOUR


def test_time_is_cut_to_what_is_judged_and_what_has_passed() -> None:
    lasting = case(since=at("2026-03-01 12:00"), until=None, proposed_at=None, approved_at=None)
    assert weighed(lasting, as_of=at("2026-03-02 05:00")).granted == IntervalSet.of(
        between("2026-03-02", "2026-03-02 05:00")
    )
    assert weighed(lasting).granted == IntervalSet.of(DAY_OF)
    over_before = case(since=at("2026-03-01 12:00"), until=at("2026-03-01 13:00"))
    assert why(over_before).startswith("has no evidence")


OUTAGE = Outage(source="noc", number="O-1", since=FAILURE.start, until=FAILURE.end)


def test_a_case_about_an_outage_excludes_the_time_of_the_outage() -> None:
    found = weighed(about("O-1"), outages=(OUTAGE,))
    assert found.granted == IntervalSet.of(FAILURE)
    assert found.records[0].evidence == ("exclusion:register/X-1", "outage:noc/O-1")
    assert found.excused["O-1"].interval == FAILURE
    assert found.excused["O-1"].what == "O-1, third-party outage (Example CDN)"


def test_a_case_that_gives_its_own_time_excludes_no_more_than_that() -> None:
    hour = between("2026-03-02 04:00", "2026-03-02 05:00")
    narrow = case(since=hour.start, until=hour.end, about=("O-1",))
    assert weighed(narrow, outages=(OUTAGE,)).granted == IntervalSet.of(hour)


def test_the_outages_of_an_incident_are_meant_with_it() -> None:
    of_incident = replace(OUTAGE, incident="INC-1")
    assert weighed(about("INC-1"), outages=(of_incident,)).granted == IntervalSet.of(FAILURE)


def test_an_outage_of_another_service_is_not_excluded_from_this_one() -> None:
    of_portal = replace(OUTAGE, services=("portal",))
    assert not weighed(about("O-1"), outages=(of_portal,)).granted
    assert weighed(about("O-1"), outages=(of_portal,), services=("portal",)).granted.length == 2 * HOUR


def ticket(*times: str, last: EventKind = EventKind.REPLY) -> Ticket:
    kinds = (EventKind.OPENED, *[EventKind.REPLY] * (len(times) - 2), last)[: len(times)]
    events = tuple(
        TicketEvent(at=at(when), sequence=0, kind=kind, actor=Actor.AGENT)
        for when, kind in zip(times, kinds, strict=True)
    )
    return Ticket(source="desk", number="T-1", events=events)


def test_tickets_and_incidents_are_excused_by_their_numbers_and_take_no_time_with_them() -> None:
    solved = ticket("2026-03-02 09:00", "2026-03-02 11:00", last=EventKind.RESOLVED)
    incident = Incident(
        source="noc",
        number="INC-1",
        kind="service-impacting issue",
        detected_at=at("2026-03-02 04:05"),
        declared_at=at("2026-03-02 04:10"),
        resolved_at=at("2026-03-02 06:00"),
    )
    found = weighed(about("T-1", "INC-1"), tickets=(solved,), incidents=(incident,))
    assert not found.granted
    assert found.records == ()
    assert found.excused["T-1"].interval == between("2026-03-02 09:00", "2026-03-02 11:00")
    assert found.excused["T-1"].evidence[0] == "exclusion:register/X-1"
    assert found.excused["T-1"].evidence[1].startswith("ticket:desk/T-1/")
    assert found.excused["INC-1"].interval == between("2026-03-02 04:05", "2026-03-02 06:00")
    assert found.excused["INC-1"].evidence[1] == "incident:noc/INC-1"


def test_a_ticket_that_goes_on_reaches_to_the_instant_of_judgement() -> None:
    found = weighed(about("T-1"), tickets=(ticket("2026-03-02 09:00"),), as_of=at("2026-03-02 20:00"))
    assert found.excused["T-1"].interval == between("2026-03-02 09:00", "2026-03-02 20:00")


def test_what_nobody_recorded_is_excused_over_the_time_of_the_case() -> None:
    assert weighed(case(about=("T-9",))).excused["T-9"].interval == FAILURE
    assert weighed(about("T-9")).excused["T-9"].interval == DAY_OF


def test_a_refused_ticket_is_not_excused_and_its_reason_says_why() -> None:
    refused = about("T-1", approved_by=())
    judged = hearing(
        THIRD_PARTIES, exclusions=(refused,), tickets=(ticket("2026-03-02 09:00", "2026-03-02 10:00"),)
    )
    found = weigh_exclusions(judged, Subject.CLOCKS, ("third parties",), ())
    assert found.excused == {}
    (reason,) = exclusion_reasons(judged, found)
    assert (reason.rule, reason.clause) == ("exclusion.refused", Clause("4. Exclusions"))
    assert reason.says == (
        "T-1, third-party outage (Example CDN), 2026-03-02 09:00 to 2026-03-03 00:00 UTC: not excluded by "
        "third parties, because it is not approved yet, and both parties must agree"
    )


def test_one_granted_case_is_enough_to_excuse() -> None:
    found = weighed(about("T-1", approved_by=()), about("T-1", number="X-2"))
    assert found.excused["T-1"].evidence == ("exclusion:register/X-2",)
    assert [record.granted for _, record, _ in found.by_number] == [False, True]


def test_tickets_of_other_months_are_not_told() -> None:
    closed = ticket("2026-02-02 09:00", "2026-02-02 11:00", last=EventKind.CLOSED)
    judged = hearing(THIRD_PARTIES, exclusions=(about("T-1"),), tickets=(closed,))
    found = weigh_exclusions(judged, Subject.CLOCKS, ("third parties",), ())
    assert [reason.says.partition(", ")[0] for reason in exclusion_reasons(judged, found)] == [
        "third-party outage (Example CDN"
    ]
    assert found.records[0].why.startswith("has no evidence")


OUTSIDE_FLOW = CauseExclusion(name="customer changes", causes=(Cause.CUSTOMER_CHANGE,), place=HERE)


def changed(**terms: Any) -> Change:
    whole: dict[str, Any] = {
        "source": "audit",
        "number": "C-1",
        "by": "customer",
        "started_at": at("2026-03-02 03:50"),
    }
    return Change(**(whole | terms))


def test_a_change_outside_the_flow_is_shown_as_evidence() -> None:
    blamed = case(cause="customer change outside the change flow", about=("C-1",))
    (granted,) = weighed(blamed, exclusion=OUTSIDE_FLOW, changes=(changed(),)).records
    assert granted.granted
    assert granted.evidence == ("exclusion:register/X-1", "change:audit/C-1")
    unapproved = changed(flow="DNS records")
    assert weighed(blamed, exclusion=OUTSIDE_FLOW, changes=(unapproved,)).records[0].granted


def test_a_change_that_went_through_the_flow_was_not_made_outside_of_it() -> None:
    blamed = case(cause="customer change outside the change flow", about=("C-1",))
    approved = changed(flow="DNS records", approved_by=("provider",), approved_at=at("2026-03-01"))
    assert why(blamed, exclusion=OUTSIDE_FLOW, changes=(approved,)) == (
        "names change C-1, which was approved and went through DNS records"
    )
    ours = changed(by="provider")
    assert why(blamed, exclusion=OUTSIDE_FLOW, changes=(ours,)) == (
        "names change C-1, which the provider made"
    )
    too_late = replace(approved, approved_at=at("2026-03-04"))
    assert weighed(blamed, exclusion=OUTSIDE_FLOW, changes=(too_late,)).records[0].granted


def test_the_measurement_leaves_out_what_is_granted() -> None:
    agreed = agreement(objective(excluding=("third parties",)), exclusions=(THIRD_PARTIES,))
    seen = evidence(changes((DAY_OF.start, DOWN)), exclusions=(case(),))
    found = heard(agreed, seen, DAY_OF)
    assert (record(found).excluded, record(found).down) == (2 * HOUR, DAY - 2 * HOUR)
    (step,) = [each for each in found.reason.because if each.rule == "availability.exclusions"]
    (granted,) = step.because
    assert granted.rule == "exclusion.granted"
    assert granted.says == (
        "third-party outage (Example CDN), 2026-03-02 04:00 to 06:00 UTC: excluded by third parties, because "
        f"it was approved by customer and provider, shown by {REPORT}"
    )


def test_time_that_several_cases_cover_counts_once() -> None:
    longer = case(number="X-2", party="Example DNS", until=at("2026-03-02 07:00"))
    found = weighed(case(), longer)
    assert found.granted == IntervalSet.of(Interval(FAILURE.start, at("2026-03-02 07:00")))
    assert len(found.records) == 2


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_can_be_shown(cause: Cause) -> None:
    exclusion = CauseExclusion(name="any", causes=(cause,), place=HERE)
    assert weighed(case(cause=cause.value, party=None), exclusion=exclusion).granted.length == 2 * HOUR


def test_an_outage_is_told_once_and_a_ticket_is_nothing_to_an_availability() -> None:
    agreed = agreement(objective(excluding=("third parties",)), exclusions=(THIRD_PARTIES,))
    seen = evidence(changes((DAY_OF.start, DOWN)), exclusions=(about("O-1", "T-1"),), outages=(OUTAGE,))
    found = heard(agreed, seen, DAY_OF)
    (step,) = [each for each in found.reason.because if each.rule == "availability.exclusions"]
    assert [each.evidence for each in step.because] == [("exclusion:register/X-1", "outage:noc/O-1")]
    judged = hearing(THIRD_PARTIES, exclusions=(about("O-1", "T-1"),), outages=(OUTAGE,))
    weighed_here = weigh_exclusions(judged, Subject.CLOCKS, ("third parties",), ())
    told = [each.says.partition(",")[0] for each in exclusion_reasons(judged, weighed_here)]
    assert told == ["third-party outage (Example CDN)", "T-1"]
