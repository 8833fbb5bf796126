"""A slow, obvious oracle for availability: it asks of every second, by the words of the rules, what was so.

It knows no intervals: states, outages and exclusions are looked up one second at a time, by scanning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from upheld.agreement.convention import BeforeStart, ExclusionArithmetic, UnknownMembers
from upheld.agreement.service import AtLeast, DownWhen, Quorum
from upheld.evaluation.availability.reading import Reading
from upheld.evidence.observation import State

UP, DEGRADED, DOWN, UNKNOWN = State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN
SEVERITY = (UP, DEGRADED, DOWN)
Seen = State | None
"""A state, or `None` where nothing stands for the service."""


class Rec(NamedTuple):
    """One record, in whole seconds."""

    at: int
    state: State
    until: int | None = None
    retry: bool = False


@dataclass(frozen=True)
class Witness:
    point: int
    is_sample: bool
    hold: int
    records: tuple[Rec, ...]


@dataclass(frozen=True)
class Works:
    start: int
    end: int
    announced: int | None
    took: tuple[int, int] | None
    cancelled: int | None
    emergency: bool


@dataclass(frozen=True)
class World:
    window: tuple[int, int]
    as_of: int
    points: tuple[tuple[int | None, int | None], ...]
    """Since and until of each."""
    witnesses: tuple[Witness, ...]
    down_when: DownWhen
    locations_down_when: DownWhen
    unknown_members: UnknownMembers
    before_start: BeforeStart
    stale_after: int
    every: int
    confirmed_by: int
    minimum: int
    works: tuple[Works, ...]
    notice: int | None
    exclusions: ExclusionArithmetic
    degraded_counts: Fraction
    open_hours: tuple[int, int] | None
    """From and until which second time can count; all of it where absent."""


class Answer(NamedTuple):
    up: int
    degraded: int
    down: int
    unknown: int
    excluded: int
    states: tuple[Seen, ...]


def answer(world: World, reading: Reading = Reading.RECORDED) -> Answer:
    """What every second to date comes to; a mean is not for this oracle."""
    last = max(min(world.as_of, world.window[1]), world.as_of)
    seen = [_service(world, reading, t) for t in range(last)]
    counted = [_minimum(world, seen, t) for t in range(last)]
    totals = dict.fromkeys((UP, DEGRADED, DOWN, UNKNOWN), 0)
    excluded = 0
    for t in range(world.window[0], min(world.window[1], world.as_of)):
        if not _is_open(world, t):
            continue
        is_excluded = _excluded(world, t)
        excluded += is_excluded
        state = counted[t]
        if state is None or (is_excluded and world.exclusions is ExclusionArithmetic.REMOVED):
            continue
        if is_excluded and world.exclusions is ExclusionArithmetic.COUNTED_AS_UP:
            state = UP
        if (
            is_excluded
            and world.exclusions is ExclusionArithmetic.NOT_COUNTED_AS_DOWN
            and state is not UNKNOWN
        ):
            state = UP
        totals[state] += 1
    shown = tuple(seen[world.window[0] : min(world.window[1], world.as_of)])
    return Answer(totals[UP], totals[DEGRADED], totals[DOWN], totals[UNKNOWN], excluded, shown)


def rest(world: World) -> int:
    """Seconds of the period still to come that will be measured, as known now."""
    return sum(
        1
        for t in range(max(world.window[0], world.as_of), world.window[1])
        if _is_open(world, t)
        and not (world.exclusions is ExclusionArithmetic.REMOVED and _excluded(world, t))
        and (world.before_start is not BeforeStart.LEFT_OUT or any(_stands(p, t) for p in world.points))
    )


def _is_open(world: World, t: int) -> bool:
    return world.open_hours is None or world.open_hours[0] <= t < world.open_hours[1]


def _service(world: World, reading: Reading, t: int) -> Seen:
    states = [_point(world, reading, point, t) for point in range(len(world.points))]
    whole = _together(world.down_when, world.unknown_members, states)
    if whole is None and world.before_start is BeforeStart.AS_UP:
        return UP
    if whole is None and world.before_start is BeforeStart.AS_DOWN:
        return DOWN
    return whole


def _point(world: World, reading: Reading, point: int, t: int) -> Seen:
    if not _stands(world.points[point], t):
        return None
    witnesses = [witness for witness in world.witnesses if witness.point == point]
    if not witnesses:
        return UNKNOWN
    states: list[Seen] = [_witness(world, witness, reading, t) for witness in witnesses]
    return _together(world.locations_down_when, world.unknown_members, states)


def _stands(lifetime: tuple[int | None, int | None], t: int) -> bool:
    since, until = lifetime
    return (since is None or since <= t) and (until is None or t < until)


def _together(down_when: DownWhen, unknown_members: UnknownMembers, members: Sequence[Seen]) -> Seen:
    present = [state for state in members if state is not None]
    if not present:
        return None
    if all(state is UNKNOWN for state in present):
        return UNKNOWN
    if unknown_members is UnknownMembers.ABSTAIN:
        present = [state for state in present if state is not UNKNOWN]
    if isinstance(down_when, AtLeast):
        absent = sum(state is None for state in members)
        present += [UNKNOWN] * (down_when.count - absent - len(present))
    possible = [SEVERITY if state is UNKNOWN else (state,) for state in present]
    results = {_crisp(down_when, states) for states in product(*possible)}
    return results.pop() if len(results) == 1 else UNKNOWN


def _crisp(down_when: DownWhen, states: tuple[State, ...]) -> State:
    n = len(states)

    def fails(failing: int) -> bool:
        match down_when:
            case AtLeast(count):
                return failing >= count
            case Quorum.ANY:
                return failing > 0
            case Quorum.ALL:
                return failing == n
            case Quorum.HALF:
                return 2 * failing >= n
            case _:
                return 2 * failing > n

    if fails(sum(state is DOWN for state in states)):
        return DOWN
    return DEGRADED if fails(sum(state is not UP for state in states)) else UP


def _witness(world: World, witness: Witness, reading: Reading, t: int) -> State:
    records = [record for record in witness.records if record.at <= world.as_of]
    index = max((i for i, record in enumerate(records) if record.at <= t), default=-1)
    if index < 0 or t >= _holds_until(world, witness, records, index):
        return UNKNOWN
    state = _confirmed(world, witness, records, index)
    if reading is Reading.RECORDED or state is UNKNOWN:
        return state
    pick: Callable[..., State] = max if reading is Reading.WORST else min
    is_last = index + 1 == len(records)
    after = UNKNOWN if is_last else _confirmed(world, witness, records, index + 1)
    own_end = records[index].until
    ends_itself = (
        own_end is not None
        and own_end <= world.as_of
        and own_end == _holds_until(world, witness, records, index)
    )
    if witness.is_sample:
        in_doubt = True
    else:
        edge = own_end if ends_itself else (None if is_last else records[index + 1].at)
        in_doubt = edge is not None and t >= edge - world.every
    if not in_doubt:
        return state
    if after is not UNKNOWN:
        return pick(state, after)
    if reading is Reading.BEST and (witness.is_sample or ends_itself):
        return UP
    return state


def _holds_until(world: World, witness: Witness, records: list[Rec], index: int) -> int:
    record = records[index]
    held = record.at + (world.stale_after if witness.is_sample else witness.hold)
    if record.until is None:
        limits = [held]
    else:
        limits = [record.until if record.until <= world.as_of else max(held, world.as_of)]
    if index + 1 < len(records):
        limits.append(records[index + 1].at)
    return min(limits)


def _confirmed(world: World, witness: Witness, records: list[Rec], index: int) -> State:
    """The state of a record, unless it is one of too few failing checks in a row."""
    if records[index].state is not DOWN or not witness.is_sample or world.confirmed_by <= 1:
        return records[index].state

    def adjoin(i: int) -> bool:
        return (
            i >= 0 and i + 1 < len(records) and _holds_until(world, witness, records, i) == records[i + 1].at
        )

    first = last = index
    while adjoin(first - 1) and records[first - 1].state is DOWN:
        first -= 1
    while adjoin(last) and records[last + 1].state is DOWN:
        last += 1
    if sum(not record.retry for record in records[first : last + 1]) >= world.confirmed_by:
        return DOWN
    before = records[first - 1].state if adjoin(first - 1) else UNKNOWN
    after = records[last + 1].state if adjoin(last) else UNKNOWN
    return UNKNOWN if UNKNOWN in (before, after) else before


def _minimum(world: World, seen: list[Seen], t: int) -> Seen:
    bad = (DOWN, DEGRADED) if world.degraded_counts > 0 else (DOWN,)
    if seen[t] not in bad:
        return seen[t]
    if _stretch(seen, t, bad)[0] >= world.minimum:
        return seen[t]
    length, reaches_out = _stretch(seen, t, (*bad, UNKNOWN))
    return UNKNOWN if reaches_out or length >= world.minimum else UP


def _stretch(seen: list[Seen], t: int, states: tuple[State, ...]) -> tuple[int, bool]:
    first = last = t
    while first >= 0 and seen[first] in states:
        first -= 1
    while last < len(seen) and seen[last] in states:
        last += 1
    return last - first - 1, first < 0 or last == len(seen)


def _excluded(world: World, t: int) -> bool:
    return any(_excludes(world, works, t) for works in world.works)


def _excludes(world: World, works: Works, t: int) -> bool:
    known_from = works.start if works.announced is None else works.announced
    if known_from > world.as_of or works.emergency or not works.start <= t < works.end:
        return False
    if world.notice is not None and (works.announced is None or works.start - works.announced < world.notice):
        return False
    if works.cancelled is not None and works.cancelled <= world.as_of and t >= works.cancelled:
        return False
    if works.took is None or works.took[0] > world.as_of:
        return True
    return works.took[0] <= t and (works.took[1] > world.as_of or t < works.took[1])
