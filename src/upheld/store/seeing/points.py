"""Points: what is probed and how it stands, as it is seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.observation import State
from upheld.store.dossiers import Dossier
from upheld.store.probing import ProbeSet, ProbeStanding, ProbeVersion, revealed
from upheld.store.reach import reached
from upheld.store.roles import PROBE_WRITERS
from upheld.store.seeing.eyes import AT_ONCE, Leaf, Wanted, leaf
from upheld.store.seeing.probing import ProbeEyes

WORST_FIRST = (State.DOWN, State.UNKNOWN, State.DEGRADED, State.UP)
_STATES = {int(each): each for each in State}


class SeenStanding(Struct, frozen=True, kw_only=True):
    """How a probe stands from a location."""

    location: str
    state: State
    since: Instant
    at: Instant
    """Of the last attempt."""
    method: str
    took: int | None
    """Microseconds."""
    trouble: str


class SeenPoint(Struct, frozen=True, kw_only=True):
    """A probe and how it stands, the worst location first."""

    dossier: str
    """Its slug."""
    dossier_name: str
    number: int
    """Of the version."""
    defined_at: Instant
    definition: bytes
    """As JSON."""
    standings: tuple[SeenStanding, ...]


class NumberedPoint(Struct, frozen=True, kw_only=True):
    """A probe with the number by which programs ask for it: it stays, however often it is defined anew."""

    number: int
    seen: SeenPoint


class SeenProbeVersion(Struct, frozen=True, kw_only=True):
    """A version of a probe."""

    number: int
    is_ended: bool
    made_by: str
    made_at: Instant


class PointEyes(ProbeEyes):
    """See points."""

    @property
    def may_define_probes(self) -> bool:
        """Whether the viewer says what is probed, and so sees definitions whole."""
        return bool(self.viewer.roles & PROBE_WRITERS)

    def point_counts(self) -> dict[State, int]:
        """Count probes and locations by state, the worst first."""
        counted = reached(self.viewer, ProbeStanding).values("state").annotate(number=Count("pk"))
        found = {State(each["state"]): each["number"] for each in counted.order_by()}
        return {state: found[state] for state in WORST_FIRST if state in found}

    def points(
        self,
        state: State | None = None,
        beyond: tuple[str, str] = ("", ""),
        most: int = AT_ONCE,
        find: str = "",
    ) -> list[SeenPoint]:
        """Give probes by dossier and name, beyond one of them; of a state only those in it somewhere.

        Where something is looked for, those in whose name or point it stands.
        """
        slug, name = beyond
        within = Q(name__icontains=find) | Q(site__icontains=find) if find else Q()
        versions: list[_Version] = []
        places: list[tuple[int, str]] = []
        # one dossier after the other, each in order by its index: a database sorts thousands otherwise
        probed = Dossier.objects.filter(Exists(ProbeSet.objects.filter(dossier=OuterRef("pk"))))
        for dossier in probed.filter(slug__gte=slug).order_by("slug"):
            last, left = name if dossier.slug == slug else "", most - len(versions) - len(places)
            if left <= 0:
                break
            if state is None:
                newest = self._newest().filter(within, dossier=dossier, name__gt=last)
                versions += _versions(newest.order_by("name")[:left])
            else:
                there = reached(self.viewer, ProbeStanding).filter(state=int(state), dossier=dossier)
                if find:
                    there = there.filter(
                        probe__in=self._newest().filter(within, dossier=dossier).order_by().values("name")
                    )
                names = there.filter(probe__gt=last).order_by("probe").values_list("probe", flat=True)
                places += [(dossier.pk, each) for each in names.distinct()[:left]]
        return self._seen(versions) if state is None else list(self._by_place(places).values())

    def point(self, dossier: str, name: str) -> SeenPoint | None:
        """Give one probe that is asked now."""
        found = self._newest().filter(dossier__slug=dossier, name=name)
        return next(iter(self._seen(_versions(found))), None)

    def list_points(self, wanted: Wanted) -> Leaf[NumberedPoint]:
        """Give probes that are asked now, in the order in which they were first defined."""
        rows = self._first_versions()
        if wanted.dossier is not None:
            rows = rows.filter(dossier__slug=wanted.dossier)
        part = leaf(rows.values_list(*_FIRST, named=True), wanted, tuple)
        return Leaf(self._numbered(part.items), part.after)

    def numbered_point(self, number: int) -> NumberedPoint | None:
        """Give the probe of a number; absent where there is none, or it is not asked any more."""
        found = self._first_versions().filter(pk=number).values_list(*_FIRST)
        return next(iter(self._numbered(list(found))), None)

    def probe_versions(self, dossier: str, name: str) -> list[SeenProbeVersion]:
        """Give the versions of a probe, the latest first."""
        rows = reached(self.viewer, ProbeVersion).filter(dossier__slug=dossier, name=name)
        return [
            SeenProbeVersion(
                number=each.number,
                is_ended=each.is_ended,
                made_by=each.made_by,
                made_at=Instant(each.entry.recorded_at),
            )
            for each in rows.select_related("entry").order_by("-number")[:AT_ONCE]
        ]

    def _first_versions(self) -> QuerySet[ProbeVersion]:
        newest = ProbeVersion.objects.filter(
            dossier=OuterRef("dossier"), name=OuterRef("name"), is_newest=True, is_ended=False
        )
        return reached(self.viewer, ProbeVersion).filter(Exists(newest), number=1)

    def _numbered(self, firsts: list[tuple[int, int, str]]) -> list[NumberedPoint]:
        found = self._by_place([(dossier, name) for _, dossier, name in firsts])
        return [
            NumberedPoint(number=number, seen=found[dossier, name])
            for number, dossier, name in firsts
            # one may have ended since it was listed
            if (dossier, name) in found
        ]

    def _newest(self) -> QuerySet[ProbeVersion]:
        return reached(self.viewer, ProbeVersion).filter(is_newest=True, is_ended=False)

    def _by_place(self, wanted: list[_Place]) -> dict[_Place, SeenPoint]:
        rows = self._newest().filter(
            dossier__in={dossier for dossier, _ in wanted}, name__in={name for _, name in wanted}
        )
        kept = set(wanted)
        several = [each for each in _versions(rows.order_by("dossier__slug", "name")) if each.place in kept]
        return {row.place: seen for row, seen in zip(several, self._seen(several), strict=True)}

    def _seen(self, versions: list[_Version]) -> list[SeenPoint]:
        rows = reached(self.viewer, ProbeStanding).filter(
            dossier__in={each.dossier for each in versions}, probe__in={each.name for each in versions}
        )
        held: dict[_Place, list[SeenStanding]] = {}
        for dossier, probe, location, state, since, at, method, took, trouble in rows.values_list(*_STANDING):
            standing = SeenStanding(
                location=location,
                state=_STATES[state],
                since=Instant(since),
                at=Instant(at),
                method=method,
                took=took,
                trouble=trouble,
            )
            held.setdefault((dossier, probe), []).append(standing)
        return [_point(each, held.get(each.place, ())) for each in versions]


_Place = tuple[int, str]
"""A dossier, and the name of a probe of it."""


class _Version(NamedTuple):
    """The newest version of a probe: values, since rows as objects take twice as long."""

    dossier: int
    name: str
    slug: str
    dossier_name: str
    number: int
    defined_at: int
    content: bytes | None

    @property
    def place(self) -> _Place:
        return self.dossier, self.name


_VERSION = ("dossier_id", "name", "dossier__slug", "dossier__name", "number", "entry__recorded_at", "content")


def _versions(rows: QuerySet[ProbeVersion]) -> list[_Version]:
    return [_Version(*each) for each in rows.values_list(*_VERSION)]


_FIRST = ("pk", "dossier_id", "name")
_STANDING = ("dossier_id", "probe", "location", "state", "since", "at", "method", "took", "trouble")


def _point(version: _Version, standings: Iterable[SeenStanding]) -> SeenPoint:
    return SeenPoint(
        dossier=version.slug,
        dossier_name=version.dossier_name,
        number=version.number,
        defined_at=Instant(version.defined_at),
        definition=revealed(version.content),
        standings=tuple(sorted(standings, key=_worst_first)),
    )


def _worst_first(standing: SeenStanding) -> tuple[int, str]:
    return WORST_FIRST.index(standing.state), standing.location
