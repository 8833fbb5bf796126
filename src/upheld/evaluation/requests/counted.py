"""Counted requests: which records of requests count for an availability, and why others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from upheld.agreement.measure import Label
from upheld.agreement.service import Service
from upheld.evaluation.availability.points import lacks_table
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.wording import listed
from upheld.evidence.evidence import Table
from upheld.evidence.request import RequestCount

_STRANGE = "of a resource that is no measurement point of the service"


class Counted(Struct, frozen=True, kw_only=True):
    """The records of requests to a service that are known, in order of time."""

    is_known: bool
    """Whether anybody counted at all; then time without a record is time without requests."""
    records: tuple[RequestCount, ...]
    left_out: tuple[tuple[str, int], ...]
    """Why other records do not count, and how many."""
    is_open: bool = False
    """Whether records name resources of which nobody can tell the service."""


def counted_requests(hearing: Hearing, service: Service, where: Sequence[Label]) -> Counted:
    """Give what was counted of a service by the hearing's `as_of`; a record is known when its time ends."""
    left_out: Counter[str] = Counter()
    records = []
    points = {point.name for point in service.points} if service.points or service.as_recorded else None
    is_open = False
    for record in hearing.evidence.requests:
        if record.service not in (None, service.name) or record.interval.end > hearing.as_of:
            continue
        if not record.interval.overlaps(hearing.interval):
            records.append(record)
        elif why := _fault_of(record, points, where):
            left_out[why] += 1
            is_open = is_open or (why == _STRANGE and record.service is None)
        else:
            records.append(record)
    is_open = is_open and lacks_table(service, hearing.agreement, hearing.evidence)
    return Counted(
        is_known=Table.REQUESTS in hearing.evidence.tables and not is_open,
        is_open=is_open,
        records=tuple(record for record in records if not _fault_of(record, points, where)),
        left_out=tuple(sorted(left_out.items())),
    )


def _fault_of(record: RequestCount, points: set[str] | None, where: Iterable[Label]) -> str:
    labels = dict(record.labels)
    for label in where:
        if labels.get(label.name) not in label.values:
            return f"without the label {label.name} {listed(label.values, 'or')}"
    if record.resource is not None and points is not None and record.resource not in points:
        return _STRANGE
    return ""
