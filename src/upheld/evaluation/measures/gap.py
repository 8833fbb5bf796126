"""Gaps: which evidence is missing, named, where a figure can't be judged for want of it."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.measure import Measure
from upheld.agreement.statistic import Percentile
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.docket import Docket
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.material import Material
from upheld.evaluation.measures.reckoning import Reckoned
from upheld.evaluation.measures.region import Regional
from upheld.evaluation.measures.wording import spoken_bounds
from upheld.evaluation.wording import counted, spoken_interval, spoken_moment
from upheld.evidence.evidence import Table

_SHOWN = 20


def gaps(account: Account) -> tuple[str, ...]:
    """Name what is missing: tables, records, values, and what would tell whether those there are count."""
    return tuple(_gaps(account))[:_SHOWN]


def _gaps(account: Account) -> Iterator[str]:
    inquiry, material = account.inquiry, account.material
    yield from _nothing_counts(inquiry, material)
    if account.regional is None:
        yield from _too_few(inquiry, account.reckoned)
    else:
        yield from _of_regions(inquiry, account.regional)
    name = inquiry.measure.name
    for why, number in sorted(material.doubts.items()):
        yield f"`{name}`: nobody knows whether {counted(number, 'record')} {_counts(number)}, {why}"
    yield from _not_told(account)


def _not_told(account: Account) -> Iterator[str]:
    """What enough records, of which it is known that they count, do not tell of the figure."""
    inquiry, material = account.inquiry, account.material
    name, reckoned = inquiry.measure.name, account.reckoned
    if account.regional is not None or material.doubts or reckoned.number < inquiry.promise.at_least:
        return
    sums = 0 if material.is_published else len(material.docket.values.added_up.totals)
    if isinstance(inquiry.promise.summary, Percentile) and sums:
        adds = "adds" if sums == 1 else "add"
        yield f"`{name}`: {counted(sums, 'record')} {adds} values up, of which no percentile can be told"
    elif between := spoken_bounds(account.extent, account.scale, account.as_share):
        yield f"`{name}`: what was recorded tells only that the figure lies {between}"


def _nothing_counts(inquiry: Inquiry, material: Material) -> Iterator[str]:
    if material.is_published and not material.published.counted:
        yield from _nothing_published(inquiry, material)
    for docket in () if material.is_published else material.dockets:
        if not docket.records:
            yield from _nothing_recorded(inquiry, docket)


def _of_regions(inquiry: Inquiry, regional: Regional) -> Iterator[str]:
    """The regions of which the evidence does not decide, and why."""
    if not regional.parts:
        yield f"`{inquiry.measure.name}`: no record names its {regional.by}"
    for region, reckoned in regional.undecided:
        yield from (f"{region}: {gap}" for gap in _too_few(inquiry, reckoned))
        if not reckoned.number:
            yield f"{region}: no value of `{inquiry.measure.name}` counts"


def _nothing_recorded(inquiry: Inquiry, docket: Docket) -> Iterator[str]:
    """Why not one record of values counts."""
    measure, known = docket.measure, inquiry.hearing.evidence
    if not any(each.measure == measure.name for each in known.measurements):
        yield _no_table(inquiry, measure, Table.MEASUREMENTS) or f"`{measure.name}`: no record at all"
    elif not docket.seen:
        yield f"`{measure.name}`: no record in {spoken_interval(inquiry.window, inquiry.zone)}"
    for why, number in sorted(docket.left_out.items()):
        yield f"`{measure.name}`: {counted(number, 'record')} {_do(number)} not count, {why}"


def _nothing_published(inquiry: Inquiry, material: Material) -> Iterator[str]:
    """Why not one figure of the source counts."""
    measure, figures = inquiry.measure, material.published
    if not any(each.measure == measure.name for each in inquiry.hearing.evidence.aggregates):
        yield _no_table(inquiry, measure, Table.AGGREGATES) or f"`{measure.name}`: no figure of the source"
    elif not figures.seen and not figures.later:
        window = spoken_interval(inquiry.window, inquiry.zone)
        yield f"`{measure.name}`: no figure of the source for {window}"
    for why, number in sorted(material.left_out.items()):
        yield f"`{measure.name}`: {counted(number, 'record')} {_do(number)} not count, {why}"
    for each in figures.later:
        at = each.interval.end if each.published_at is None else max(each.published_at, each.interval.end)
        known = f"known only from {spoken_moment(at, inquiry.zone)} {inquiry.zone.name} on"
        yield f"`{measure.name}`: a {each.statistic} of the source is {known}; judge as of then"


def _no_table(inquiry: Inquiry, measure: Measure, table: Table) -> str:
    if table in inquiry.hearing.evidence.tables:
        return ""
    return f"no table `{table.value}` in the evidence: nothing is known of `{measure.name}`"


def _too_few(inquiry: Inquiry, reckoned: Reckoned) -> Iterator[str]:
    needed, name = inquiry.promise.at_least, (inquiry.out_of or inquiry.measure).name
    if 0 < reckoned.number < needed:
        if reckoned.is_number_known:
            yield f"`{name}`: {counted(reckoned.number, 'value')}, and at least {needed} are needed"
        else:
            yield (
                f"`{name}`: the source does not say of how many values its figure is, and at least {needed} "
                "are needed"
            )


def _do(number: int) -> str:
    return "does" if number == 1 else "do"


def _counts(number: int) -> str:
    return "counts" if number == 1 else "count"
