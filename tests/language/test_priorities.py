"""Priorities, channels and intake: classes of tickets, ways to report, and what a report must bring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.agreement import Agreement
from upheld.agreement.channel import Channel, ChannelKind, ChannelRole, Intake, RequestKind
from upheld.agreement.priority import Classifier, Priority, Workaround
from upheld.agreement.provenance import Clause
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement

Read = Callable[[str], Any]

GOOD = Path(__file__).parents[1] / "diagnostics" / "good" / "measured-hosting.yaml"
CLASSES = "priorities: {P1: everything fails, P2: {}}\n"
WAYS = "channels: {helpdesk: e-mail, line: {kind: phone, role: escalation}}\n"


@pytest.fixture(scope="module")
def example(gazetteer: Gazetteer) -> Agreement:
    agreement = read_agreement({GOOD.name: GOOD.read_bytes()}, GOOD.name, gazetteer).agreement
    assert agreement is not None
    return agreement


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def test_priorities_stand_in_the_order_of_their_rank(example: Agreement) -> None:
    first, second, third = example.priorities
    assert first == Priority(
        name="P1",
        impact="production is largely unavailable",
        examples=("data loss threatens", "the payment chain is down"),
        workaround=Workaround.NONE,
        clause=Clause("4. Priorities"),
        place=first.place,
    )
    assert second == Priority(name="P2", impact="part of the service fails", place=second.place)
    assert third == Priority(name="P3", place=third.place)
    assert example.classified_by is Classifier.PROVIDER


def test_promises_for_different_priorities_are_told_only_where_none_are_declared(read: Read) -> None:
    terms = (
        "objectives:\n"
        "  reply: {response: {priority: P1}, within: 1 h, period: calendar month}\n"
        "  repair: {resolution: {priority: P2}, within: 1 h, period: calendar month}\n"
    )
    assert Code.UNCONNECTED_PRIORITIES in [each.code for each in read(terms).diagnostics]
    assert Code.UNCONNECTED_PRIORITIES not in [each.code for each in read(CLASSES + terms).diagnostics]


def test_channels_with_all_that_may_stand_beside_them(example: Agreement) -> None:
    helpdesk, desk, line, room = example.channels
    assert helpdesk == Channel(
        name="helpdesk",
        kind=ChannelKind.E_MAIL,
        roles=(ChannelRole.ENTRY, ChannelRole.UPDATES),
        address="help@example.com",
        clause=Clause("5. Channels"),
        place=helpdesk.place,
    )
    assert desk.roles == (ChannelRole.ENTRY, ChannelRole.SOURCE_OF_TRUTH)
    assert line == Channel(
        name="incident line",
        kind=ChannelKind.PHONE,
        roles=(ChannelRole.ESCALATION,),
        priorities=("P1",),
        hours="office",
        place=line.place,
    )
    assert room.plans == ("premium",)


def test_what_a_report_brings(example: Agreement) -> None:
    assert example.intake is not None
    technical, other = example.intake.requests
    assert example.intake == Intake(
        fields=("service id", "description", "steps taken"),
        followed_at="customer dashboard",
        requests=(technical, other),
        clause=Clause("5. Channels"),
        place=example.intake.place,
    )
    assert technical == RequestKind(
        name="technical support",
        open_to="users with access to the system",
        channels=("desk",),
        place=technical.place,
    )
    assert other.about == ("billing", "credits for outages")


def test_a_list_is_the_fields_of_a_report(read: Read) -> None:
    text = "intake: [service id, description]\nobjectives: {it: {response: {}, within: 1 h}}\n"
    assert read(text).agreement.intake.fields == ("service id", "description")


@pytest.mark.parametrize(
    "terms",
    [
        "response: {}, within: {P1: 1 h, P3: 2 h}",
        "response: {priority: P3}, within: 1 h",
        "response: {channels: [helpdesk, chat]}, within: 1 h",
        "reply_content: {contains: next step, priorities: [P1, P3]}",
        "channel_entitlement: [chat]",
        "notification: {of: outage, starts_at: detection, channels: chat}, within: 1 h",
    ],
)
def test_where_any_are_declared_there_are_no_others(read: Read, terms: str) -> None:
    objective = f"objectives: {{it: {{{terms}}}}}\n"
    assert errors(read(CLASSES + WAYS + objective)) == [Code.UNKNOWN_NAME]
    assert errors(read(objective)) == []


def test_the_rest_of_the_priorities_is_no_name_of_one(read: Read) -> None:
    text = "objectives: {it: {response: {}, within: {P1: 1 h, any_other: 2 h}}}\n"
    assert errors(read(CLASSES + text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("priorities: {P1: {workaround: maybe}}\n", Code.UNKNOWN_WORD),
        ("priorities: {P1: {impct: all fails}}\n", Code.UNKNOWN_KEY),
        ("classified_by: everybody\n", Code.UNKNOWN_WORD),
        ("channels: {desk: pigeon}\n", Code.UNKNOWN_WORD),
        ("channels: {desk: {kind: phone, role: truth}}\n", Code.UNKNOWN_WORD),
        ("channels: {desk: {kind: phone, hours: office}}\n", Code.UNKNOWN_NAME),
        ("channels: {desk: {kind: phone, priorities: P9}}\n" + CLASSES, Code.UNKNOWN_NAME),
        ("channels: {desk: {role: entry}}\n", Code.MISSING_KEY),
        ("intake: {requests: {support: {channels: chat}}}\n" + WAYS, Code.UNKNOWN_NAME),
        ("intake: {}\n", Code.EMPTY_VALUE),
    ],
)
def test_what_is_no_priority_channel_or_intake(read: Read, text: str, code: Code) -> None:
    assert errors(read(text + "objectives: {it: {response: {}, within: 1 h}}\n")) == [code]


def test_tickets_about_other_services_may_have_other_times(read: Read) -> None:
    text = (
        "hours: {ny: Mon-Fri 09:00-17:00, berlin: Mon-Fri 08:00-16:00}\n"
        "services: {one: {points: [a]}, other: {points: [b]}}\n"
        "objectives:\n"
        "  ny: {response: {priority: P1, hours: ny}, within: 4 business hours, services: one}\n"
        "  berlin: {response: {priority: P1, hours: berlin}, within: 4 business hours, services: SERVICE}\n"
    )
    contradicts = Code.CONTRADICTORY_TARGETS
    assert contradicts in [each.code for each in read(text.replace("SERVICE", "one")).diagnostics]
    assert contradicts not in [each.code for each in read(text.replace("SERVICE", "other")).diagnostics]
