"""What is judged: the objectives promised to a subscription, as far as somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.coverage import services_of
from upheld.agreement.objective import Objective
from upheld.errors import UsageError
from upheld.quantity import did_you_mean


def promised_to(
    agreement: Agreement, subscription: Subscription, asked: Sequence[str] = ()
) -> tuple[Objective, ...]:
    """The objectives of a subscription's plan; of these the ones asked for, where any are.

    UsageError for a plan that does not exist or has to be named, and for an objective that is not promised.
    """
    of_plan = _of_plan(agreement, subscription)
    covered = (_covered(each, subscription.services, agreement) for each in of_plan)
    promised = tuple(each for each in covered if each is not None)
    for name in asked:
        _check_asked(name, promised, agreement)
    return tuple(objective for objective in promised if not asked or objective.name in asked)


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


def _covered(objective: Objective, services: Sequence[str], agreement: Agreement) -> Objective | None:
    """The objective as far as it is about services that were ordered; absent where it is about others."""
    about = services_of(objective, agreement)
    if not services or not about:
        return objective
    covered = tuple(service for service in about if service in services)
    if not covered:
        return None
    return replace(objective, services=covered) if objective.services not in ((), covered) else objective


def _check_asked(name: str, promised: Sequence[Objective], agreement: Agreement) -> None:
    names = [objective.name for objective in promised]
    if name not in names:
        advice = did_you_mean(name, names, f"it has {', '.join(names) or 'none'}")
        raise UsageError(f"agreement {agreement.name!r} promises no objective {name!r} here: {advice}")
