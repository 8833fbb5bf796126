"""What is judged: the objectives promised to a subscription, as far as somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.clock import TicketClock
from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.control import Control, Coverage
from upheld.agreement.governance import Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability, Objective, kind_of
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic
from upheld.errors import UsageError
from upheld.quantity import did_you_mean


def promised_to(
    agreement: Agreement, subscription: Subscription, asked: Sequence[str] = ()
) -> tuple[Objective, ...]:
    """The objectives of a subscription's plan; of these the ones asked for, where any are.

    UsageError for a plan that does not exist or has to be named, for an objective that is not promised, and
    for one of a kind that can't be judged.
    """
    promised = _of_plan(agreement, subscription)
    for name in asked:
        _check_asked(name, promised, agreement)
    chosen = tuple(objective for objective in promised if not asked or objective.name in asked)
    _check_kinds(chosen)
    return chosen


def _of_plan(agreement: Agreement, subscription: Subscription) -> tuple[Objective, ...]:
    plan, plans = subscription.plan, agreement.plans
    if plan is not None and plan not in plans:
        known = f"it has {', '.join(plans)}" if plans else "it has no plans, so leave the plan out"
        advice = did_you_mean(plan, plans, known)
        raise UsageError(f"agreement {agreement.name!r} has no plan {plan!r}: {advice}")
    if plan is None and any(objective.plans for objective in agreement.objectives):
        raise UsageError(
            f"agreement {agreement.name!r} promises different things by plan: say which one, of "
            f"{', '.join(plans)}"
        )
    return tuple(
        objective for objective in agreement.objectives if not objective.plans or plan in objective.plans
    )


def _check_asked(name: str, promised: Sequence[Objective], agreement: Agreement) -> None:
    names = [objective.name for objective in promised]
    if name not in names:
        advice = did_you_mean(name, names, f"it has {', '.join(names) or 'none'}")
        raise UsageError(f"agreement {agreement.name!r} promises no objective {name!r} here: {advice}")


def _check_kinds(chosen: Sequence[Objective]) -> None:
    """Refuse objectives that nothing here can judge, rather than leave them out unseen."""
    refused = [objective for objective in chosen if not can_be_judged(objective)]
    if refused:
        kinds = ", ".join(f"{objective.name!r} ({kind_of(objective.indicator)})" for objective in refused)
        others = [objective.name for objective in chosen if objective not in refused]
        advice = f"name those to judge, of {', '.join(others)}" if others else "there are no others"
        raise UsageError(f"objectives of these kinds can't be judged yet: {kinds}; {advice}")


def can_be_judged(objective: Objective) -> bool:
    """Whether there is an evaluator for what an objective promises, with all its conditions."""
    match objective.indicator:
        case Availability() | Statistic() | Coverage():
            return True
        case TicketClock():
            return True
        case Notification() | Recovery() | Reporting() | Review() | Control():
            return True
        case MaintenanceConduct() | Snapshots() | Retention():
            return True
        case _:
            return False
