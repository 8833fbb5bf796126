"""Fills the page of agents: one on duty, one with a wrong clock, and one that is silent and has lost much."""

from __future__ import annotations

from opening import opened

service = opened()
from upheld.chrono.instant import DAY, SECOND  # noqa: E402 records can be imported once the service is open
from upheld.collect.probes.exchange import Beat  # noqa: E402
from upheld.operations.accounts.grant import Wish, grant  # noqa: E402
from upheld.operations.probing.dispatching import Seat, hear  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.probing import Agent  # noqa: E402
from upheld.store.roles import Role, Scope  # noqa: E402
from upheld.store.tokens import Token  # noqa: E402
from upheld.store.viewer import Viewer  # noqa: E402

LONG = "frankfurt-am-main-eastern-harbour-rack-seventeen-upper-half"
dossier = Dossier.objects.create(slug="shop", name="A shop with a rather long name in the Netherlands")
for location in ("frankfurt", LONG):
    wish = Wish(name="agent", scopes=[Scope.PROBES_RUN], days=9, dossier=dossier.pk, location=location)
    grant(Viewer(user=1, roles=frozenset({Role.OWNER})), wish, service.now)
token = Token.objects.get(location="frankfurt").pk
for number, (location, offset) in enumerate(
    [("frankfurt", 1_200), ("frankfurt", 90 * SECOND), ("here", 0), (LONG, -340_000)]
):
    seat = Seat(dossier=dossier, location=location, token=None if location == "here" else token)
    said = Beat(
        location=location,
        instance=f"{number}" * 32,
        run=f"{number}" * 32,
        version="0.7.0",
        clock_offset=offset,
        clock_bound=700,
        waiting=86_400 * number,
    )
    hear(seat, said, service.now)
Agent.objects.filter(location=LONG).update(last_seen_at=service.now - DAY, lost=123_456_789)
