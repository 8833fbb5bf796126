"""Misnamed: outages, maintenance and exclusions that name a service or a resource which nothing bears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.collect.problem import nearest
from upheld.evidence.evidence import Evidence, Flag, Table


def with_misnamed(evidence: Evidence, agreement: Agreement) -> Evidence:
    """Give the evidence with a flag for each such record: it is not used where its name is meant.

    Names of resources are known where there is a table of them; without one an outage may name anything.
    """
    found = tuple(_misnamed(evidence, agreement))
    if not found:
        return evidence
    flags = sorted({*evidence.flags, *found}, key=lambda each: (each.code, each.source, each.says))
    return replace(evidence, flags=tuple(flags))


def _misnamed(evidence: Evidence, agreement: Agreement) -> Iterator[Flag]:
    services = {service.name for service in agreement.services}
    parts = {point.name for service in agreement.services for point in service.points}
    parts |= {each.name for each in evidence.resources} | {each.point for each in evidence.observations}
    parts |= services
    has_table = Table.RESOURCES in evidence.tables
    for each in evidence.outages:
        yield from _flags(each.source, f"outage {each.number}", each.services, services, "service")
        if has_table:
            yield from _flags(each.source, f"outage {each.number}", each.resources, parts, "resource")
    for work in evidence.maintenance:
        yield from _flags(work.source, work.name, work.services, services, "service")
        yield from _flags(work.source, work.name, work.resources, parts, "resource")
    for case in evidence.exclusions:
        name = f"exclusion case {case.number}"
        yield from _flags(case.source, name, case.services, services, "service")
        yield from _flags(case.source, name, case.resources, parts, "resource")


def _flags(source: str, record: str, names: Sequence[str], known: set[str], what: str) -> Iterator[Flag]:
    for name in names:
        if known and name not in known:
            near = nearest(name, sorted(known), "correct it")
            yield Flag(
                code="names-nothing",
                source=source,
                says=f"{record} names `{name}`, and there is no such {what}; {near}",
            )
