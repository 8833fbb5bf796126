"""Note on the trail what somebody did, and whose data they saw."""

from __future__ import annotations

from collections.abc import Collection

from upheld.chrono.instant import Instant
from upheld.store.trail import OPENED, Step, has_opened, seen_lately
from upheld.store.viewer import Viewer

COMMAND_LINE = "command line"
"""Who acts by commands, in records."""
NAMED_AT_MOST = 20
"""Customers that are named one by one; of a longer list the number is kept."""


def note_change(viewer: Viewer, action: str, subject: str, outcome: int, address: str, now: Instant) -> None:
    """Note a request that may have changed something, with the status of its answer."""
    Step.objects.create(
        at=now,
        actor=viewer.actor,
        action=action,
        subject=subject[:300],
        outcome=outcome,
        address=address[:60],
    )


def note_command(action: str, subject: str, now: Instant) -> None:
    """Note what a command has changed: whoever may run one on the machine of the service needs no account."""
    done = 200
    Step.objects.create(at=now, actor=COMMAND_LINE, action=action, subject=subject[:300], outcome=done)


def note_look(viewer: Viewer, customers: Collection[int], outcome: int, address: str, now: Instant) -> None:
    """Note that staff saw data of customers; the same look again within a quarter of an hour is one."""
    several = len(customers) > NAMED_AT_MOST
    subjects = (
        [f"{len(customers)} customers"] if several else [f"customer {number}" for number in sorted(customers)]
    )
    known = seen_lately(viewer, subjects, now)
    for subject in subjects:
        if subject not in known:
            note_change(viewer, "saw", subject, outcome, address, now)


def note_opening(
    viewer: Viewer, statements: Collection[int], outcome: int, address: str, now: Instant
) -> None:
    """Note who opened which statements, once each: they are told when another stands in its place."""
    for subject in (f"statement {number}" for number in sorted(statements)):
        if not has_opened(viewer, subject):
            note_change(viewer, OPENED, subject, outcome, address, now)
