"""The docket of live state: an agreement, and for whom each of its promises is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.interpretation import Interpretation
from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period, period_containing
from upheld.errors import UpheldError
from upheld.evaluation.calendars import Compiled
from upheld.evaluation.in_force import runs_in
from upheld.evaluation.paying import as_paid
from upheld.evaluation.promised import promised_to
from upheld.evaluation.sharing import SortedBefore, has_resources_of_its_own, same_for_all
from upheld.evaluation.tenure import changed_plan
from upheld.evidence.account import FeeCase
from upheld.evidence.evidence import Evidence
from upheld.language.interpreting import interpretation_of
from upheld.operations import asked
from upheld.operations.closing import everybody_subscribed
from upheld.operations.grounds import Grounds

OF_NOBODY = ""
"""The customer as whom is judged what is the same for all: no record names it."""
ALL_OF_IT = ""
"""The name under which stands what is promised, where nobody can say what that is."""


class Party(Struct, frozen=True, kw_only=True):
    """Somebody whose promises are judged, or everybody on a plan where they come to the same for all."""

    subscription: Subscription
    objectives: tuple[str, ...]
    """Those that are judged for it, by name; the others are judged for everybody on its plan."""
    is_everybody: bool = False
    in_parts: bool = False
    """Whether it changed plan in the period, so that each part is judged by its own."""
    trouble: str = ""
    """Why nothing can be judged for it, such as a plan that there is none of; empty where it can."""

    @property
    def customer(self) -> str | None:
        """Whose rows they are; nobody's in particular where absent."""
        return None if self.is_everybody else self.subscription.customer


Whose = tuple[str, str, str]
"""Customer, subscription and plan, empty where there is none."""


def whose_of(party: Party) -> Whose:
    """Whose rows a party's are."""
    subscription = party.subscription
    return party.customer or "", subscription.name or "", subscription.plan or ""


class Seated(Struct, frozen=True, eq=False):
    """Everybody for whom something is judged, in order of names, and where each is."""

    parties: tuple[Party, ...]
    places: Mapping[Whose, Sequence[int]]
    of_customers: Mapping[str | None, Sequence[int]]

    @classmethod
    def of(cls, parties: Iterable[Party]) -> Seated:
        """Seat them."""
        seated = tuple(parties)
        places: dict[Whose, list[int]] = {}
        of_customers: dict[str | None, list[int]] = {}
        for place, party in enumerate(seated):
            places.setdefault(whose_of(party), []).append(place)
            of_customers.setdefault(party.customer, []).append(place)
        return cls(seated, places, of_customers)

    def some(self, customers: Iterable[str | None], whose: Iterable[Whose]) -> Iterator[Party]:
        """Those of some customers, and some by name, in their order; who is not there is left out."""
        places = {place for each in customers for place in self.of_customers.get(each, ())}
        places.update(place for each in whose for place in self.places.get(each, ()))
        return (self.parties[place] for place in sorted(places))


@dataclass(slots=True, eq=False)
class Docket:
    """An agreement as it is judged again and again: its text by plan is read once."""

    grounds: Grounds
    compiled: Compiled = field(default_factory=dict)
    sorted_before: SortedBefore = field(default_factory=dict)
    _texts: dict[str | None, Interpretation] = field(default_factory=dict)
    _seated: tuple[Evidence, Period, Seated] | None = None
    """Who was seated last, by which evidence and for which period, where no instant has a say in it."""

    def text(self, plan: str | None) -> Interpretation:
        """The agreement as it holds on a plan; UsageError where one must be named."""
        found = self._texts.get(plan)
        if found is None:
            found = self._texts[plan] = interpretation_of(asked.on_plan(self.grounds.read, plan))
        return found

    def month(self, as_of: Instant) -> Period:
        """The calendar month up to an instant; at the very end of one, that one."""
        return period_containing(CalendarMonth(), Instant(as_of - 1), self.grounds.zone)

    def parties(self, evidence: Evidence, period: Period, as_of: Instant) -> Seated:
        """Everybody for whom something is judged, in order of names: each promise once for each."""
        before = self._seated
        if before is not None and before[1] == period and _tells_the_same(before[0], evidence):
            return before[2]
        begun = Interval(period.interval.start, as_of)
        subscribed = self._subscribed(evidence, period)
        known = [each for each in subscribed if runs_in(each, begun, self.grounds.zone)]
        seated = Seated.of(self._parties(evidence, period, known, is_told=bool(subscribed)))
        # whoever has not begun yet will be there later in the same period
        self._seated = (evidence, period, seated) if len(known) == len(subscribed) else None
        return seated

    def _subscribed(self, evidence: Evidence, period: Period) -> list[Subscription]:
        """Everybody subscribed in some of a period, each for the days on which it is."""
        fees: dict[str | None, list[FeeCase]] = {}
        for fee in evidence.fees:
            fees.setdefault(fee.customer, []).append(fee)
        agreement, zone = self.grounds.agreement, self.grounds.zone
        return [
            as_paid(each, fees.get(each.customer, ()), agreement, period.interval, zone)
            for each in everybody_subscribed(self.grounds, evidence, period.interval)
        ]

    def _parties(
        self, evidence: Evidence, period: Period, known: Sequence[Subscription], *, is_told: bool
    ) -> Iterator[Party]:
        agreement = self.grounds.agreement
        if not is_told:
            plans: tuple[str | None, ...] = agreement.plans or (None,)
            for plan in plans:
                yield self._everybody(Subscription(plan=plan), shared_only=False)
            return
        moved = changed_plan(evidence.fees, known, agreement.plans, period.interval)
        unfit = self._unfit(each.plan for each in known if each not in moved)
        alike = {each.plan for each in known if _is_plain(each) and each not in moved} - unfit.keys()
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
            if subscription.plan in unfit:
                why = unfit[subscription.plan]
                yield Party(subscription=subscription, objectives=(ALL_OF_IT,), trouble=why)
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

    def _unfit(self, plans: Iterable[str | None]) -> dict[str | None, str]:
        """On which of some plans nothing is promised, and why."""
        found: dict[str | None, str] = {}
        for plan in set(plans):
            try:
                self.promised(Subscription(plan=plan))
            except UpheldError as trouble:
                found[plan] = str(trouble)
        return found

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


def _tells_the_same(one: Evidence, other: Evidence) -> bool:
    """Whether the very same rows say who is subscribed, and to what."""
    return one.fees is other.fees and one.resources is other.resources
