"""Present: how each probe stands from each location, for pages; nothing is judged by it."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from upheld.chrono.instant import SECOND
from upheld.collect.probes.outcome import Outcome
from upheld.operations.probing.failures import LONGEST_TROUBLE
from upheld.store.dossiers import Dossier
from upheld.store.probing import ProbeStanding

SELDOM = 5 * SECOND
"""What says the same as before is written so seldom, since a probe may be asked each second."""
_AT_ONCE = 500
_Whose = tuple[int, str, str]
_written: dict[_Whose, tuple[int, int]] = {}
"""State and instant of what this process wrote last, by dossier, probe and location."""
_writing = threading.Lock()


def note_present(dossier: Dossier, outcomes: Iterable[tuple[int, Outcome]]) -> None:
    """Note the last of some outcomes of each probe and location, with instants by the server's clock.

    Called outside of transactions: what is noted here is lost with nothing but a page.
    """
    latest: dict[_Whose, tuple[int, Outcome]] = {}
    for at, each in outcomes:
        whose = dossier.pk, each.probe, each.location
        if whose not in latest or latest[whose][0] <= at:
            latest[whose] = at, each
    with _writing:
        due = {whose: found for whose, found in latest.items() if _is_due(whose, *found)}
        if due:
            _write(dossier, due)
            _written.update({whose: (int(each.state), at) for whose, (at, each) in due.items()})


def _is_due(whose: _Whose, at: int, outcome: Outcome) -> bool:
    state, before = _written.get(whose, (-1, 0))
    return at > before and (state != outcome.state or at - before >= SELDOM)


def _write(dossier: Dossier, due: dict[_Whose, tuple[int, Outcome]]) -> None:
    held = {
        (dossier.pk, each.probe, each.location): each
        for each in ProbeStanding.objects.filter(dossier=dossier, probe__in={probe for _, probe, _ in due})
    }
    rows = [
        _row(dossier, at, each, held.get(whose))
        for whose, (at, each) in due.items()
        if whose not in held or held[whose].at < at
    ]
    ProbeStanding.objects.bulk_create(
        rows,
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["dossier", "probe", "location"],
        update_fields=["at", "state", "since", "method", "took", "trouble"],
    )


def _row(dossier: Dossier, at: int, outcome: Outcome, before: ProbeStanding | None) -> ProbeStanding:
    is_same = before is not None and before.state == outcome.state
    return ProbeStanding(
        dossier=dossier,
        probe=outcome.probe,
        location=outcome.location,
        at=at,
        state=int(outcome.state),
        since=before.since if before is not None and is_same else at,
        method=outcome.method[:60],
        took=outcome.phases.total,
        trouble=outcome.trouble[:LONGEST_TROUBLE],
    )
