"""Why a share of time is what it is: the slices that were bad, each with its own figure."""

from __future__ import annotations

from upheld.agreement.statistic import TimeShare
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.material import scale_of_values
from upheld.evaluation.measures.scale import floor_of, in_smallest_units
from upheld.evaluation.measures.time_share import slices_beyond
from upheld.evaluation.measures.wording import spoken_extent, spoken_summary
from upheld.evaluation.reason import Count, Reason
from upheld.evaluation.wording import counted, spoken_interval
from upheld.quantity import write_length

SHOWN = 10
"""So many slices are named in the reasons."""


def slices_reason(account: Account) -> Reason | None:
    """Tell which slices were bad for certain; nothing of other statistics, or where regions have figures."""
    inquiry, material = account.inquiry, account.material
    terms = inquiry.promise.summary
    if not isinstance(terms, TimeShare) or material.is_published or account.is_regional:
        return None
    scale = scale_of_values(inquiry, material)
    bound = in_smallest_units(terms.bound, scale, inquiry.measure)
    origin, floor = inquiry.hearing.period.interval.start, floor_of(inquiry.measure)
    bad = list(slices_beyond(material.docket, terms, bound, inquiry.counted_time, origin, floor))
    if not bad:
        return None
    zone = inquiry.hearing.calendars.zone(inquiry.hearing.agreement.time_zone)
    figure = spoken_summary(terms.summary)
    steps = [
        Reason(
            rule="statistic.slice",
            says=f"{spoken_interval(interval, zone)}: {figure} is {told}",
        )
        for interval, extent in bad[:SHOWN]
        for told in [spoken_extent(extent, scale, as_share=False)]
    ]
    if len(bad) > SHOWN:
        steps.append(Reason(rule="statistic.slice", says=f"and {len(bad) - SHOWN} more"))
    beyond = f"is {terms.bound}" if terms.is_beyond else f"is not {terms.bound}"
    return Reason(
        rule="statistic.slices",
        says=f"in {counted(len(bad), 'slice')} of {write_length(terms.of)} {figure} {beyond}",
        figure=Count(len(bad), "slice" if len(bad) == 1 else "slices"),
        because=tuple(steps),
    )
