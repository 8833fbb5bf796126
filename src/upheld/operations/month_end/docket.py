"""The docket of a closing: whoever makes its statements, by what was known when it was begun."""

from __future__ import annotations

from pathlib import Path

from upheld.agreement.agreement import Subscription
from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.errors import UsageError
from upheld.operations import asked
from upheld.operations.closing import Clerk, clerk_of
from upheld.operations.compacting import telemetry_of
from upheld.operations.folding import read_telemetry
from upheld.operations.grounds import Grounds, Known, known_by
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.store.closings import Closing
from upheld.telemetry.holdings import takes_samples_in


def clerk_for(closing: Closing, data: Path) -> Clerk:
    """Appoint whoever makes the statements of a closing: the same ones, whenever and wherever it is asked.

    Rows are those known when it was begun. Samples are those known now: one that comes in while a month is
    being closed, after it has waited for late evidence, may be in some of its statements and not in others.
    UsageError where the evidence, or the agreement, does not allow it.
    """
    grounds = grounds_in_store(closing.version)
    period = parse_period(closing.period, grounds.zone)
    begun = Instant(closing.begun_at)
    until = asked.as_of(None, period, grounds.zone, begun)
    dossier = closing.version.agreement.dossier
    folder = telemetry_of(data, dossier.slug)
    samples = read_telemetry(folder, grounds.agreement, until) if takes_samples_in(folder) else None
    reading = evidence_in_store(dossier, closing.known_at, samples)
    facts = known_by(grounds, reading, until, None, begun)
    if not isinstance(facts, Known):
        said = "; ".join(str(problem) for problem in reading.problems[:3])
        raise UsageError(f"the evidence of {dossier.slug} can't be used: {said}")
    return clerk_of(grounds, facts, closing.period, otherwise=_everybody(grounds))


def _everybody(grounds: Grounds) -> tuple[Subscription, ...]:
    """Whose statement is made where no fee and no order form says who is subscribed: each plan's."""
    return tuple(Subscription(plan=plan) for plan in grounds.agreement.plans) or (Subscription(),)
