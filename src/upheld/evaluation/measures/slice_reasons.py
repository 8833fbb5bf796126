"""Why a share of time is what it is: the slices that were bad, each with its own figure."""

from __future__ import annotations

from upheld.agreement.statistic import TimeShare
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.material import scale_of_values
from upheld.evaluation.measures.wording import spoken_extent, spoken_summary
from upheld.evaluation.reason import Count, Reason
from upheld.evaluation.wording import counted, spoken_interval
from upheld.quantity import write_length

SHOWN = 10
"""So many slices are named in the reasons."""


def slices_reason(account: Account) -> Reason | None:
    """Tell which slices were bad for certain; nothing of other statistics, or where regions have figures."""
    inquiry = account.inquiry
    terms, bad = inquiry.promise.summary, account.bad_slices
    if not isinstance(terms, TimeShare) or not bad:
        return None
    scale = scale_of_values(inquiry, account.material)
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
