"""By which rules downtime was counted, in which slices, and out of which time."""

from __future__ import annotations

from upheld.agreement.downtime import FixedLength, OutOf
from upheld.chrono.instant import Micros
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.counted import Counted
from upheld.evaluation.availability.downtime_words import spoken_condition, spoken_rules
from upheld.evaluation.availability.measurement import time_in
from upheld.evaluation.reason import Count, Length, Reason
from upheld.evaluation.wording import counted
from upheld.quantity import write_length


def downtime_reason(account: Account) -> Reason | None:
    """Say how downtime is counted, and how much bad time does not count; nothing where all of it does."""
    rules = account.measurement.rules
    if rules is None:
        return None
    bad = account.measurement.bad
    seen = Micros(
        sum(
            (each.member.conditions.where(*bad) & account.measurement.region).length
            for each in account.reckoned
        )
    )
    counts = Micros(sum(outage.counted for outage in account.record.outages))
    return Reason(
        rule="availability.downtime",
        says=f"{'; '.join(spoken_rules(rules.terms))}: {write_length(counts)} of {write_length(seen)} count",
        figure=Length(counts, "counted as down"),
    )


def slices_reason(account: Account) -> Reason | None:
    """Say how many slices there are, and how many are bad; nothing where each instant counts by itself."""
    grid = account.measurement.grid
    if grid is None or account.measurement.requested is not None:
        return None
    length, measurement = grid.slices.of, account.measurement
    times = [
        time_in(measurement, Counted(each.member.conditions), measurement.region) for each in account.reckoned
    ]
    whole = sum(time.measured for time in times) // length
    bad = sum(int(time.down + time.degraded) for time in times) // length
    return Reason(
        rule="availability.slices",
        says=f"of {counted(whole, 'slice')} of {write_length(length)}, each bad as a whole if "
        f"{spoken_condition(grid.slices.down_when)}, {bad} are bad",
        figure=Count(bad, "bad slices"),
    )


def denominator_reason(account: Account) -> Reason | None:
    """Say what downtime is held against, where that is not simply the time in force."""
    measurement = account.measurement
    match measurement.availability.out_of:
        case FixedLength(length):
            says = f"downtime is held against {write_length(length)}, whatever the period has"
        case OutOf.WHOLE_PERIOD:
            says = "downtime is held against the whole period, in force or not"
        case OutOf.SUBSCRIBED if measurement.in_doubt:
            says = measurement.in_doubt
        case OutOf.SUBSCRIBED:
            says = f"the customer had subscribed for {write_length(measurement.scope.length)} of it"
        case _:
            return None
    return Reason(
        rule="availability.out_of", says=says, figure=Length(account.record.measured, "held against")
    )
