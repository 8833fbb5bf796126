"""Which values make a statistic, and why other records do not count."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.measure import LoadWords, Vantage
from upheld.evaluation.in_force_reason import in_force_reason
from upheld.evaluation.measures.account import Account
from upheld.evaluation.reason import Count, Length, Reason, Stretch, Words
from upheld.evaluation.wording import counted, listed, spoken_interval, spoken_moment
from upheld.quantity import write_length

_TAKEN = {
    Vantage.SERVER_SIDE: "at the server",
    Vantage.NETWORK_EDGE: "at the network edge",
    Vantage.SYNTHETIC: "by synthetic checks",
    Vantage.REAL_USERS: "by real users",
}


def values_reason(account: Account) -> Reason:
    """Say how many records count, of what and from where, and what left others out."""
    number = account.material.records
    what = "figure" if account.material.is_published else "record"
    who = " of the source" if account.material.is_published else ""
    window = spoken_interval(account.inquiry.window, account.inquiry.zone)
    verb = "counts" if number == 1 else "count"
    return Reason(
        rule="statistic.values",
        says=f"{counted(number, what)}{who} {verb} of {_measures(account)}, {window}",
        figure=Count(number, "record" if number == 1 else "records"),
        because=(*_conditions(account), *_left_out(account)),
    )


def _measures(account: Account) -> str:
    measure, out_of = account.inquiry.measure, account.inquiry.out_of
    taken = "" if measure.measured_at is None else f", taken {_TAKEN[measure.measured_at]}"
    source = "" if measure.source is None else f", from {measure.source}"
    return f"{measure.name}{'' if out_of is None else f' and {out_of.name}'}{taken}{source}"


def _conditions(account: Account) -> Iterator[Reason]:
    inquiry = account.inquiry
    in_force = inquiry.hearing.interval
    yield from in_force_reason(inquiry.hearing, "statistic.in_force", inquiry.zone)
    if inquiry.is_open:
        yield Reason(
            rule="statistic.to_date",
            says=f"the period is open: it ends {spoken_moment(in_force.end, inquiry.zone)}",
            figure=Stretch(inquiry.window),
        )
    if inquiry.hours is not None and inquiry.promise.during is not None:
        length = inquiry.hours.length
        yield Reason(
            rule="statistic.hours",
            says=f"only values of {inquiry.promise.during} count: {write_length(length)}",
            figure=Length(length, inquiry.promise.during),
        )
    labels = (*inquiry.measure.where, *inquiry.promise.where)
    if labels:
        said = listed([f"{label.name} {' or '.join(label.values)}" for label in labels])
        yield Reason(rule="statistic.labels", says=f"only records with {said} count", figure=Words(said))
    yield from _load(account)


def _load(account: Account) -> Iterator[Reason]:
    condition = account.inquiry.load
    named = account.inquiry.measure.load or account.inquiry.promise.load
    if condition is None and named is not None:
        says = f"every load counts as {named}: nothing is left out for its load"
        yield Reason(rule="statistic.load", says=says, figure=Words(named))
    if condition is None:
        return
    load = condition.load
    told_by = "as each record names it" if load.measured_by is None else f"as {load.measured_by} tells"
    at_most = "" if isinstance(load.means, LoadWords) else f", {load.means},"
    yield Reason(
        rule="statistic.load",
        says=f"only values under {load.name}{at_most} count, {told_by}",
        figure=Words(load.name),
        clause=load.clause,
    )


def _left_out(account: Account) -> Iterator[Reason]:
    for why, number in sorted(account.left_out.items()):
        yield Reason(
            rule="statistic.left_out",
            says=f"left out: {why}",
            figure=Count(number, "record" if number == 1 else "records"),
        )
