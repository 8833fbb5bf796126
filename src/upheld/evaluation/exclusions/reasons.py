"""Why something is excluded, or is not: every case, piece of work and window, with its conditions."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.provenance import Clause
from upheld.chrono.zone import Zone
from upheld.evaluation.exclusions.exclusion import Exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason, Stretch
from upheld.evaluation.statement import Excluded
from upheld.evaluation.wording import spoken_interval


def exclusion_reasons(hearing: Hearing, exclusions: Exclusions, effect: str = "excluded") -> Iterator[Reason]:
    """Say of everything weighed whether it is left out and why, in order of time: time first, then numbers.

    Of tickets and incidents only those are told whose time touches the hearing's interval; an outage whose
    time was told is not told again. `effect` is what becomes of what is granted, as in `excluded by works`.
    """
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    for record, clause in exclusions.weighed:
        yield _reason(record, clause, zone, effect)
    told = {(record.exclusion, record.evidence) for record, _ in exclusions.weighed}
    for _, record, clause in exclusions.by_number:
        touches = record.interval.overlaps(hearing.interval)
        if touches and (record.exclusion, record.evidence) not in told:
            yield _reason(record, clause, zone, effect)


def _reason(record: Excluded, clause: Clause | None, zone: Zone, effect: str) -> Reason:
    done = effect if record.granted else f"not {effect}"
    when = spoken_interval(record.interval, zone)
    return Reason(
        rule="exclusion.granted" if record.granted else "exclusion.refused",
        says=f"{record.what}, {when}: {done} by {record.exclusion}, because it {record.why}",
        figure=Stretch(record.interval),
        clause=clause,
        evidence=record.evidence,
        evidence_count=len(record.evidence),
    )
