"""Whether customers could use the channels of their plan, and what shows it."""

from __future__ import annotations

from typing import Any

from ticket_court import END_OF_MARCH, HERE, MARCH, hearing, opened, ticket

from upheld.agreement.agreement import Subscription
from upheld.agreement.channel import Channel, ChannelKind
from upheld.agreement.conduct import ChannelEntitlement
from upheld.chrono.instant import parse_instant
from upheld.evaluation.reason import Count
from upheld.evaluation.statement import ClockState, DutiesRecord, Duty, Finding, Verdict
from upheld.evaluation.tickets.channel_entitlement import judge_channel_entitlement
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Attestation
from upheld.evidence.ticket import Ticket

CHAT = ChannelEntitlement(channels=("chat",))
BOTH = ChannelEntitlement(channels=("chat", "e-mail"))
KEPT, BREACHED, OPEN = ClockState.KEPT, ClockState.BREACHED, ClockState.INDETERMINATE


def judged(promise: ChannelEntitlement, *tickets: Ticket, attested: Any = (), **terms: Any) -> Finding:
    chosen: dict[str, Any] = {"as_of": END_OF_MARCH, "interval": MARCH, "known": {"attestations": attested}}
    return judge_channel_entitlement(hearing(tickets, promise, **chosen | terms), promise)


def came(by: str | None, number: str = "1", day: str = "2025-03-03", **more: Any) -> Ticket:
    return ticket(opened(f"{day}T08:00:00Z"), number=number, channel=by, **more)


def said(day: str, holds: bool = True, **more: Any) -> Attestation:
    told = {"source": "audit", "number": day, "control": "first_reply"}
    return Attestation(**told | more, holds=holds, given_at=parse_instant(f"{day}T08:00:00Z"))


def states(found: Finding) -> list[ClockState]:
    return [each.state for each in duties(found)]


def duties(found: Finding) -> tuple[Duty, ...]:
    assert isinstance(found.record, DutiesRecord)
    return found.record.duties


class TestTickets:
    def test_a_ticket_by_a_channel_shows_that_it_could_be_used(self) -> None:
        found = judged(BOTH, came("Chat"), came("chat", "2"), came("e-mail", "3"))
        assert (found.verdict, states(found)) == (Verdict.MET, [KEPT, KEPT])
        assert duties(found)[0].reason.says == "chat: 2 tickets came by it"
        assert duties(found)[0].reason.evidence_count == 2

    def test_a_channel_that_nobody_used_is_undecided(self) -> None:
        found = judged(BOTH, came("e-mail"), came(None, "2"))
        assert (found.verdict, states(found)) == (Verdict.INDETERMINATE, [OPEN, KEPT])
        assert found.gaps == (
            "chat: no ticket came by it in the period, and nobody attested that it could be used",
        )

    def test_only_the_period_so_far_and_the_customer_count(self) -> None:
        assert states(judged(CHAT, came("chat", day="2025-02-20"))) == [OPEN]
        assert states(judged(CHAT, came("chat", day="2025-03-20"), as_of="2025-03-10T00:00:00Z")) == [OPEN]
        alder = Subscription(customer="Alder")
        assert states(judged(CHAT, came("chat", customer="Birch"), subscription=alder)) == [OPEN]
        assert states(judged(CHAT, came("chat", customer="Alder"), subscription=alder)) == [KEPT]


class TestAttestations:
    def test_an_attestation_shows_it_too_as_long_as_it_holds(self) -> None:
        assert states(judged(CHAT, attested=[said("2025-01-10")])) == [KEPT]
        expired = said("2025-01-10", expires_at=parse_instant("2025-02-10T08:00:00Z"))
        assert states(judged(CHAT, attested=[expired])) == [OPEN]
        assert states(judged(CHAT, attested=[said("2025-04-10")])) == [OPEN]
        assert states(judged(CHAT, attested=[said("2025-01-10", control="another")])) == [OPEN]

    def test_one_that_names_a_channel_speaks_of_that_one_alone(self) -> None:
        assert states(judged(BOTH, attested=[said("2025-03-10", point="e-mail")])) == [OPEN, KEPT]

    def test_that_it_could_not_be_used_breaks_it_whatever_tickets_came(self) -> None:
        found = judged(CHAT, came("chat"), attested=[said("2025-03-10", holds=False)])
        assert (found.verdict, states(found)) == (Verdict.MISSED, [BREACHED])
        assert duties(found)[0].evidence == ("attestation:audit/2025-03-10",)

    def test_also_where_it_could_again_later_in_the_period_but_not_before_it(self) -> None:
        refused = said("2025-03-10", holds=False)
        assert states(judged(CHAT, attested=[refused, said("2025-03-20")])) == [BREACHED]
        before = said("2025-01-10", holds=False)
        assert states(judged(CHAT, attested=[before, said("2025-02-20")])) == [KEPT]


class TestPlans:
    CHANNELS = (
        Channel(name="slack", kind=ChannelKind.SHARED_CHANNEL, plans=("enterprise",), place=HERE),
        Channel(name="chat", kind=ChannelKind.CHAT, place=HERE),
    )

    def test_use_of_a_channel_of_another_plan_is_told_and_breaks_nothing(self) -> None:
        terms = {
            "agreed": {"channels": self.CHANNELS, "plans": ("free", "enterprise")},
            "subscription": Subscription(plan="free"),
        }
        found = judged(CHAT, came("chat"), came("slack", "2"), **terms)
        assert found.verdict is Verdict.MET
        (told,) = (each for each in found.reason.because if each.rule == "channel.beyond_plan")
        assert told.figure == Count(1, "tickets")
        assert told.says == "came by slack, which is for enterprise and not for free: this breaks nothing"
        entitled = terms | {"subscription": Subscription(plan="enterprise")}
        assert len(judged(CHAT, came("chat"), came("slack", "2"), **entitled).reason.because) == 1


def test_without_any_table_nothing_is_known() -> None:
    found = judged(CHAT, tables=frozenset())
    lack = "neither a table `tickets` nor `attestations` in the evidence"
    assert found.gaps[0] == f"{lack}: nothing is known of the use of channels"
    assert states(judged(CHAT, tables=frozenset({Table.ATTESTATIONS}))) == [OPEN]
