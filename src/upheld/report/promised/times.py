"""Times in promises: targets such as `within 4 business hours`, and plain lengths such as `7 days`."""

from __future__ import annotations

from upheld.agreement.clock import RunsOn, TimeTarget
from upheld.chrono.instant import DAY, Micros
from upheld.quantity import Duration, Operator, write_length


def time_target(target: TimeTarget, *, mixed: bool) -> str:
    """A time target in words: `within 4 business hours`, `in less than 1 h by the wall clock`.

    `mixed` says that the promise also knows service hours, so that a wall clock must be told apart.
    """
    word = {Operator.AT_MOST: "within", Operator.LESS: "in less than"}.get(
        target.target.operator, target.target.operator.value
    )
    basis = " by the wall clock" if mixed and target.runs_on is RunsOn.WALL_CLOCK else ""
    return f"{word} {target.target.bound}{basis}"


def length_in_days(length: Micros) -> str:
    """A promised length, in days where it is whole days and more than one: `24 h`, `7 days`."""
    days, rest = divmod(length, DAY)
    return f"{days} days" if days > 1 and not rest else write_length(length)


def every(duration: Duration) -> str:
    """How often: `every 12 months`, `every quarter`."""
    return f"every {duration.unit.value if duration.count == 1 else duration}"


def running_on(hours: str | None, business_days: str | None) -> str:
    """Which calendars a time is counted by, behind a promise: `, on office`."""
    calendars = [name for name in (hours, business_days) if name is not None]
    return f", on {' and '.join(dict.fromkeys(calendars))}" if calendars else ""


def joined(names: tuple[str, ...]) -> str:
    """Names in a row."""
    return ", ".join(names)
