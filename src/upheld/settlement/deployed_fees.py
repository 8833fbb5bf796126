"""Fees of what was deployed: what is paid by the hour or day for a resource is paid while it stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from upheld.chrono.instant import EARLIEST, LATEST
from upheld.evidence.account import FeeCase
from upheld.evidence.resource import ResourceCase
from upheld.settlement.fee import BY_USE


def while_deployed(fees: Sequence[FeeCase], resources: Sequence[ResourceCase]) -> Sequence[FeeCase]:
    """Give the fees, those by the hour or day for resources only for the time in which these stood.

    Of a resource of which nothing says from when to when it stood they are as they are.
    """
    if not resources or all(fee.every not in BY_USE or fee.resource is None for fee in fees):
        return fees
    by_name: dict[str, list[ResourceCase]] = {}
    for each in resources:
        by_name.setdefault(each.name, []).append(each)
    return tuple(part for fee in fees for part in _parts(fee, by_name.get(fee.resource or "", ())))


def _parts(fee: FeeCase, resources: Sequence[ResourceCase]) -> Iterator[FeeCase]:
    own = () if fee.every not in BY_USE else [each for each in resources if _is_of(fee, each)]
    if not own:
        yield fee
        return
    until = LATEST if fee.until is None else fee.until
    for each in own:
        start = max(fee.since, EARLIEST if each.since is None else each.since)
        end = min(until, LATEST if each.until is None else each.until)
        if start < end:
            yield replace(fee, since=start, until=None if end == LATEST else end)


def _is_of(fee: FeeCase, resource: ResourceCase) -> bool:
    pairs = (
        (fee.customer, resource.customer),
        (fee.service, resource.service),
        (fee.subscription, resource.subscription),
    )
    return all(one is None or other is None or one == other for one, other in pairs)
