"""The service's own prober: where it is needed, and how it is on duty like any agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.collect.probes.exchange import Beat, Orders, Standing
from upheld.collect.probes.probe import Probe
from upheld.operations.probing.defining import Defined, define, give_secret
from upheld.operations.probing.dispatching import Seat, enlisted, hear, orders_for, tag_of
from upheld.operations.probing.sheet import lines_at
from upheld.store.dossiers import Dossier, dossier_named
from upheld.store.probing import Agent, ProbeSet


class Watch:
    """What one process probes for one dossier from where the service is."""

    def __init__(self, dossier: Dossier, location: str, instance: str, run: str) -> None:
        self.seat = Seat(dossier=dossier, location=location)
        self._beat = Beat(location=location, instance=instance, run=run, clock_offset=0, clock_bound=0)
        self._tag = ""
        self._agent: Agent | None = None

    def look(self, now: Instant, passed_over: int = 0) -> tuple[bool, Orders | None]:
        """Show a sign of life; tell whether this process is on duty, and what is probed if that changed.

        `passed_over` are the turns of this process, so far, that came too late to be taken.
        """
        duty = hear(self.seat, replace(self._beat, passed_over=passed_over), now)
        tag = tag_of(self.seat)
        changed = orders_for(self.seat) if tag != self._tag else None
        self._tag = tag
        return duty.standing is Standing.ON_DUTY, changed

    def leave(self, now: Instant) -> None:
        """Go off duty, so that whoever comes next does not wait until this process was silent for long."""
        hear(self.seat, replace(self._beat, is_leaving=True), now)

    def agent(self, now: Instant) -> Agent:
        """The agent that this process is."""
        if self._agent is None:
            self._agent = enlisted(self.seat, self._beat, now)[0]
        return self._agent


def define_in(
    slug: str, probes: Sequence[Probe], secrets: Mapping[str, str], actor: str, now: Instant
) -> Defined:
    """Define the probes of a dossier by its slug, and give secrets their values.

    Errors as of `define`; UsageError where there is no such dossier.
    """
    dossier = dossier_named(slug)
    with transaction.atomic():
        for name, value in secrets.items():
            give_secret(dossier, name, value, actor, now)
        return define(dossier, probes, actor, now)


class Roll:
    """Which dossiers have something to be probed from a location; definitions are read when they change."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._known: dict[int, tuple[int, bool]] = {}

    def dossiers(self) -> list[Dossier]:
        """Name them, as it stands now."""
        sets = list(ProbeSet.objects.select_related("dossier").order_by("dossier__slug"))
        for each in sets:
            if self._known.get(each.dossier_id, (-1, False))[0] != each.revision:
                self._known[each.dossier_id] = each.revision, bool(lines_at(each.dossier, self._location))
        return [each.dossier for each in sets if self._known[each.dossier_id][1]]
