"""Priorities that can't be meant as they stand: faster below than above, or promised two times at once."""

from __future__ import annotations

from itertools import combinations, pairwise

from upheld.agreement.clock import ClockKind
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.placing import Places
from upheld.language.review.plans import share
from upheld.language.review.promised_times import PromisedTime, promised_times
from upheld.language.review.rank import ranks, says_rank

_MOST_COMPARED = 50
"""Promises of one sort that others are held against; no agreement of people has more."""


def review_priorities(draft: Draft, reader: Reader) -> None:
    """Warn of a lower priority with a shorter time, of two times for one, and of those nothing connects."""
    times, places = tuple(promised_times(draft)), Places(draft.fields.node)
    rank = ranks(draft)
    if draft.priorities or says_rank(rank) or not _are_from_the_lowest(times, rank):
        _review_inversion(times, rank, places, reader)
    _review_contradiction(times, places, reader)
    if not draft.priorities:
        _review_connection(times, reader)
    _review_silence(draft, times, reader)


def _review_inversion(
    times: tuple[PromisedTime, ...], rank: dict[str, int], places: Places, reader: Reader
) -> None:
    """Report a priority once for a kind of clock, against the highest priority it outruns."""
    ranked = sorted(
        (each for each in times if each.cell.priority in rank),
        key=lambda each: rank[each.cell.priority or ""],
    )
    told: set[tuple[ClockKind, str | None]] = set()
    above: dict[object, list[PromisedTime]] = {}
    for lower in ranked:
        sign = lower.clock.kind, lower.cell.priority
        comparable = above.setdefault((_sort(lower), lower.is_outside, lower.time.runs_on), [])
        longer = (each for each in comparable if each.length > lower.length > 0)
        higher = next((each for each in longer if _is_outrun(each, lower)), None)
        if higher is not None and sign not in told:
            told.add(sign)
            _report_inversion(higher, lower, places, reader)
        if len(comparable) < _MOST_COMPARED:
            comparable.append(lower)


def _are_from_the_lowest(times: tuple[PromisedTime, ...], rank: dict[str, int]) -> bool:
    """Whether priorities of which nothing tells the order are named from the lowest up: each is faster."""
    lengths: dict[object, list[tuple[int, int]]] = {}
    for each in times:
        if each.cell.priority in rank and each.length > 0:
            place = rank[each.cell.priority or ""], each.length
            lengths.setdefault((_sort(each), each.is_outside, each.time.runs_on), []).append(place)
    return all(
        one[1] >= other[1] for several in lengths.values() for one, other in pairwise(sorted(set(several)))
    )


def _sort(promised: PromisedTime) -> object:
    """What promises wait for: a workaround is another thing than a solution."""
    clock = promised.clock
    return clock.kind, clock.until, clock.solved_by


def _is_outrun(higher: PromisedTime, lower: PromisedTime) -> bool:
    """Whether some ticket may have either promise, as its priority is."""
    return higher.cell.priority != lower.cell.priority and _meet(higher, lower)


def _report_inversion(higher: PromisedTime, lower: PromisedTime, places: Places, reader: Reader) -> None:
    message = (
        f"`{lower.cell.priority}` is promised a {lower.clock.kind.value} in {lower.time.target.bound}, "
        "sooner than "
        f"the {higher.time.target.bound} of `{higher.cell.priority}`, which ranks above it: a customer "
        "does better "
        f"to report a lesser trouble"
    )
    accepting = or_accept(Code.PRIORITY_INVERSION, ("objectives", lower.objective.name))
    line = higher.time.place.line
    remedy = f"if the two were mixed up (the other stands on line {line}), exchange them, {accepting}"
    reader.report(Code.PRIORITY_INVERSION, places.node_at(lower.time.place), message, remedy)


def _review_contradiction(times: tuple[PromisedTime, ...], places: Places, reader: Reader) -> None:
    known: dict[object, dict[object, PromisedTime]] = {}
    for other in times:
        different = known.setdefault(_promise(other), {})
        one = next((each for each in different.values() if _contradict(each, other)), None)
        if one is not None:
            _report_contradiction(one, other, places, reader)
        if len(different) < _MOST_COMPARED:
            objective = other.objective
            told_apart = _time(other), objective.plans, objective.services, other.clock.channels
            different.setdefault(told_apart, other)


def _promise(promised: PromisedTime) -> object:
    """What two promises must have in common to be about one wait of one ticket."""
    clock, objective = promised.clock, promised.objective
    priority, target = promised.cell.priority, objective.target
    ends = clock.until, clock.solved_by, clock.starts_at
    return clock.kind, ends, priority, promised.is_outside, objective.force, target


def _contradict(one: PromisedTime, other: PromisedTime) -> bool:
    """Whether some ticket has both, and they are not the same."""
    return one.written is not other.written and _meet(one, other) and _time(one) != _time(other)


def _time(promised: PromisedTime) -> object:
    return promised.time.target, promised.time.runs_on, promised.clock.hours


def _report_contradiction(one: PromisedTime, other: PromisedTime, places: Places, reader: Reader) -> None:
    priority = one.cell.priority
    whose = f"tickets of `{priority}` are" if priority else "tickets are"
    message = (
        f"{whose} promised a {one.clock.kind.value} twice: in {_said(one)} on line {one.time.place.line}, "
        "and here "
        f"in {_said(other)}"
    )
    remedy = (
        "keep the one that is meant; if both are, say what tells them apart: another `priority`, `channels`, "
        "`plans`, `services` or `force`"
    )
    reader.report(Code.CONTRADICTORY_TARGETS, places.node_at(other.time.place), message, remedy)


def _meet(one: PromisedTime, other: PromisedTime) -> bool:
    """Whether some ticket may have both: of a plan, about a service and by a channel that the two share."""
    return (
        share(one.objective.plans, other.objective.plans)
        and share(one.objective.services, other.objective.services)
        and share(one.clock.channels, other.clock.channels)
    )


def _said(promised: PromisedTime) -> str:
    hours = promised.clock.hours
    return f"{promised.time.target.bound}" + (f" of `{hours}`" if hours else "")


def _review_connection(times: tuple[PromisedTime, ...], reader: Reader) -> None:
    """Report priorities that only one kind of clock knows while another knows none of them.

    It is for those that nothing declares: of declared ones each ticket has one, and what names it is for it.
    """
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


def _review_silence(draft: Draft, times: tuple[PromisedTime, ...], reader: Reader) -> None:
    """Report a declared priority that nothing names, where others have their times."""
    if reader.found_errors or not times or any(each.cell.priority is None for each in times):
        return
    for written in draft.priorities:
        name = written.value.name
        if ("priority", name) not in reader.used:
            message = f"`{name}` is declared, and no promise names it: its tickets have no time"
            remedy = (
                "write its time beside those of the others, `any_other: tracked` where none is promised, "
                + or_accept(Code.PRIORITY_GAP, ("priorities", name))
            )
            reader.report(Code.PRIORITY_GAP, written.name, message, remedy)


def _listed(priorities: dict[str, PromisedTime]) -> str:
    return ", ".join(f"`{each}`" for each in priorities)
