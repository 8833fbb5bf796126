"""Claims, payment and termination: what is read, and what the words leave open."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.agreement import Agreement
from upheld.agreement.claim import (
    ClaimBy,
    Claims,
    ClaimStart,
    ClaimWindow,
    EvidenceIs,
)
from upheld.agreement.party import Approver
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.agreement.provenance import Clause
from upheld.agreement.termination import (
    BreachesWithin,
    ConsecutiveMonths,
    CountedBy,
    Penalty,
    TerminationRight,
)
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.quantity import Duration, Unit

Read = Callable[[str], Any]

TERMS = (
    "services: {app: {points: [web], sampled_every: 60 s}}\n"
    'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}\n'
    "credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}\n"
    "conventions: {one_breach: objective and period}\n"
)
MONEY_MATTERS = {
    Code.CLAIM_START,
    Code.CREDITED_MONTH,
    Code.CREDIT_REMAINDER,
    Code.BREACH_WINDOW,
}


@pytest.fixture(scope="module")
def settled(gazetteer: Gazetteer) -> Agreement:
    path = Path(__file__).parents[1] / "diagnostics" / "good" / "settled-hosting.yaml"
    agreement = read_agreement({path.name: path.read_bytes()}, path.name, gazetteer).agreement
    assert agreement is not None
    return agreement


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def asked(reading: Any) -> set[Code]:
    return {each.code for each in reading.questions} & MONEY_MATTERS


def span(count: int, unit: Unit) -> Duration:
    return Duration(Fraction(count), unit)


def test_claims(settled: Agreement) -> None:
    assert settled.claims is not None
    assert settled.claims == Claims(
        by=ClaimBy.CUSTOMER,
        window=ClaimWindow(span(3, Unit.MONTH), ClaimStart.END_OF_MONTH),
        notice=ClaimWindow(span(5, Unit.BUSINESS_DAY), ClaimStart.FAILURE),
        via=("portal",),
        address="credits@hosting.example",
        in_writing=True,
        evidence=EvidenceIs.HELPFUL,
        verified_by=Approver.PROVIDER,
        decided_within=span(30, Unit.DAY),
        clause=Clause("5.3 Process"),
        place=settled.claims.place,
    )


def test_payment(settled: Agreement) -> None:
    assert settled.payment is not None
    assert settled.payment == Payment(
        kind=PaymentKind.APPLICATION_CREDIT,
        by_way_of="Example App Store",
        not_as=(PaymentKind.CASH, PaymentKind.REFUND),
        applied_to=AppliedTo.FOLLOWING_MONTH,
        after=AppliedAfter.VERIFICATION,
        remainder=Remainder.CARRIED,
        place=settled.payment.place,
    )


def test_rights_to_terminate(settled: Agreement) -> None:
    in_a_row, within = settled.termination
    assert in_a_row == TerminationRight(
        ground=ConsecutiveMonths(3),
        plans=("enterprise",),
        penalty=Penalty.NONE,
        notice=span(30, Unit.DAY),
        place=in_a_row.place,
    )
    assert within == TerminationRight(
        ground=BreachesWithin(at_least=4, months=6, counted_by=CountedBy.DATES),
        objectives=("uptime", "answer"),
        penalty=Penalty.NONE,
        exercised_within=span(60, Unit.DAY),
        clause=Clause("6. Termination rights"),
        place=within.place,
    )
    assert in_a_row.place.line < within.place.line


def test_what_is_given_unasked_in_short(read: Read) -> None:
    agreement = read(f"{TERMS}claims: automatic\npayment: cash\n").agreement
    assert (agreement.claims.by, agreement.claims.window) == (ClaimBy.AUTOMATIC, None)
    assert (agreement.payment.kind, agreement.payment.applied_to) == (PaymentKind.CASH, None)


def test_nothing_said_is_nothing_promised(read: Read) -> None:
    agreement = read(TERMS).agreement
    assert (agreement.claims, agreement.payment, agreement.termination) == (None, None, ())


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ("claims: {by: customer, within: 7 days}", Code.CLAIM_START),
        (
            "payment: {as: refund, applied_to: following month, remainder: forfeited}",
            Code.CREDITED_MONTH,
        ),
        ("payment: {as: service credit, applied_to: next billing cycle}", Code.CREDIT_REMAINDER),
        ("termination: {breaches: 4 or more, within: six months}", Code.BREACH_WINDOW),
    ],
)
def test_what_the_words_leave_open_is_asked(read: Read, terms: str, code: Code) -> None:
    reading = read(f"{TERMS}{terms}\n")
    assert asked(reading) == {code}
    (question,) = [each for each in reading.questions if each.code is code]
    assert len(question.readings) >= 2


@pytest.mark.parametrize(
    "terms",
    [
        "claims: {by: customer, within: 7 days, from: failure}",
        "claims: {by: customer}",
        "payment: {as: cash, applied_to: next invoice}",
        "payment: {as: service credit, applied_to: future invoices}",
        "payment: {as: service credit, applied_to: next invoice, remainder: paid out}",
        "termination: {consecutive_months_with_breach: 3 months}",
    ],
)
def test_what_is_said_or_does_not_matter_is_not_asked(read: Read, terms: str) -> None:
    reading = read(f"{TERMS}{terms}\n")
    assert errors(reading) == []
    assert asked(reading) == set()


@pytest.mark.parametrize(
    ("words", "at_least", "months"),
    [
        ("breaches: at least 4, within: 6 months", 4, 6),
        ("breaches: more than 3, within: six months", 4, 6),
        ("breaches: 2 or more, within: a year", 2, 12),
        ("breaches: five, within: 2 quarters", 5, 6),
        ("breaches: at least 3 breaches, within: any 12 months", None, None),
        ("breaches: at most 4, within: 6 months", None, None),
        ("breaches: at least 0, within: 6 months", None, None),
        ("breaches: at least 2.5, within: 6 months", None, None),
        ("breaches: at least 4, within: 180 hours", None, None),
    ],
)
def test_so_many_breaches_in_a_window(
    read: Read, words: str, at_least: int | None, months: int | None
) -> None:
    reading = read(f"{TERMS}termination: {{{words}, counted_by: dates}}\n")
    if at_least is None or months is None:
        assert errors(reading) == [Code.UNREADABLE_VALUE]
    else:
        (right,) = reading.agreement.termination
        assert right.ground == BreachesWithin(at_least=at_least, months=months, counted_by=CountedBy.DATES)


def test_a_window_may_be_counted_in_days(read: Read) -> None:
    (right,) = read(f"{TERMS}termination: {{breaches: at least 4, within: 13 weeks}}\n").agreement.termination
    assert right.ground == BreachesWithin(at_least=4, days=91, counted_by=CountedBy.DATES)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("{penalty: none}", Code.MISSING_KEY),
        ('{breaches: at least 4, within: 6 months, outage: "> 48 h"}', Code.CONFLICTING_KEYS),
        ("{months_with_breach: at least 7, within: 6 months}", Code.CONFLICTING_KEYS),
        ("{months_with_breach: at least 3, within: 90 days}", Code.WRONG_UNIT),
        ("{months_with_breach: at least 3}", Code.MISSING_KEY),
        ('{figure: "95 %"}', Code.UNREADABLE_VALUE),
        ('{outage: "< 48 h"}', Code.UNREADABLE_VALUE),
    ],
)
def test_grounds_that_are_none(read: Read, words: str, code: Code) -> None:
    assert errors(read(f"{TERMS}termination: {words}\n")) == [code]


@pytest.mark.parametrize(
    "words",
    [
        "within: 30 days, until: end of the month of the failure",
        "until: end of the month",
        "until: end of the seventh month after the failure",
        "until: 32nd day of the month after the failure",
    ],
)
def test_ends_that_are_none(read: Read, words: str) -> None:
    found = errors(read(f"{TERMS}claims: {{by: customer, {words}}}\n"))
    assert found[0] in (Code.CONFLICTING_KEYS, Code.UNREADABLE_VALUE)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ("claims: {by: automatic, within: 7 days, from: failure}", Code.CONFLICTING_KEYS),
        ("payment: {as: cash, not_as: [refund, cash]}", Code.CONFLICTING_KEYS),
        ("claims: {by: customer, within: 0 days, from: failure}", Code.UNREADABLE_VALUE),
        ("claims: {by: customer, within: at least 7 days, from: failure}", Code.UNREADABLE_VALUE),
        ("claims: {by: customer, from: failure}", Code.MISPLACED_KEY),
        ("claims: {within: 7 days, from: failure}", Code.MISSING_KEY),
        ("termination: {breaches: at least 4, counted_by: dates}", Code.MISSING_KEY),
        (
            "termination: {consecutive_months_with_breach: 3, breaches: 4, within: 6 months}",
            Code.CONFLICTING_KEYS,
        ),
        ("termination: {consecutive_months_with_breach: 0}", Code.UNREADABLE_VALUE),
    ],
)
def test_what_cannot_be(read: Read, terms: str, code: Code) -> None:
    assert errors(read(f"{TERMS}{terms}\n")) == [code]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("date of the incident", ClaimStart.FAILURE),
        ("the outage", ClaimStart.FAILURE),
        ("Occurrence of the interruption", ClaimStart.FAILURE),
        ("end of the incident", ClaimStart.END_OF_FAILURE),
        ("resolution of the outage", ClaimStart.END_OF_FAILURE),
        ("awareness of the incident", ClaimStart.AWARENESS),
        ("last day of the calendar month", ClaimStart.END_OF_MONTH),
    ],
)
def test_starts_in_other_words(read: Read, words: str, start: ClaimStart) -> None:
    agreement = read(f"{TERMS}claims: {{by: customer, within: thirty (30) days, from: {words}}}\n").agreement
    assert agreement is not None
    assert agreement.claims.window == ClaimWindow(Duration(Fraction(30), Unit.DAY), start)


def test_a_number_of_business_days_is_no_end_of_a_cycle(read: Read) -> None:
    words = "until: 5 business days after the end of the month"
    (told,) = [
        each
        for each in read(f"{TERMS}claims: {{by: customer, {words}}}\n").diagnostics
        if each.level is Level.ERROR
    ]
    assert told.remedy == "write `within: 5 business days`, and `from: end of the month`"
