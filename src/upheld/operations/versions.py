"""Versions: a period in which one version of an agreement followed another, judged in parts by each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.plan_change import PlanChange
from upheld.chrono.instant import EARLIEST, LATEST
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period, parse_period
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.in_force import beginning
from upheld.evaluation.part_reading import joined_statement
from upheld.evaluation.paying import as_paid
from upheld.evaluation.statement import Statement
from upheld.evaluation.tenure import Part, Stretch, part_by_days, parts_within
from upheld.operations import asked
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.grounds import Grounds, Known
from upheld.operations.parting import TextOf, by_each, plans_of, text_of
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
    """Judge and settle each part by its version and plan, and put the parts together.

    By a change of plan of which the last version says nothing each reading is told, or the worst.
    """
    promised = [each for each in facts if _promises(each, objectives)]
    rooms = [Room.of(each, label, fee, fees_of) for each in promised or facts]
    return hear_in(rooms, objectives)


def hear_in(
    rooms: Sequence[Room], objectives: Sequence[str] = (), subscription: Subscription | None = None
) -> tuple[Statement, Settlement]:
    """Judge and settle in the rooms of all versions, for the subscription of each request or another one."""
    rooms = rooms if subscription is None else [room.of_subscription(subscription) for room in rooms]

    def by(change: PlanChange | None) -> tuple[Statement, Settlement]:
        return _put_together([each for room in rooms for each in room.hear(change, objectives)])

    agreement = rooms[-1].facts.version.grounds.agreement
    return by(None) if not any(room.is_undecided for room in rooms) else by_each(by, agreement)


def _put_together(heard: Sequence[_Heard]) -> tuple[Statement, Settlement]:
    statement = joined_statement([each.statement for each in heard], [each.part for each in heard])
    if len(heard) == 1:
        return statement, heard[0].settlement
    last = heard[-1].statement.subscription
    if len({each.statement.subscription.plan for each in heard}) == 1:
        statement = replace(statement, subscription=last)
    return statement, joined(
        [each.settlement for each in heard], [each.name for each in heard], heard[-1].agreement
    )


def _promises(facts: Facts, objectives: Sequence[str]) -> bool:
    """Whether a version promises any of some objectives, all of them where none is named."""
    named = {each.name for each in facts.version.grounds.agreement.objectives}
    return not objectives or not named.isdisjoint(objectives)


class _Heard(Struct, frozen=True, kw_only=True):
    """One part, judged and settled."""

    part: Part
    statement: Statement
    settlement: Settlement
    agreement: Agreement
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where the part of one version is heard, for one subscription after the other."""

    facts: Facts
    courtroom: Courtroom
    period: Period
    texts: TextOf
    subscription: Subscription
    stretches: Sequence[Stretch]
    """On which plans the customer was in the whole period."""

    @classmethod
    def of(cls, facts: Facts, label: str, fee: str | None, fees_of: Sequence[str]) -> Room:
        """Open the room of a version for the subscription that its request names."""
        grounds, known = facts.version.grounds, facts.known
        courtroom = Courtroom(
            terms=Terms(period=label, as_of=known.asked_as_of, fee=fee),
            evidence=asked.with_fees(known.evidence, fees_of, grounds.agreement),
            almanac=grounds.almanac,
            now=known.now,
        )
        room = cls(
            facts=facts,
            courtroom=courtroom,
            period=parse_period(label, grounds.zone),
            texts=text_of(grounds.read),
            subscription=grounds.subscription,
            stretches=(),
        )
        return room.of_subscription(grounds.subscription)

    def of_subscription(self, subscription: Subscription) -> Room:
        """The same room for another subscription."""
        agreement = self.facts.version.grounds.agreement
        fees = self.courtroom.evidence_for(subscription).fees
        zone = self.facts.version.grounds.zone
        subscription = as_paid(subscription, fees, agreement, self.period.interval, zone)
        asks_fees = subscription.plan is None
        stretches = plans_of(self.courtroom, agreement, subscription, self.period) if asks_fees else ()
        return replaced(self, subscription=subscription, stretches=stretches)

    @property
    def is_undecided(self) -> bool:
        """Whether the customer changed plan, and the words do not say by which it is judged."""
        return len(self.stretches) > 1 and self.facts.version.grounds.agreement.plan_change is None

    def hear(self, change: PlanChange | None, objectives: Sequence[str]) -> list[_Heard]:
        """Judge and settle it, each plan's days by themselves where the plan changed."""
        grounds = self.facts.version.grounds
        agreement = grounds.agreement
        named = {each.name for each in agreement.objectives}
        ours = [name for name in objectives if name in named] or list(objectives)
        by = agreement.plan_change or change or PlanChange.BY_DAY
        parts = parts_within(self.facts.part, self.stretches, by, self.period, grounds.zone)
        changed = len({part.plan for part in parts}) > 1
        heard = []
        for part in parts:
            plan = part.plan or self.subscription.plan
            text = self.texts(plan)
            subscription = replace(self.subscription, plan=plan)
            statement, settlement = self.courtroom.hear(text, subscription, ours, part)
            on = f", plan {plan}" if changed else ""
            heard.append(
                _Heard(
                    part=part,
                    statement=statement,
                    settlement=settlement,
                    agreement=text.agreement,
                    name=f"version {agreement.version}{on}, {part.says}",
                )
            )
        return heard
