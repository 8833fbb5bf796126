"""Priorities that can't be meant as they stand: faster below than above, or promised two times at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from upheld.agreement.objective import ClockKind
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.placing import node_at
from upheld.language.review.promised_times import PromisedTime, is_longer, promised_times
from upheld.language.review.rank import ranks


def review_priorities(draft: Draft, reader: Reader) -> None:
    """Warn of a lower priority with a shorter time, of two times for one, and of those nothing connects."""
    times = tuple(promised_times(draft))
    _review_inversion(times, draft, reader)
    _review_contradiction(times, draft, reader)
    _review_connection(times, reader)


def _review_inversion(times: tuple[PromisedTime, ...], draft: Draft, reader: Reader) -> None:
    """Report a priority once for a kind of clock, against the highest priority it outruns."""
    told: set[tuple[ClockKind, str]] = set()
    for higher, lower in _ordered_pairs(times, ranks(draft)):
        kind, priority = lower.clock.kind, lower.cell.priority or ""
        if (kind, priority) in told or not is_longer(higher.time, lower.time):
            continue
        told.add((kind, priority))
        message = (
            f"`{priority}` is promised a {kind.value} in {lower.time.target.bound}, sooner than the "
            f"{higher.time.target.bound} of `{higher.cell.priority}`, which ranks above it: a customer "
            "does better "
            f"to report a lesser trouble"
        )
        accepting = or_accept(Code.PRIORITY_INVERSION, ("objectives", lower.objective.name))
        remedy = (
            f"if the two were mixed up (the other stands on line {higher.time.place.line}), exchange them, "
        )
        remedy += accepting
        at = node_at(draft.fields.node, lower.time.place)
        reader.report(Code.PRIORITY_INVERSION, at, message, remedy)


def _ordered_pairs(
    times: tuple[PromisedTime, ...], rank: dict[str, int]
) -> Iterator[tuple[PromisedTime, PromisedTime]]:
    """Two promises of one kind that both hold for somebody, the one of the higher priority first."""
    ranked = sorted(
        (each for each in times if each.cell.priority in rank),
        key=lambda each: rank[each.cell.priority or ""],
    )
    for higher, lower in combinations(ranked, 2):
        alike = higher.clock.kind is lower.clock.kind and higher.is_outside == lower.is_outside
        if alike and higher.cell.priority != lower.cell.priority and _meet(higher, lower):
            yield higher, lower


def _review_contradiction(times: tuple[PromisedTime, ...], draft: Draft, reader: Reader) -> None:
    for one, other in combinations(times, 2):
        if one.written is not other.written and _is_same_promise(one, other) and _differ(one, other):
            priority = one.cell.priority
            whose = f"tickets of `{priority}` are" if priority else "tickets are"
            message = (
                f"{whose} promised a {one.clock.kind.value} twice: in {one.time.target.bound} on line "
                f"{one.time.place.line}, and here in {other.time.target.bound}"
            )
            remedy = (
                "keep the one that is meant; if both are, say what tells them apart: another `priority`, "
                "`channels`, `plans` or `force`"
            )
            at = node_at(draft.fields.node, other.time.place)
            reader.report(Code.CONTRADICTORY_TARGETS, at, message, remedy)


def _is_same_promise(one: PromisedTime, other: PromisedTime) -> bool:
    """Whether two times are promised to one ticket in the same words."""
    return (
        (one.clock.kind, one.clock.until, one.cell.priority, one.is_outside)
        == (other.clock.kind, other.clock.until, other.cell.priority, other.is_outside)
        and (one.objective.force, one.objective.target) == (other.objective.force, other.objective.target)
        and _meet(one, other)
    )


def _differ(one: PromisedTime, other: PromisedTime) -> bool:
    return (one.time.target, one.time.runs_on, one.clock.hours) != (
        other.time.target,
        other.time.runs_on,
        other.clock.hours,
    )


def _meet(one: PromisedTime, other: PromisedTime) -> bool:
    """Whether some ticket may have both: of a plan and by a channel that the two share."""
    return share(one.objective.plans, other.objective.plans) and share(
        one.clock.channels, other.clock.channels
    )


def share(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two lists of names have one in common, where an empty list stands for all names."""
    return not some or not others or bool(set(some) & set(others))


def _review_connection(times: tuple[PromisedTime, ...], reader: Reader) -> None:
    """Report priorities that only one kind of clock knows while another knows none of them."""
    named: dict[ClockKind, dict[str, PromisedTime]] = {}
    for each in times:
        if each.cell.priority is not None:
            named.setdefault(each.clock.kind, {}).setdefault(each.cell.priority, each)
    for (kind, some), (other, others) in combinations(named.items(), 2):
        if not some.keys() & others.keys():
            first = next(iter(others.values()))
            message = (
                f"the {kind.value} is promised by other priorities ({_listed(some)}) than the {other.value} "
                f"({_listed(others)}): of a ticket nobody can tell which of both it has"
            )
            remedy = "use the same priorities in both, or write under each what the other calls it"
            reader.report(Code.UNCONNECTED_PRIORITIES, first.written.name, message, remedy)


def _listed(priorities: dict[str, PromisedTime]) -> str:
    return ", ".join(f"`{each}`" for each in priorities)
