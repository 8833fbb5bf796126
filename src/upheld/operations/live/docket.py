"""The docket of live state: an agreement, and for whom each of its promises is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.interpretation import Interpretation
from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period, period_containing
from upheld.evaluation.calendars import Compiled
from upheld.evaluation.in_force import runs_in
from upheld.evaluation.promised import promised_to
from upheld.evaluation.sharing import has_resources_of_its_own, same_for_all
from upheld.evaluation.tenure import changed_plan
from upheld.evidence.evidence import Evidence
from upheld.language.interpreting import interpretation_of
from upheld.operations import asked
from upheld.operations.closing import everybody_subscribed
from upheld.operations.grounds import Grounds

OF_NOBODY = ""
"""The customer as whom is judged what is the same for all: no record names it."""


class Party(Struct, frozen=True, kw_only=True):
    """Somebody whose promises are judged, or everybody on a plan where they come to the same for all."""

    subscription: Subscription
    objectives: tuple[str, ...]
    """Those that are judged for it, by name; the others are judged for everybody on its plan."""
    is_everybody: bool = False
    in_parts: bool = False
    """Whether it changed plan in the period, so that each part is judged by its own."""

    @property
    def customer(self) -> str | None:
        """Whose rows they are; nobody's in particular where absent."""
        return None if self.is_everybody else self.subscription.customer


@dataclass(slots=True, eq=False)
class Docket:
    """An agreement as it is judged again and again: its text by plan is read once."""

    grounds: Grounds
    compiled: Compiled = field(default_factory=dict)
    _texts: dict[str | None, Interpretation] = field(default_factory=dict)

    def text(self, plan: str | None) -> Interpretation:
        """The agreement as it holds on a plan; UsageError where one must be named."""
        found = self._texts.get(plan)
        if found is None:
            found = self._texts[plan] = interpretation_of(asked.on_plan(self.grounds.read, plan))
        return found

    def month(self, as_of: Instant) -> Period:
        """The calendar month up to an instant; at the very end of one, that one."""
        return period_containing(CalendarMonth(), Instant(as_of - 1), self.grounds.zone)

    def parties(self, evidence: Evidence, period: Period, as_of: Instant) -> Iterator[Party]:
        """Everybody for whom something is judged, in order of names: each promise once for each."""
        agreement = self.grounds.agreement
        begun = Interval(period.interval.start, as_of)
        subscribed = everybody_subscribed(self.grounds, evidence, period.interval)
        known = [each for each in subscribed if runs_in(each, begun, self.grounds.zone)]
        if not subscribed:
            plans: tuple[str | None, ...] = agreement.plans or (None,)
            for plan in plans:
                yield self._everybody(Subscription(plan=plan), shared_only=False)
            return
        moved = changed_plan(evidence.fees, known, agreement.plans, period.interval)
        alike = {each.plan for each in known if _is_plain(each) and each not in moved}
        for plan in sorted(alike, key=lambda each: each or ""):
            yield self._everybody(Subscription(customer=OF_NOBODY, plan=plan), shared_only=True)
        own_resources = {each.customer for each in evidence.resources}
        by_plan: dict[str | None, tuple[str, ...]] = {}  # of those that have no resources of their own
        for subscription in known:
            if subscription in moved:
                whole = replace(subscription, plan=None)
                names = tuple(each.name for each in agreement.objectives)
                yield Party(subscription=whole, objectives=names, in_parts=True)
                continue
            named = {subscription.customer} & own_resources
            is_alike = _is_plain(subscription) and not named
            own = by_plan.get(subscription.plan) if is_alike else None
            if own is None:
                some = replace(evidence, resources=tuple(_of(evidence, named)))
                own = tuple(
                    each.name
                    for each in self.promised(subscription)
                    if not (_is_plain(subscription) and _is_alike(each, some))
                )
                if is_alike:
                    by_plan[subscription.plan] = own
            if own:
                yield Party(subscription=subscription, objectives=own)

    def promised(self, subscription: Subscription) -> tuple[Objective, ...]:
        """What is promised to a subscription, by the first readings of what the text leaves open."""
        return promised_to(self.agreement_on(subscription.plan), subscription)

    def agreement_on(self, plan: str | None) -> Agreement:
        """The agreement on a plan, by the first readings of what it leaves open."""
        return self.text(plan).agreement

    def _everybody(self, subscription: Subscription, *, shared_only: bool) -> Party:
        names = tuple(
            each.name for each in self.promised(subscription) if not shared_only or same_for_all(each)
        )
        return Party(subscription=subscription, objectives=names, is_everybody=True)


def _is_plain(subscription: Subscription) -> bool:
    """Whether a subscription is for all of its plan and for all of the time."""
    return subscription.term is None and not subscription.services


def _is_alike(objective: Objective, evidence: Evidence) -> bool:
    return same_for_all(objective) and not has_resources_of_its_own(objective, evidence)


def _of(evidence: Evidence, customers: set[str | None]) -> Iterator[object]:
    return (each for each in evidence.resources if customers and each.customer in customers)
