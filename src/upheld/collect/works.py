"""Works: rows of the table `maintenance`, read into pieces of maintenance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.collect.problem import Problems, Row
from upheld.collect.records import NEVER, Records
from upheld.evidence.maintenance import Maintenance, WorkKind


@dataclass(slots=True)
class WorkGatherer:
    """Takes the batches of `maintenance`."""

    repeated: int = 0
    _works: dict[str, tuple[Maintenance, Row]] = field(default_factory=dict)

    def take(self, records: Records, problems: Problems) -> None:
        """Add a batch; work that ends before it starts, or that is told in two ways, is a problem."""
        for index in range(records.size):
            row = Row(file=records.file, index=records.first + index)
            for work in _work(records, index, row, problems):
                known = self._works.setdefault(work.identity, (work, row))
                if known[1] is row:
                    continue
                self.repeated += 1
                if known[0] != work:
                    problems.of_pair(
                        row,
                        known[1],
                        f"maintenance `{work.name}` with this start is told differently in {{other}}",
                        "keep the row that is right",
                    )

    def works(self) -> tuple[Maintenance, ...]:
        """Give all maintenance, in order of its planned start."""
        works = [work for work, _ in self._works.values()]
        return tuple(sorted(works, key=lambda work: (work.planned.start, work.source, work.name)))


def _work(records: Records, index: int, row: Row, problems: Problems) -> Iterator[Maintenance]:
    """Read one row; nothing where it is a problem."""
    planned = _interval(records, index, "starts_at", "ends_at", row, problems)
    took_place = _interval(records, index, "took_place_from", "took_place_until", row, problems)
    kind = _text(records, "kind", index)
    if planned is None or not kind:
        return
    names = (name.strip() for name in _text(records, "services", index).split(";"))
    yield Maintenance(
        source=_text(records, "source", index),
        name=_text(records, "name", index),
        kind=WorkKind(kind),
        services=tuple(sorted({name for name in names if name})),
        announced_at=_instant(records, "announced_at", index),
        planned=planned,
        took_place=took_place,
        cancelled_at=_instant(records, "cancelled_at", index),
    )


def _interval(
    records: Records, index: int, start: str, end: str, row: Row, problems: Problems
) -> Interval | None:
    """Read two columns as an interval; absent where both are empty, or where they make none."""
    first, last = _instant(records, start, index), _instant(records, end, index)
    if first is None and last is None:
        return None
    if first is None or last is None:
        empty = start if first is None else end
        problems.of_row(row, "the cell is empty", f"`{start}` and `{end}` stand together", column=empty)
        return None
    if last <= first:
        problems.of_row(
            row,
            "the work ends before it starts, or takes no time",
            f"`{end}` is later than `{start}`",
            column=end,
        )
        return None
    return Interval(first, last)


def _instant(records: Records, column: str, index: int) -> Instant | None:
    at = int(records.times[column][index])
    return None if at == NEVER else Instant(at)


def _text(records: Records, column: str, index: int) -> str:
    codes = records.texts[column]
    code = int(codes.codes[index])
    return codes.words[code] if code >= 0 else ""
