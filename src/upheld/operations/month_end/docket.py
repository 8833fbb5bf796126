"""The docket of a closing: whoever makes its statements, by what was known when it was begun."""

from __future__ import annotations

from upheld.agreement.agreement import Subscription
from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.errors import UsageError
from upheld.operations import asked
from upheld.operations.closing import Clerk, clerk_of
from upheld.operations.grounds import Grounds, Known, known_by
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.store.closings import Closing


def clerk_for(closing: Closing) -> Clerk:
    """Appoint whoever makes the statements of a closing: the same ones, whenever and wherever it is asked.

    UsageError where the evidence, or the agreement, does not allow it.
    """
    grounds = grounds_in_store(closing.version)
    reading = evidence_in_store(closing.version.agreement.dossier, closing.known_at)
    period = parse_period(closing.period, grounds.zone)
    begun = Instant(closing.begun_at)
    facts = known_by(grounds, reading, asked.as_of(None, period, grounds.zone, begun), None, begun)
    if not isinstance(facts, Known):
        said = "; ".join(str(problem) for problem in reading.problems[:3])
        raise UsageError(f"the evidence of {closing.version.agreement.dossier.slug} can't be used: {said}")
    return clerk_of(grounds, facts, closing.period, otherwise=_everybody(grounds))


def _everybody(grounds: Grounds) -> tuple[Subscription, ...]:
    """Whose statement is made where no fee and no order form says who is subscribed: each plan's."""
    return tuple(Subscription(plan=plan) for plan in grounds.agreement.plans) or (Subscription(),)
