"""An incident: what happened to it, told from the snapshots a service desk took at every update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.ticket import Actor, EventKind


class Phase(Enum):
    """Where an incident stands, as far as clocks are concerned."""

    NEW = "new"
    WORKING = "working"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Standing(Struct, frozen=True, kw_only=True):
    """A phase; and for one that waits, what for."""

    phase: Phase
    reason: str = ""


class Snapshot(Struct, frozen=True, kw_only=True):
    """An incident as it stood after one update."""

    at: Instant
    standing: Standing
    priority: str
    by_person: bool
    may_reopen: bool
    """Whether the incident's own count lets it have been reopened by now."""


class Happening(Struct, frozen=True, kw_only=True):
    """An event told from two snapshots."""

    at: Instant
    kind: EventKind
    actor: Actor
    priority: str = ""
    reason: str = ""


_IN_HAND = frozenset({Phase.WORKING, Phase.WAITING, Phase.RESOLVED})
_DONE = frozenset({Phase.RESOLVED, Phase.CLOSED})
_OPENED = Standing(phase=Phase.NEW)


def happenings(snapshots: Sequence[Snapshot]) -> Iterator[Happening]:
    """Tell the events from snapshots in the order of their updates, each compared with the one before.

    An incident is acknowledged when a person first has it in hand: working on it, waiting for somebody, or
    done. A wait that turns into another ends and begins at once; leaving a resolved or closed state reopens.
    A snapshot that leaves such a state although no reopening was counted is a stray, and passed over.
    """
    standing, priority = _OPENED, snapshots[0].priority if snapshots else ""
    acknowledged = False
    for snapshot in snapshots:
        if standing.phase in _DONE and snapshot.standing.phase not in _DONE and not snapshot.may_reopen:
            continue
        actor = Actor.AGENT if snapshot.by_person else Actor.SYSTEM
        if snapshot.priority != priority:
            yield Happening(at=snapshot.at, kind=EventKind.PRIORITY, actor=actor, priority=snapshot.priority)
        for kind, reason in _left(standing, snapshot.standing):
            yield Happening(at=snapshot.at, kind=kind, actor=actor, reason=reason)
        if not acknowledged and snapshot.by_person and snapshot.standing.phase in _IN_HAND:
            acknowledged = True
            yield Happening(at=snapshot.at, kind=EventKind.ACKNOWLEDGED, actor=actor)
        for kind, reason in _entered(standing, snapshot.standing):
            yield Happening(at=snapshot.at, kind=kind, actor=actor, reason=reason)
        standing, priority = snapshot.standing, snapshot.priority


def _left(before: Standing, after: Standing) -> Iterator[tuple[EventKind, str]]:
    """Tell what ended between two snapshots."""
    if before.phase is Phase.WAITING and after != before:
        yield EventKind.RESUMED, before.reason
    if before.phase in _DONE and after.phase not in (before.phase, Phase.CLOSED):
        yield EventKind.REOPENED, ""


def _entered(before: Standing, after: Standing) -> Iterator[tuple[EventKind, str]]:
    """Tell what began between two snapshots."""
    if after == before:
        return
    match after.phase:
        case Phase.WAITING:
            yield EventKind.PAUSED, after.reason
        case Phase.RESOLVED:
            yield EventKind.RESOLVED, ""
        case Phase.CLOSED:
            yield EventKind.CLOSED, ""
