"""Sharing: what evidence is whose, so that many customers are judged without looking at each other's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.control import Control, Coverage
from upheld.agreement.downtime import BeginsAt, Downtime, OutOf
from upheld.agreement.governance import Review
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.recovery import Recovery
from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic
from upheld.evidence.evidence import Evidence
from upheld.quantity.identity import once_for_each

_SAME_FOR_ALL = (
    Availability,
    Statistic,
    Coverage,
    Recovery,
    Snapshots,
    Retention,
    Control,
    MaintenanceConduct,
    Review,
)


class _OfCustomer(Protocol):
    @property
    def customer(self) -> str | None: ...


class _OfSubscription(Protocol):
    @property
    def subscription(self) -> str | None: ...


Owned = TypeVar("Owned", bound=_OfCustomer)
Subscribed = TypeVar("Subscribed", bound=_OfSubscription)
EvidenceOf = Callable[[Subscription], Evidence]
"""Gives the evidence that may be looked at for a subscription."""
SortedBefore = dict[str, tuple[object, Callable[[str], Any]]]
"""By kind the records that were sorted, which so keep their identity, and what gives those of a customer."""


@once_for_each
def same_for_all(objective: Objective) -> bool:
    """Whether an objective comes to the same for every customer of a plan, being about nobody's records.

    An availability by requests, out of the time a customer had subscribed, or counted from a customer's
    report, does not.
    """
    match objective.indicator:
        case (
            Availability(requests=RequestTerms())
            | Availability(out_of=OutOf.SUBSCRIBED)
            | Availability(downtime=Downtime(begins_at=BeginsAt.REPORT | BeginsAt.FIRST_KNOWN))
        ):
            return False
        case indicator:
            return isinstance(indicator, _SAME_FOR_ALL)


def has_resources_of_its_own(objective: Objective, evidence: Evidence) -> bool:
    """Whether the evidence of a customer names resources that are not everybody's, by which it is judged."""
    by_resources = isinstance(objective.indicator, Availability | Coverage)
    return by_resources and any(each.customer is not None for each in evidence.resources)


def by_subscription(evidence: Evidence, sorted_before: SortedBefore | None = None) -> EvidenceOf:
    """Sort the records that name a customer; give, for one, the evidence without those of the others.

    For nobody in particular it is all the evidence there is. Of a customer's tickets, claims, fees and
    resources those that name another of its subscriptions are left out too. What was sorted before, for
    other evidence with the very same records, need not be sorted again.
    """
    before: SortedBefore = {} if sorted_before is None else sorted_before
    tickets = _shares("tickets", evidence.tickets, before)
    incidents = _shares("incidents", evidence.incidents, before)
    requests = _shares("requests", evidence.requests, before)
    notices = _shares("notices", evidence.notices, before)
    claims = _shares("claims", evidence.claims, before)
    fees = _shares("fees", evidence.fees, before)
    resources = _shares("resources", evidence.resources, before)
    accounts = _shares("accounts", evidence.accounts, before)
    credits = _shares("credits", evidence.credits, before)

    latest: tuple[Subscription, Evidence] | None = None

    def of(subscription: Subscription) -> Evidence:
        nonlocal latest
        if latest is None or latest[0] is not subscription:
            latest = subscription, find(subscription)
        return latest[1]

    def find(subscription: Subscription) -> Evidence:
        customer, name = subscription.customer, subscription.name
        if customer is None:
            return evidence if name is None else _named(evidence, name)
        own = replace(
            evidence,
            tickets=tickets(customer),
            incidents=incidents(customer),
            requests=requests(customer),
            notices=notices(customer),
            claims=claims(customer),
            fees=fees(customer),
            resources=resources(customer),
            accounts=accounts(customer),
            credits=credits(customer),
        )
        return own if name is None else _named(own, name)

    return of


def _named(evidence: Evidence, name: str) -> Evidence:
    """The evidence without the records of other subscriptions than the one with a name."""

    def own(records: Iterable[Subscribed]) -> tuple[Subscribed, ...]:
        return tuple(each for each in records if each.subscription in (None, name))

    return replace(
        evidence,
        tickets=own(evidence.tickets),
        claims=own(evidence.claims),
        fees=own(evidence.fees),
        resources=own(evidence.resources),
    )


def _shares(name: str, records: Sequence[Owned], before: SortedBefore) -> Callable[[str], tuple[Owned, ...]]:
    """Give, for a customer, the records that name it or nobody, in their order; sorted for the first one."""
    known = before.get(name)
    if known is None or known[0] is not records:
        known = before[name] = records, _sorted(records)
    return known[1]


def _sorted(records: Sequence[Owned]) -> Callable[[str], tuple[Owned, ...]]:
    @cache
    def shares() -> defaultdict[str | None, list[tuple[int, Owned]]]:
        found: defaultdict[str | None, list[tuple[int, Owned]]] = defaultdict(list)
        for place, record in enumerate(records):
            found[record.customer].append((place, record))
        return found

    def of(customer: str) -> tuple[Owned, ...]:
        found = shares()
        own, everybodys = found.get(customer, []), found.get(None, [])
        if everybodys:
            own = sorted([*own, *everybodys], key=lambda pair: pair[0])
        return tuple(record for _, record in own) if own else ()

    return of
