"""Channels held against the plan: whether customers could use those they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from upheld.agreement.conduct import ChannelEntitlement
from upheld.chrono.interval import Interval
from upheld.evaluation.clocks.caseload import tickets_of
from upheld.evaluation.duties.belonging import judged_window
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.proof import Showing, attested
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Count, Reason
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evaluation.wording import counted, listed
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import Ticket

_SHOWN = 5
"""So many rows of evidence are named for one channel; the others are counted."""


def judge_channel_entitlement(hearing: Hearing, promise: ChannelEntitlement) -> Finding:
    """Judge whether customers could use each channel that they are promised.

    A ticket received by a channel in the period shows that it could be used, and so does an attestation of
    the objective in force then, of the one channel it names as its `point` or of all. An attestation that it
    could not be used breaks the promise. A channel of which nothing speaks is undecided.
    """
    window = judged_window(hearing)
    tickets = [each for each in tickets_of(hearing) if each.events[0].at in window]
    return judge_duties(
        hearing,
        [_duty(hearing, channel, window, tickets) for channel in promise.channels],
        noun="channel",
        gap=_nothing_known(hearing.evidence),
        because=tuple(_beyond_the_plan(hearing, tickets)),
    )


def _nothing_known(evidence: Evidence) -> str:
    known = evidence.tickets or evidence.attestations
    if known or {Table.TICKETS, Table.ATTESTATIONS} & evidence.tables:
        return ""
    tables = f"`{Table.TICKETS.value}` nor `{Table.ATTESTATIONS.value}`"
    return f"neither a table {tables} in the evidence: nothing is known of the use of channels"


def _duty(hearing: Hearing, channel: str, window: Interval, tickets: Sequence[Ticket]) -> Duty:
    showings = [each for each in _showings(hearing, channel) if each.interval.overlaps(window)]
    failing = tuple(each.evidence for each in showings if not each.holds)
    holding = tuple(each.evidence for each in showings if each.holds)
    used = tuple(
        each.events[0].identity(each.source, each.number)
        for each in tickets
        if each.channel is not None and alike(each.channel, channel)
    )
    if failing:
        state, rows, says = ClockState.BREACHED, failing, "attested that it could not be used"
    elif used:
        state, rows, says = ClockState.KEPT, used, f"{counted(len(used), 'ticket')} came by it"
    elif holding:
        state, rows, says = ClockState.KEPT, holding, "attested that it could be used"
    else:
        state, rows = ClockState.INDETERMINATE, ()
        says = "no ticket came by it in the period, and nobody attested that it could be used"
    return Duty(
        what=f"channel {channel}",
        state=state,
        limit="can be used",
        began_at=window.start,
        done_at=window.end if state is ClockState.KEPT else None,
        evidence=rows[:_SHOWN],
        reason=Reason(
            rule=f"channel.{state.value}",
            says=f"{channel}: {says}",
            clause=hearing.objective.clause,
            evidence=rows[:_SHOWN],
            evidence_count=len(rows),
        ),
    )


def _showings(hearing: Hearing, channel: str) -> Iterator[Showing]:
    """What attestations of the objective say of a channel; one that names no point speaks of all."""
    given = [
        each
        for each in hearing.evidence.attestations
        if alike(each.control, hearing.objective.name)
        and each.given_at <= hearing.as_of
        and (each.point is None or alike(each.point, channel))
    ]
    return attested(given, None, hearing.calendars.zone(hearing.agreement.time_zone))


def _beyond_the_plan(hearing: Hearing, tickets: Sequence[Ticket]) -> Iterator[Reason]:
    """Tell of tickets by channels that only other plans have: it breaks nothing."""
    plan = hearing.subscription.plan
    others = {
        channel.name: channel.plans
        for channel in hearing.agreement.channels
        if plan is not None and channel.plans and plan not in channel.plans
    }
    for name, count in sorted(Counter(each.channel for each in tickets if each.channel in others).items()):
        plans = listed(others[name])
        yield Reason(
            rule="channel.beyond_plan",
            says=f"came by {name}, which is for {plans} and not for {plan}: this breaks nothing",
            figure=Count(count, "tickets"),
        )
