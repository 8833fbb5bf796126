"""Quorum: what the states of several members make together, in three values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from upheld.agreement.convention import UnknownMembers
from upheld.agreement.service import AtLeast, DownWhen, Quorum, ShareFails
from upheld.chrono.timeline import Timeline, merge
from upheld.errors import UsageError
from upheld.evidence.observation import State


class Absent(Enum):
    """No state at all: at this time nothing stands for the service."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT

Condition = State | Absent


def failures_needed(down_when: DownWhen, members: int) -> int:
    """Give how many of so many members must fail before the whole fails; at least half of five are three.

    UsageError where every member has a figure of its own, and the whole no state.
    """
    match down_when:
        case AtLeast(count):
            return count
        case ShareFails():
            return down_when.needed(members)
        case Quorum.ANY:
            return 1
        case Quorum.HALF:
            return (members + 1) // 2
        case Quorum.MAJORITY:
            return members // 2 + 1
        case Quorum.ALL:
            return members
        case Quorum.MEAN | Quorum.POOLED | Quorum.LOWEST | Quorum.EACH:
            raise UsageError(
                "a mean of members has no state of its own: where locations are averaged, let `down_when` "
                "of the service be `mean` too, or name one measurement point"
            )


def together(
    down_when: DownWhen, unknown_members: UnknownMembers, members: Sequence[Timeline[Condition]]
) -> Timeline[Condition]:
    """Give the state that members make together at every instant, absent ones left out.

    Down where enough are down; degraded where enough are at least degraded and certainly too few are down; up
    where too few are even degraded; unknown where the known ones don't decide it.
    """
    return merge(members, _combination(down_when, unknown_members))


def _combination(
    down_when: DownWhen, unknown_members: UnknownMembers
) -> Callable[[tuple[Condition, ...]], Condition]:
    known: dict[tuple[Condition, ...], Condition] = {}

    def combine(states: tuple[Condition, ...]) -> Condition:
        found = known.get(states)
        if found is None:
            found = known[states] = combined(down_when, unknown_members, states)
        return found

    return combine


def combined(down_when: DownWhen, unknown_members: UnknownMembers, members: Sequence[Condition]) -> Condition:
    """Give the state that members make together at one instant.

    Where a number of failures is asked for and fewer members are there at all, or have a vote, the missing
    ones count as unknown: one location that is down can't tell whether a second would have been.
    """
    present = [state for state in members if state is not ABSENT]
    if not present:
        return ABSENT
    known = [state for state in present if state is not State.UNKNOWN]
    if not known:
        return State.UNKNOWN
    seats = len(present) if unknown_members is UnknownMembers.COUNTED else len(known)
    needed = failures_needed(down_when, seats)
    absent = len(members) - len(present)
    unknown = max(seats, needed - absent) - len(known)
    down = known.count(State.DOWN)
    failing = down + known.count(State.DEGRADED)
    if down >= needed:
        return State.DOWN
    if failing >= needed > down + unknown:
        return State.DEGRADED
    return State.UP if failing + unknown < needed else State.UNKNOWN
