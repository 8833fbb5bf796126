"""Why so much time is measured: the period, the term in force, the agreed hours, the life of the points."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.convention import BeforeStart
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.combination import deciding
from upheld.evaluation.availability.downtime_reasons import denominator_reason
from upheld.evaluation.availability.quorum import ABSENT
from upheld.evaluation.in_force_reason import in_force_reason
from upheld.evaluation.reason import Length, Reason, Stretch, Words
from upheld.evaluation.wording import listed, spoken_moment
from upheld.quantity import write_length


def measured_reason(account: Account) -> Reason:
    """Say how much time is measured, and what left some of the period out."""
    measurement, record = account.measurement, account.record
    window = measurement.window
    says = (
        f"{write_length(record.measured)} are measured of the {write_length(window.length)} of period "
        f"{measurement.hearing.period.label}{' to date' if account.is_open else ''}"
    )
    counting = deciding([(each.member, each.time) for each in account.reckoned], account.measurement.combined)
    if len(counting) > 1:
        says += f", over {len(counting)} members together"
    elif len(account.reckoned) > 1:
        says += f", at {listed([name for name, _ in counting[0].points])}"
    return Reason(
        rule="availability.measured",
        says=says,
        figure=Length(record.measured, "measured"),
        because=tuple(_left_out(account)),
    )


def _left_out(account: Account) -> Iterator[Reason]:
    measurement = account.measurement
    hearing = measurement.hearing
    window = measurement.window
    yield from in_force_reason(hearing, "availability.in_force", account.zone)
    if account.is_open:
        yield Reason(
            rule="availability.to_date",
            says=f"the period is open: it ends {spoken_moment(hearing.interval.end, account.zone)}",
            figure=Stretch(window),
        )
    if measurement.availability.during is not None:
        length = measurement.region.length
        yield Reason(
            rule="availability.hours",
            says=f"only {measurement.availability.during} are measured: {write_length(length)}",
            figure=Length(length, measurement.availability.during),
        )
    yield from _before_start(account)
    held_against = denominator_reason(account)
    if held_against is not None:
        yield held_against


def _before_start(account: Account) -> Iterator[Reason]:
    measurement = account.measurement
    rule = measurement.panel.before_start
    for each in account.reckoned:
        absent = each.member.conditions.where(ABSENT) & measurement.region
        if measurement.requested is not None:
            if absent:
                says = (
                    f"{write_length(absent.length)} are left out: slices with too few requests to be judged"
                )
                yield Reason(rule="requests.left_out", says=says, figure=Length(absent.length))
        elif rule is BeforeStart.LEFT_OUT and absent:
            names = listed([f"`{name}`" for name, _ in each.member.points])
            yield Reason(
                rule="availability.before_start",
                says=f"{write_length(absent.length)} are left out: {names} did not stand for it then",
                figure=Length(absent.length),
            )
    late = [point for point in measurement.service.points if point.since or point.until]
    if rule is not BeforeStart.LEFT_OUT and late:
        yield Reason(
            rule="availability.before_start",
            says=f"time at which no measurement point stood for the service {rule.value}",
            figure=Words(rule.value),
        )
