"""Points: runs of records handed to the measurement points that `bindings.yaml` binds them to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.provenance import Place
from upheld.chrono.instant import Micros
from upheld.collect.bindings import Bindings, PointBinding, SourceBinding
from upheld.collect.clock_steps import Key
from upheld.collect.discovery import BINDINGS
from upheld.collect.problem import Problems, nearest
from upheld.collect.records import NEVER
from upheld.collect.series import Gathered, Run
from upheld.evidence.evidence import Flag
from upheld.evidence.observation import Grain, Observations
from upheld.evidence.resource import ResourceCase

BySite = Mapping[tuple[str, str], Mapping[Key, Run]]
"""Runs by source and site, in order of their locations."""


class UnboundSite(Struct, frozen=True, kw_only=True):
    """A site in the evidence that feeds no measurement point; nothing is judged by it."""

    source: str
    site: str
    records: int


class BoundPoints(Struct, frozen=True, kw_only=True):
    """Observations of the points, and what is odd about them."""

    observations: tuple[Observations, ...]
    flags: tuple[Flag, ...]


def bind_points(
    bindings: Bindings, gathered: Mapping[Grain, Gathered], file: str, problems: Problems
) -> BoundPoints:
    """Give each binding the runs of its source, site and locations; one without gets an empty run, flagged.

    A binding that leaves open which records are meant, or how long a state holds, is a problem of `file`.
    """
    observations: list[Observations] = []
    flags: list[Flag] = []
    by_site = {grain: _by_site(table.runs) for grain, table in gathered.items()}
    for binding in bindings.points:
        source = bindings.source(binding.source)
        grain = _grain(binding, source, by_site, file, problems)
        runs = _matching(binding, by_site[grain])
        if not runs:
            runs = {(binding.source, binding.site, ""): _EMPTY}
            flags.append(_no_evidence(binding, gathered))
        for key, run in runs.items():
            hold = _hold(binding, source, grain, run, file, problems)
            observations.append(_observations(binding, key, grain, run, hold))
    return BoundPoints(observations=tuple(observations), flags=tuple(flags))


def bind_resources(
    bindings: Bindings, resources: Iterable[ResourceCase], gathered: Mapping[Grain, Gathered]
) -> Bindings:
    """Bind each site that bears the name of a resource, and that nothing binds, to the point of that name."""
    names = {each.name for each in resources} - {each.point for each in bindings.points}
    bound = {(each.source, each.site) for each in bindings.points}
    there = Place(BINDINGS, 1, 1)
    found = (
        PointBinding(point=site, source=source, site=site, place=there, named_at=there)
        for source, site in sorted({key[:2] for table in gathered.values() for key in table.runs})
        if site in names and (source, site) not in bound
    )
    return replace(bindings, points=(*bindings.points, *found))


def unbound_sites(bindings: Bindings, gathered: Mapping[Grain, Gathered]) -> tuple[UnboundSite, ...]:
    """List the sites no point is bound to, with how many records there are of each."""
    bound = {(binding.source, binding.site) for binding in bindings.points}
    records: Counter[tuple[str, str]] = Counter()
    for table in gathered.values():
        for (source, site, _), count in table.counts.items():
            records[source, site] += count
    return tuple(
        UnboundSite(source=source, site=site, records=count)
        for (source, site), count in sorted(records.items())
        if (source, site) not in bound
    )


def _by_site(runs: Mapping[Key, Run]) -> BySite:
    found: dict[tuple[str, str], dict[Key, Run]] = {}
    for key in sorted(runs):
        found.setdefault(key[:2], {})[key] = runs[key]
    return found


def _matching(binding: PointBinding, runs: BySite) -> dict[Key, Run]:
    return {
        key: run
        for key, run in runs.get((binding.source, binding.site), {}).items()
        if not binding.locations or key[2] in binding.locations
    }


def _grain(
    binding: PointBinding,
    source: SourceBinding,
    by_site: Mapping[Grain, BySite],
    file: str,
    problems: Problems,
) -> Grain:
    """Tell samples or states: as declared, otherwise whichever of the two tables has the site."""
    if source.grain is not None:
        return source.grain
    present = [grain for grain, runs in by_site.items() if _matching(binding, runs)]
    if len(present) > 1:
        problems.of_file(
            file,
            f"`{binding.site}` of `{binding.source}` stands both in `samples` and in `states`",
            f"declare the grain of the source that counts: `{binding.source}: {{grain: sample}}` or `state`",
            line=binding.place.line,
        )
    return present[0] if present else Grain.SAMPLE


def _hold(
    binding: PointBinding, source: SourceBinding, grain: Grain, run: Run, file: str, problems: Problems
) -> Micros:
    """Tell how long a state of the run holds; where none is declared, every record must say when it ended."""
    if grain is Grain.SAMPLE:
        return Micros(0)
    if source.hold is not None:
        return source.hold
    if bool((run.ends == NEVER).any()):
        problems.of_file(
            file,
            f"`{binding.source}` records states of `{binding.site}` without end, and no hold is declared",
            f"say how long a state holds when nothing follows: `{binding.source}: {{hold: 26 h}}`",
            line=binding.place.line,
        )
        return Micros(0)
    return Micros(int((run.ends - run.times).max(initial=0)))


def _observations(binding: PointBinding, key: Key, grain: Grain, run: Run, hold: Micros) -> Observations:
    return Observations(
        point=binding.point,
        source=key[0],
        site=key[1],
        location=key[2],
        grain=grain,
        times=run.times,
        ends=run.ends,
        states=run.states,
        retries=run.retries,
        hold=hold,
    )


def _no_evidence(binding: PointBinding, gathered: Mapping[Grain, Gathered]) -> Flag:
    where = f" from {', '.join(binding.locations)}" if binding.locations else ""
    return Flag(
        code="no-evidence",
        source=binding.source,
        says=f"point `{binding.point}` is bound to `{binding.site}`{where}, of which there is no record; "
        + _hint(binding, gathered),
    )


def _hint(binding: PointBinding, gathered: Mapping[Grain, Gathered]) -> str:
    keys = sorted({key for table in gathered.values() for key in table.runs})
    sites = {site for source, site, _ in keys if source == binding.source}
    if binding.site in sites:
        locations = {
            location for source, site, location in keys if (source, site) == (binding.source, binding.site)
        }
        named = sorted(location or "no named location" for location in locations)
        return f"it was watched from {', '.join(named)}"
    if sites:
        return nearest(binding.site, sites, f"`{binding.source}` has {len(sites)} other sites")
    sources = {source for source, _, _ in keys}
    return nearest(binding.source, sources, "there are no records of this source")


def _empty_run() -> Run:
    run = Run(
        times=np.empty(0, np.int64),
        ends=np.empty(0, np.int64),
        states=np.empty(0, np.int8),
        retries=np.empty(0, np.bool_),
    )
    for values in (run.times, run.ends, run.states, run.retries):
        values.flags.writeable = False
    return run


_EMPTY = _empty_run()
