"""Asking one probe once, as the prober does in one of its threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar

from upheld.chrono.instant import Instant, Micros
from upheld.collect.probes.clockwork import Clockwork, machine_clock, no_beats, nobody_listens
from upheld.collect.probes.kinds.table import asking
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.probe import Probe, Target, kind_of
from upheld.collect.probes.secret import Secrets

Times = TypeVar("Times")


def asked(
    what: Target,
    *,
    seconds: float = 5,
    may_be_private: bool = True,
    secrets: Secrets | None = None,
    now: Callable[[], Instant] = machine_clock,
    last_beat: Callable[[str], Instant | None] = no_beats,
    listening_since: Callable[[], Instant | None] = nobody_listens,
) -> Seen:
    """Ask once, within so many seconds; who takes longer by a minute hangs."""
    probe = Probe(
        name="p",
        site="p",
        what=what,
        timeout=Micros(int(seconds * 1_000_000)),
        may_be_private=may_be_private,
    )
    began = time.monotonic()
    clockwork = Clockwork(
        now=now, deadline=began + seconds, last_beat=last_beat, listening_since=listening_since
    )
    seen = asking(kind_of(what))(probe, secrets or Secrets(), clockwork)
    assert time.monotonic() - began < seconds + 60
    return seen


def at_last(ask: Callable[[Times], Seen], times: Iterable[Times], fits: Callable[[Seen], object]) -> Seen:
    """Ask with each of these until what is seen fits; what a machine was too busy for is asked again."""
    for each in times:
        seen = ask(each)
        if fits(seen):
            break
    return seen


def figures(seen: Seen) -> dict[str, Fraction]:
    """What was measured, means of sums worked out."""
    return {each.measure: Fraction(each.value) / (each.count or 1) for each in seen.measured}
