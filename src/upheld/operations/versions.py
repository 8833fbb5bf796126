"""Versions: a period in which one version of an agreement followed another, judged in parts by each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import EARLIEST, LATEST
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period, parse_period
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.in_force import beginning
from upheld.evaluation.part_reading import joined_statement
from upheld.evaluation.statement import Statement
from upheld.evaluation.tenure import Part, part_by_days
from upheld.operations import asked
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.grounds import Grounds, Known
from upheld.operations.parting import plans_of, text_of
from upheld.settlement.parted import joined
from upheld.settlement.settlement import Settlement


class Version(Struct, frozen=True, kw_only=True):
    """One version of an agreement, and from when to when it holds where a later one follows it."""

    grounds: Grounds
    since: date
    until: date | None


class Facts(Struct, frozen=True, kw_only=True):
    """A version, the part of the period it judges, and what is known by its names."""

    version: Version
    part: Part
    known: Known


def in_order(several: Sequence[Grounds]) -> tuple[Version, ...]:
    """Put versions of one agreement in the order in which they came into force; each ends one before it.

    UsageError for two that begin together, and for those of different zones or currencies.
    """
    ordered = sorted(several, key=lambda each: each.agreement.in_force.since)
    first = ordered[0].agreement
    for before, after in pairwise(ordered):
        _check_alike(first, after.agreement)
        if before.agreement.in_force.since == after.agreement.in_force.since:
            raise UsageError(
                f"versions {before.agreement.version} and {after.agreement.version} are both in force from "
                f"{after.agreement.in_force.since} on: give each a day of its own in `in_force`"
            )
    following = [*(each.agreement.in_force.since for each in ordered[1:]), None]
    return tuple(
        Version(
            grounds=grounds,
            since=grounds.agreement.in_force.since,
            until=min((day for day in (grounds.agreement.in_force.until, then) if day), default=None),
        )
        for grounds, then in zip(ordered, following, strict=True)
    )


def _check_alike(one: Agreement, other: Agreement) -> None:
    for what, first, second in (
        ("time zone", one.time_zone, other.time_zone),
        ("currency", one.currency, other.currency),
    ):
        if first != second:
            raise UsageError(
                f"version {one.version} has the {what} {first}, and version {other.version} {second}: "
                "judge each by itself"
            )


def parts_by_version(versions: Sequence[Version], label: str) -> tuple[tuple[Version, Part], ...]:
    """Cut a period by the versions in force in it; UsageError where none is."""
    zone = versions[0].grounds.zone
    period = parse_period(label, zone)
    found = [(each, _part(each, versions, period, zone)) for each in versions if _holds(each, period, zone)]
    if not found:
        spans = "; ".join(f"version {each.grounds.agreement.version} from {each.since}" for each in versions)
        raise UsageError(f"no version is in force in {label}: {spans}")
    return tuple(found)


def _span(version: Version, zone: Zone) -> Interval:
    end = LATEST if version.until is None else beginning(zone, version.until)
    return Interval(beginning(zone, version.since), end)


def _holds(version: Version, period: Period, zone: Zone) -> bool:
    return _span(version, zone).overlaps(period.interval)


def _part(version: Version, versions: Sequence[Version], period: Period, zone: Zone) -> Part:
    span, whole = _span(version, zone), period.interval
    inside = Interval(max(span.start, whole.start), min(span.end, whole.end))
    within = Interval(
        EARLIEST if version is versions[0] else span.start, LATEST if version is versions[-1] else span.end
    )
    return part_by_days(inside, within, whole, zone)


def hear_each(
    label: str, facts: Sequence[Facts], fee: str | None, fees_of: Sequence[str], objectives: Sequence[str]
) -> tuple[Statement, Settlement]:
    """Judge and settle each part by its version, and put the parts together."""
    promised = [each for each in facts if _promises(each, objectives)]
    facts = promised or facts
    heard = [_heard(each, label, fee, fees_of, objectives) for each in facts]
    statement = joined_statement([each[0] for each in heard], [each.part for each in facts])
    if len(facts) == 1:
        return statement, heard[0][1]
    statement = replace(statement, subscription=heard[-1][0].subscription)
    names = [f"version {each.version.grounds.agreement.version}, {each.part.says}" for each in facts]
    last = facts[-1].version.grounds.agreement
    return statement, joined([each[1] for each in heard], names, last)


def _promises(facts: Facts, objectives: Sequence[str]) -> bool:
    """Whether a version promises any of some objectives, all of them where none is named."""
    named = {each.name for each in facts.version.grounds.agreement.objectives}
    return not objectives or not named.isdisjoint(objectives)


def _heard(
    facts: Facts, label: str, fee: str | None, fees_of: Sequence[str], objectives: Sequence[str]
) -> tuple[Statement, Settlement]:
    grounds, known, part = facts.version.grounds, facts.known, facts.part
    courtroom = Courtroom(
        terms=Terms(period=label, as_of=known.asked_as_of, fee=fee),
        evidence=asked.with_fees(known.evidence, fees_of, grounds.agreement),
        almanac=grounds.almanac,
        now=known.now,
    )
    subscription = grounds.subscription
    if subscription.plan is None:
        stretches = plans_of(courtroom, grounds.agreement, subscription, parse_period(label, grounds.zone))
        plans = list(dict.fromkeys(each.plan for each in stretches if each.interval.overlaps(part.within)))
        if len(plans) > 1:
            raise UsageError(
                f"{subscription.customer} changed plan in {label}, in which the agreement changed too: "
                "judge each version by itself"
            )
        subscription = replace(subscription, plan=plans[0] if plans else None)
    text = text_of(grounds.read)(subscription.plan)
    named = {each.name for each in grounds.agreement.objectives}
    ours = [name for name in objectives if name in named] or list(objectives)
    return courtroom.hear(text, subscription, ours, part)
