"""Series: records of samples and states from all files, one run for each source, site and location."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.collect.clock_steps import Key, clock_steps
from upheld.collect.problem import Problems
from upheld.collect.records import NEVER, Records
from upheld.collect.vocabulary import Vocabulary
from upheld.collect.whereabouts import Whereabouts
from upheld.evidence.evidence import Flag
from upheld.evidence.observation import Grain, State


class Run(Struct, frozen=True, kw_only=True, eq=False):
    """What one source recorded of one site from one location: strictly in order of time, read-only arrays."""

    times: NDArray[np.int64]
    ends: NDArray[np.int64]
    states: NDArray[np.int8]
    retries: NDArray[np.bool_]


class Gathered(Struct, frozen=True, kw_only=True):
    """All records of one table."""

    runs: dict[Key, Run]
    counts: dict[Key, int]
    """Records as read, repeated ones counted."""
    repeated: int
    flags: tuple[Flag, ...]


class _Columns(Struct, frozen=True):
    """Records side by side, in the order of the files."""

    source: NDArray[np.int32]
    site: NDArray[np.int32]
    location: NDArray[np.int32]
    time: NDArray[np.int64]
    end: NDArray[np.int64]
    state: NDArray[np.int8]
    retry: NDArray[np.bool_]
    response: NDArray[np.int64]


class Gatherer(Struct):
    """Takes the batches of one table, and sorts them into runs when all are there."""

    grain: Grain
    _sources: Vocabulary = field(default_factory=Vocabulary)
    _sites: Vocabulary = field(default_factory=Vocabulary)
    _locations: Vocabulary = field(default_factory=Vocabulary)
    _parts: list[_Columns] = field(default_factory=list)
    _where: Whereabouts = field(default_factory=Whereabouts)
    _sorted: dict[Key, Run] = field(default_factory=dict)

    def sorted_already(self, runs: Mapping[Key, Run]) -> None:
        """Add runs that need no sorting."""
        self._sorted.update(runs)

    def take(self, records: Records, problems: Problems) -> None:
        """Add a batch; a state that ends before it began is a problem."""
        size = records.size
        nothing = np.full(size, NEVER)
        is_sample = self.grain is Grain.SAMPLE
        self._parts.append(
            _Columns(
                source=self._sources.number(records.texts["source"]),
                site=self._sites.number(records.texts["site"]),
                location=self._locations.number(records.texts["location"]),
                time=records.times["at"],
                end=nothing if is_sample else records.times["until"],
                state=records.texts["state"].codes.astype(np.int8),
                retry=records.texts["retry"].codes == 1 if is_sample else np.zeros(size, dtype=np.bool_),
                response=records.counts["response_us"] if is_sample else nothing,
            )
        )
        self._where.add(records)
        _refuse_backwards(records, self._parts[-1], problems)

    def gather(self, problems: Problems) -> Gathered:
        """Sort the records into runs; records that contradict each other are problems."""
        if not self._parts:
            return Gathered(runs=self._sorted, counts=_counts(self._sorted), repeated=0, flags=())
        columns = _joined(self._parts)
        series = _series_of(columns)
        order = np.lexsort((columns.time, series))
        repeated = _repeated(columns, series, order)
        self._refuse_contradictions(columns, order, repeated, problems)
        kept = np.ones(len(order), dtype=np.bool_)
        kept[order[repeated]] = False
        flags = self._clock_flags(columns, series, kept)
        runs: dict[Key, Run] = {}
        counts: dict[Key, int] = {}
        for rows in _stretches(series, order):
            key = self._key(columns, rows[0])
            counts[key] = len(rows)
            rows = rows[kept[rows]]
            runs[key] = _run(columns, rows)
            self._refuse_overlaps(key, runs[key], rows, problems)
            if key in self._sorted:
                problems.of_row(
                    self._where.row(int(rows[0])),
                    f"`{key[1]}` of `{key[0]}` has samples both here and in the folder of telemetry",
                    "keep those of one of the two",
                )
        runs |= self._sorted
        counts |= _counts(self._sorted)
        return Gathered(runs=runs, counts=counts, repeated=int(repeated.sum()), flags=tuple(flags))

    def _key(self, columns: _Columns, row: int) -> Key:
        return (
            self._sources.words()[columns.source[row]],
            self._sites.words()[columns.site[row]],
            self._locations.words()[columns.location[row]],
        )

    def _refuse_contradictions(
        self,
        columns: _Columns,
        order: NDArray[np.intp],
        repeated: NDArray[np.bool_],
        problems: Problems,
    ) -> None:
        """Refuse two records of one source, site, location and instant that say different things."""
        here = np.flatnonzero(repeated)
        earlier, later = order[here - 1], order[here]
        differ = np.zeros(len(here), dtype=np.bool_)
        for values in (columns.state, columns.end, columns.retry, columns.response):
            differ |= values[earlier] != values[later]
        first, second = earlier[differ].tolist(), later[differ].tolist()
        problems.of_pairs(
            len(first),
            lambda place: (self._where.row(second[place]), self._where.row(first[place])),
            "the record contradicts {other}, which has the same source, site, location and time",
            "keep the one that is right",
        )

    def _refuse_overlaps(self, key: Key, run: Run, rows: NDArray[np.intp], problems: Problems) -> None:
        """Refuse a state that begins while another record says that a different one still lasts."""
        if bool((run.ends == NEVER).all()):
            return
        lasting = np.where(run.ends == NEVER, run.times, run.ends)
        for state in (State.UP, State.DEGRADED, State.DOWN):
            of_state = run.states == state
            other = ~of_state & (run.states != State.UNKNOWN)
            until = np.maximum.accumulate(np.where(of_state, lasting, np.iinfo(np.int64).min))
            for index in np.flatnonzero(other & (run.times < until)).tolist():
                before = np.flatnonzero(of_state[:index] & (lasting[:index] > run.times[index]))[-1]
                problems.of_pair(
                    self._where.row(int(rows[index])),
                    self._where.row(int(rows[before])),
                    f"{key[1]} is {State(int(run.states[index])).name.lower()} here, and by {{other}} it was "
                    f"still {state.name.lower()}",
                    "let one state end where the other begins",
                )

    def _clock_flags(
        self, columns: _Columns, series: NDArray[np.int64], kept: NDArray[np.bool_]
    ) -> Iterator[Flag]:
        files = self._where.files()
        rows = np.flatnonzero(kept)
        rows = rows[np.argsort(series[rows], kind="stable")]
        for run in np.split(rows, np.flatnonzero(np.diff(series[rows])) + 1):
            yield from clock_steps(self._key(columns, run[0]), columns.time[run], files[run])


def _refuse_backwards(records: Records, columns: _Columns, problems: Problems) -> None:
    backwards = np.flatnonzero((columns.end <= columns.time) & (columns.time != NEVER)) + records.first
    problems.of_rows(
        records.file,
        backwards.tolist(),
        "until",
        lambda _: ("the state ends before it begins, or lasts no time", "`until` is later than `at`"),
    )


def _counts(runs: Mapping[Key, Run]) -> dict[Key, int]:
    return {key: len(run.times) for key, run in runs.items()}


def _joined(parts: list[_Columns]) -> _Columns:
    return _Columns(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in _Columns.__struct_fields__)
    )


def _series_of(columns: _Columns) -> NDArray[np.int64]:
    """Number the series; two records have one number exactly if source, site and location are the same."""
    sites = int(columns.site.max()) + 1
    locations = int(columns.location.max()) + 1
    return (columns.source.astype(np.int64) * sites + columns.site) * locations + columns.location


def _repeated(columns: _Columns, series: NDArray[np.int64], order: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Mark, in the order of series and time, the records that have the key of the one before."""
    same = np.zeros(len(order), dtype=np.bool_)
    same[1:] = (np.diff(series[order]) == 0) & (np.diff(columns.time[order]) == 0)
    return same


def _stretches(series: NDArray[np.int64], order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return np.split(order, np.flatnonzero(np.diff(series[order])) + 1)


def _run(columns: _Columns, rows: NDArray[np.intp]) -> Run:
    run = Run(
        times=columns.time[rows],
        ends=columns.end[rows],
        states=columns.state[rows],
        retries=columns.retry[rows],
    )
    for values in (run.times, run.ends, run.states, run.retries):
        values.flags.writeable = False
    return run
