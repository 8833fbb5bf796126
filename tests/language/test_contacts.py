"""Contacts, escalation, the change flow, and changes of the agreement."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.agreement import Agreement
from upheld.agreement.change import AgreementChanges, ChangePermission, InAdvance
from upheld.agreement.contact import Contact, Escalation, EscalationStep
from upheld.agreement.party import Approver, Party
from upheld.agreement.provenance import Clause
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.quantity import Duration, Unit

Read = Callable[[str], Any]

TERMS = (
    "services: {app: {points: [web], sampled_every: 60 s}}\n"
    'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}\n'
)


@pytest.fixture(scope="module")
def settled(gazetteer: Gazetteer) -> Agreement:
    path = Path(__file__).parents[1] / "diagnostics" / "good" / "settled-hosting.yaml"
    agreement = read_agreement({path.name: path.read_bytes()}, path.name, gazetteer).agreement
    assert agreement is not None
    return agreement


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def span(count: int, unit: Unit) -> Duration:
    return Duration(Fraction(count), unit)


def test_contacts_of_both_sides(settled: Agreement) -> None:
    manager, engineer, owner = settled.contacts
    assert manager == Contact(
        name="incident manager",
        of=Party.PROVIDER,
        role="coordinates major incidents",
        e_mail="incidents@hosting.example",
        phone="+353 1 555 0100",
        hours="small_hours",
        clause=Clause("7. Contacts"),
        place=manager.place,
    )
    assert engineer == Contact(name="duty engineer", of=Party.PROVIDER, place=engineer.place)
    assert (owner.of, owner.e_mail) == (Party.CUSTOMER, "owner@customer.example")


def test_trouble_is_passed_on_step_by_step(settled: Agreement) -> None:
    chain = settled.escalation
    assert chain is not None
    first, second = chain.steps
    assert chain == Escalation(
        when="business-critical issues",
        steps=(first, second),
        clause=Clause("7.1 Escalation"),
        place=chain.place,
    )
    assert first == EscalationStep(to="duty engineer", place=first.place)
    assert second == EscalationStep(
        to="incident manager",
        after=span(30, Unit.MINUTE),
        if_not="a workaround",
        priorities=("P1",),
        via=("phone",),
        place=second.place,
    )
    assert first.place.line < second.place.line


def test_the_change_flow(settled: Agreement) -> None:
    free, approved = settled.change_flow
    assert free == ChangePermission(by=Party.CUSTOMER, may="restart the instance", place=free.place)
    assert approved == ChangePermission(
        by=Party.CUSTOMER,
        may="change DNS records",
        approved_by=Approver.PROVIDER,
        notice=span(2, Unit.BUSINESS_DAY),
        hours="small_hours",
        via=("portal",),
        clause=Clause("8. Change flow"),
        place=approved.place,
    )


def test_how_the_agreement_changes(settled: Agreement) -> None:
    assert settled.changes is not None
    assert settled.changes == AgreementChanges(
        notice=InAdvance(span(30, Unit.DAY)),
        of="significant updates",
        via=("e-mail",),
        shown_at=("this page", "customer portal"),
        clause=Clause("9. Changes"),
        place=settled.changes.place,
    )


@pytest.mark.parametrize(
    ("words", "notice"),
    [
        ("in advance", InAdvance()),
        ("30 days in advance", InAdvance(span(30, Unit.DAY))),
        ("at least one month", InAdvance(span(1, Unit.MONTH))),
    ],
)
def test_how_long_in_advance(read: Read, words: str, notice: InAdvance) -> None:
    assert read(f"{TERMS}changes: {words}\n").agreement.changes.notice == notice


def test_escalation_that_names_nobody(read: Read) -> None:
    chain = read(f"{TERMS}escalation: {{when: business-critical issues}}\n").agreement.escalation
    assert (chain.when, chain.steps) == ("business-critical issues", ())


def test_a_chain_in_short(read: Read) -> None:
    text = "contacts: {desk: provider}\nescalation: [desk, {to: desk, after: 1 h}]\n"
    chain = read(TERMS + text).agreement.escalation
    assert [(step.to, step.after) for step in chain.steps] == [("desk", None), ("desk", span(1, Unit.HOUR))]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ("contacts: {desk: provider}\nescalation: [dusk]", Code.UNKNOWN_NAME),
        ("contacts: {desk: nobody}", Code.UNKNOWN_WORD),
        ("contacts: {desk: {role: answers}}", Code.MISSING_KEY),
        ("change_flow: {by: customer}", Code.MISSING_KEY),
        ("change_flow: {by: customer, may: restart, notice: at most 2 days}", Code.UNREADABLE_VALUE),
        ("changes: {notice: soon}", Code.UNREADABLE_VALUE),
        ("changes: {notice: 0 days in advance}", Code.UNREADABLE_VALUE),
    ],
)
def test_what_cannot_be(read: Read, terms: str, code: Code) -> None:
    assert errors(read(f"{TERMS}{terms}\n")) == [code]


def test_a_contact_to_be_agreed_is_a_hole(read: Read) -> None:
    reading = read(f"{TERMS}escalation: [to be agreed]\n")
    assert errors(reading) == []
    assert Code.HOLE in {each.code for each in reading.diagnostics}
