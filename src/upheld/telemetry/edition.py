"""An edition: the next manifest of a folder as it comes about, and the segments written for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from upheld.telemetry.backlog import Backlog
from upheld.telemetry.day_file import Samples
from upheld.telemetry.manifest import Manifest, Segment, publish
from upheld.telemetry.merging import by_day
from upheld.telemetry.segments import (
    Written,
    is_intact,
    merge_segments,
    write_aside,
    write_segment,
)

FAN = 4
"""So many segments of a day are merged at least."""


@dataclass(slots=True, eq=False)
class Edition:
    """Segments that were written and merged; nothing of it counts before it is published."""

    folder: Path
    before: Manifest
    segments: list[Segment] = field(init=False)
    touched: set[int] = field(init=False, default_factory=set)
    """Days that got samples."""
    written: list[Written] = field(init=False, default_factory=list)
    merged: int = 0
    """How many segments were merged into others."""
    damaged: list[str] = field(init=False, default_factory=list)
    """Segments that are not what was written, so that their days were left as they are."""

    def __post_init__(self) -> None:
        self.segments = list(self.before.segments)

    @property
    def aside(self) -> tuple[Samples, ...]:
        """Samples that contradict others."""
        return tuple(each for written in self.written for each in written.aside)

    def sort(self, backlog: Backlog) -> None:
        """Write a segment for each day of the backlog."""
        for day, samples in by_day(backlog.samples):
            written = write_segment(self.folder, day, self._name, iter([[samples]]))
            self.written.append(written)
            self.segments.append(written.segment)
            self.touched.add(day)

    def merge(self, day: int, *, whole: bool) -> None:
        """Merge the latest segments of a day, where it has come to that, or all of them."""
        of_day = [each for each in self.segments if each.day == day]
        chosen = of_day if whole else of_day[_start_of_merge(of_day) :]
        if len(chosen) < 2:
            return
        damaged = [each.file for each in chosen if not is_intact(self.folder, each)]
        if damaged:  # merged, it would get a digest that calls it good
            self.damaged += damaged
            return
        written = merge_segments(self.folder, chosen, day, f"{self._name}.merged")
        self.written.append(written)
        self.merged += len(chosen)
        place = self.segments.index(chosen[0])
        self.segments = [each for each in self.segments if each not in chosen]
        self.segments.insert(place, self._taking_over(written.segment))

    def publish(self, backlog: Backlog, series: int) -> Manifest:
        """Make it count; so many series have a number by now."""
        found = self.aside
        aside = [write_aside(self.folder, self._name, found)] if found else []
        damaged = {*self.before.damaged, *(each.log for each in backlog.damages)}
        following = replace(
            self.before,
            series=series,
            segments=tuple(self.segments),
            contradictions=(*self.before.contradictions, *aside),
            consumed=backlog.consumed,
            damaged=tuple(sorted(damaged & backlog.consumed.keys())),
        )
        return self.before if following == self.before else publish(self.folder, following)

    @property
    def _name(self) -> str:
        """What no file of an earlier generation is called."""
        return f"{self.before.generation + 1:08d}"

    def _taking_over(self, segment: Segment) -> Segment:
        """A segment replaces those that were published, and none that came and went with this edition."""
        return replace(
            segment, replaces=tuple(file for file in segment.replaces if file in self.before.files)
        )


def _start_of_merge(segments: Sequence[Segment]) -> int:
    """From where on the segments of a day are merged, so that each sample is written again but a few times.

    The longest run at the end, of `FAN` or more, whose first is not larger than all the others together.
    """
    later = 0
    start = len(segments)
    for place in range(len(segments) - 1, -1, -1):
        if len(segments) - place >= FAN and segments[place].rows <= later:
            start = place
        later += segments[place].rows
    return start
