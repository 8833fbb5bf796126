"""Errands: a test of a probe that the agent of a location makes, and what it saw; no evidence."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from upheld.chrono.instant import MINUTE, Instant, Micros
from upheld.collect.probes.exchange import Errand, Ran
from upheld.collect.probes.probe import decoded
from upheld.errors import ConflictError
from upheld.operations.probing.dispatching import Seat
from upheld.operations.probing.failures import LONGEST_TROUBLE, kept_of
from upheld.store.probing import ProbeTest, ProbeVersion
from upheld.store.reach import reached
from upheld.store.roles import PROBE_WRITERS
from upheld.store.viewer import Viewer

PATIENCE = Micros(MINUTE)
"""Nobody waits for an agent any longer, and none is given what is older."""
SHOWN_FOR = Micros(10 * MINUTE)
"""A test is of that moment: later it says nothing any more."""
AT_ONCE = 4
"""To one agent; each takes it a hand."""


def ask_of(viewer: Viewer, dossier: str, name: str, location: str, now: Instant) -> bool:
    """Leave an errand for the agent of a location; false where the viewer has no such probe to test there.

    ConflictError while another test of this probe from there is waited for.
    """
    if not viewer.roles & PROBE_WRITERS:
        return False
    versions = reached(viewer, ProbeVersion).filter(dossier__slug=dossier, name=name)
    version = versions.filter(is_newest=True, is_ended=False).first()
    if version is None:
        return False
    locations = decoded(version.reveal()).locations
    if locations and location not in locations:
        return False
    with transaction.atomic():
        before = ProbeTest.objects.select_for_update().filter(
            dossier_id=version.dossier_id, probe=name, location=location
        )
        if before.filter(seen_at=None, asked_at__gt=now - PATIENCE).exists():
            raise ConflictError(f"a test from {location} is waited for already")
        # a number of its own: what comes of the test before is not taken for what comes of this one
        before.delete()
        ProbeTest.objects.create(
            dossier_id=version.dossier_id, probe=name, location=location, asked_at=int(now)
        )
    return True


def errands_for(seat: Seat, now: Instant) -> tuple[Errand, ...]:
    """Give what is to be tested from a seat; each once."""
    waiting = ProbeTest.objects.filter(
        dossier=seat.dossier, location=seat.location, is_given=False, asked_at__gt=now - PATIENCE
    )
    given = []
    for each in waiting.order_by("pk")[:AT_ONCE]:
        if ProbeTest.objects.filter(pk=each.pk, is_given=False).update(is_given=True):
            given.append(Errand(number=each.pk, probe=each.probe))
    return tuple(given)


def take_in(seat: Seat, ran: Sequence[Ran], now: Instant) -> None:
    """Keep what errands of a seat found; what nobody asked for is left out."""
    for each in ran[:AT_ONCE]:
        seen = each.outcome
        ProbeTest.objects.filter(
            pk=each.number,
            dossier=seat.dossier,
            location=seat.location,
            probe=seen.probe,
            is_given=True,
            seen_at=None,
        ).update(
            seen_at=int(now),
            state=int(seen.state),
            method=seen.method[:60],
            trouble=seen.trouble[:LONGEST_TROUBLE].replace("\0", "\ufffd"),
            said=kept_of(seen),
        )
