"""The reason that tells of time in which the agreement was not in force."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import Micros
from upheld.chrono.zone import Zone
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason, Stretch
from upheld.evaluation.wording import spoken_gaps
from upheld.quantity import write_length


def in_force_reason(hearing: Hearing, rule: str, zone: Zone) -> Iterator[Reason]:
    """Tell for how much of the period the agreement was not in force; nothing where it always was."""
    whole = hearing.period.interval
    if hearing.interval == whole and not hearing.away:
        return
    length = write_length(Micros(whole.length - hearing.in_force.length))
    gaps = spoken_gaps(hearing.away, zone)
    yield Reason(
        rule=rule,
        says=f"the agreement was not in force for {length} of the period{gaps}",
        figure=Stretch(hearing.interval),
    )
