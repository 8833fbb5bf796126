"""Failures: the last attempts of each probe that were not good, bounded, with what was received."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from msgspec import Struct, structs

from upheld.collect.probes.outcome import MOST_BYTES_KEPT, Outcome, Phases, Received
from upheld.evidence.observation import State
from upheld.store.dossiers import Dossier
from upheld.store.probing import FAILURES_KEPT, ProbeFailure

MOST_HEADERS = 40
LONGEST_HEADER = 500
LONGEST_TROUBLE = 500
MOST_FORGOTTEN = 100_000
"""At a time."""
_AT_ONCE = 5
"""Of one probe and location in one delivery: what comes after a day has thousands."""


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of a failure beside its words."""

    phases: Phases
    received: Received | None = None


def keep_failures(dossier: Dossier, outcomes: Iterable[tuple[int, Outcome]]) -> None:
    """Keep the latest failures of each probe and location; older ones go later, all at once."""
    latest: dict[tuple[str, str], list[tuple[int, Outcome]]] = {}
    for at, each in outcomes:
        if each.state is not State.UP:
            mine = latest.setdefault((each.probe, each.location), [])
            mine.append((at, each))
            if len(mine) > 2 * _AT_ONCE:
                del mine[:_AT_ONCE]
    rows = [
        _row(dossier, at, each)
        for mine in latest.values()
        for at, each in sorted(mine, key=lambda failure: failure[0])[-_AT_ONCE:]
    ]
    ProbeFailure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def forget_old_failures() -> int:
    """Let go of all but the last failures of each probe and location; tell how many went."""
    place = Window(
        RowNumber(), partition_by=["dossier", "probe", "location"], order_by=[F("at").desc(), F("pk").desc()]
    )
    old = list(
        ProbeFailure.objects.annotate(place=place)
        .filter(place__gt=FAILURES_KEPT)
        .values_list("pk", flat=True)[:MOST_FORGOTTEN]
    )
    for start in range(0, len(old), 500):
        ProbeFailure.objects.filter(pk__in=old[start : start + 500]).delete()
    return len(old)


def said_of(said: bytes) -> Said:
    """What was kept of a failure."""
    return msgspec.json.decode(said, type=Said)


def _row(dossier: Dossier, at: int, outcome: Outcome) -> ProbeFailure:
    return ProbeFailure(
        dossier=dossier,
        probe=outcome.probe,
        site=outcome.site[:200],
        location=outcome.location,
        at=at,
        state=int(outcome.state),
        is_retry=outcome.is_retry,
        method=outcome.method[:60],
        trouble=outcome.trouble[:LONGEST_TROUBLE],
        said=kept_of(outcome),
    )


def kept_of(outcome: Outcome) -> str:
    """What is kept of an outcome beside its words, within bounds, as JSON."""
    received = None if outcome.received is None else _bounded(outcome.received)
    return msgspec.json.encode(Said(phases=outcome.phases, received=received)).decode()


def _bounded(received: Received) -> Received:
    """Hold what was received to its bounds, whatever an agent sends."""
    headers = tuple(
        (name[:LONGEST_HEADER], value[:LONGEST_HEADER]) for name, value in received.headers[:MOST_HEADERS]
    )
    # PostgreSQL holds no text with a zero in it
    start = received.start[:MOST_BYTES_KEPT].replace("\0", "\ufffd")
    return structs.replace(received, headers=headers, start=start, chain=received.chain[:20])
