"""Why a statistic came to its verdict: a sentence, and each step it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.statistic import Excess, Percentile, Rank, TimeShare
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.bounds_reasons import bounds_reason, missing_data_reason
from upheld.evaluation.measures.percentile import nearest_rank
from upheld.evaluation.measures.region_reasons import regions_reason
from upheld.evaluation.measures.slice_reasons import slices_reason
from upheld.evaluation.measures.telling import most_telling
from upheld.evaluation.measures.values_reasons import values_reason
from upheld.evaluation.measures.wording import (
    shown_figure,
    spoken_extent,
    spoken_statistic,
)
from upheld.evaluation.reason import Count, Length, Reason, Share
from upheld.evaluation.statement import Verdict
from upheld.evaluation.wording import counted
from upheld.quantity import percent, write_length
from upheld.quantity.phrase import write_number


def explain(account: Account, gaps: Sequence[str]) -> Reason:
    """Give the tree of reasons: what was measured and the verdict, then each step it rests on."""
    steps = (
        values_reason(account),
        slices_reason(account),
        _exclusions(account),
        _enough(account),
        _rank(account),
        regions_reason(account),
        bounds_reason(account),
        missing_data_reason(account, gaps),
        _coverage(account),
    )
    return Reason(
        rule="statistic.verdict",
        says=f"{_what_was_measured(account)}{_what_follows(account)}",
        figure=shown_figure(account.extent, account.scale, account.as_share),
        clause=account.inquiry.hearing.objective.clause,
        evidence=most_telling(account.material, account.is_ceiling),
        evidence_count=account.material.records,
        because=tuple(step for step in steps if step is not None),
    )


def _what_was_measured(account: Account) -> str:
    name = account.inquiry.measure.name
    if account.inapplicable:
        return account.inapplicable
    if account.is_regional:
        share = spoken_extent(account.extent, account.scale, as_share=True)
        promised, noun = _of_each(account)
        kept = f"{promised} was kept in {share}" if share else "nothing is known"
        return f"by {spoken_statistic(account.inquiry.promise)} of {name}, {kept} of the {noun}s"
    if not account.reckoned.number:
        return f"nothing is known for certain of {name}"
    figure = spoken_extent(account.extent, account.scale, account.as_share)
    of = f"{spoken_statistic(account.inquiry.promise)} of {_values(account)}"
    return f"{of} is {figure}" if figure else f"{of} is not told by the records"


def _of_each(account: Account) -> tuple[str, str]:
    """What is promised of each region, or of whatever else has a figure of its own, and what that is."""
    regions = account.inquiry.promise.regions
    if regions is None or not regions.parts:
        noun = "region" if regions is None else regions.by
        return str(account.inquiry.hearing.objective.target), noun
    return "its own target", regions.by


def _values(account: Account) -> str:
    """The values that make the figure: `8928 values of latency`, `failures to 201 requests`."""
    name, number, out_of = account.inquiry.measure.name, account.reckoned.number, account.inquiry.out_of
    if out_of is not None and not isinstance(account.inquiry.promise.summary, Excess):
        return f"{name} to {number} {out_of.name}"
    if isinstance(account.inquiry.promise.summary, TimeShare):
        return name
    return f"{counted(number, 'value')} of {name}" if account.reckoned.is_number_known else name


def _what_follows(account: Account) -> str:
    promised = _promised(account)
    so_far = " so far" if account.inquiry.is_open else ""
    match account.ruling.verdict:
        case Verdict.NOT_APPLICABLE:
            return ", so nothing could be kept or broken"
        case Verdict.TRACKED:
            return ", and nothing was promised"
        case Verdict.INDETERMINATE:
            return f", and {promised} is promised: the evidence does not decide"
        case Verdict.MET:
            return f", and {promised} is promised: met{so_far}"
        case _:
            stays = ", and it can't be made good in the rest of the period" if account.stays_lost else ""
            return f", and {promised} is promised: missed{so_far}{stays}"


def _promised(account: Account) -> str:
    regions, target = account.inquiry.promise.regions, account.inquiry.hearing.objective.target
    return f"{regions.share} of them" if regions is not None else str(target)


def _exclusions(account: Account) -> Reason | None:
    """Say what is excluded; nothing where there are no exclusions."""
    exclusions, window = account.inquiry.exclusions, account.inquiry.window
    if not exclusions.names:
        return None
    excluded = exclusions.granted.within(window).length
    says = f"{write_length(excluded)} of the period is excluded"
    return Reason(
        rule="statistic.exclusions",
        says=f"{says}; values of that time do not count" if excluded else says,
        figure=Length(excluded, "excluded"),
        because=tuple(exclusion_reasons(account.inquiry.hearing, exclusions)),
    )


def _enough(account: Account) -> Reason | None:
    """Say whether there are as many values as the agreement asks for; nothing where any number does."""
    needed, found = account.inquiry.promise.at_least, account.reckoned.number
    if needed == 1 or account.is_regional or account.inapplicable:
        return None
    enough = "enough to judge by" if found >= needed else "too few to judge by"
    known = counted(found, "value") if account.reckoned.is_number_known else "an unknown number of values"
    return Reason(
        rule="statistic.at_least",
        says=f"at least {needed} values are needed, and there are {known}: {enough}",
        figure=Count(found, "values"),
    )


def _rank(account: Account) -> Reason | None:
    """Say which value a percentile of values is; nothing of other statistics."""
    percentile, number = account.inquiry.promise.summary, account.reckoned.number
    if not isinstance(percentile, Percentile) or account.material.is_published or not number:
        return None
    if account.is_regional:
        return Reason(rule="statistic.rank", says=f"percentiles are taken by {percentile.rank.value}")
    if percentile.rank is Rank.INTERPOLATED:
        place = write_number(percentile.share * (number - 1) + 1)
        says = f"by linear interpolation it is at place {place} of {number} values in order"
        return Reason(rule="statistic.rank", says=says)
    rank = nearest_rank(percentile.share, number)
    return Reason(
        rule="statistic.rank",
        says=f"by nearest rank it is number {rank} of {number} values in order, the smallest first",
        figure=Count(rank, "rank"),
    )


def _coverage(account: Account) -> Reason | None:
    """Say for how much of the time there is a record; nothing where nobody says how often one is expected."""
    every = account.inquiry.measure.sampled_every
    if every is None or not isinstance(account.coverage, Share):
        return None
    return Reason(
        rule="statistic.coverage",
        says=f"a record is expected every {write_length(every)}: there is evidence for "
        f"{percent(account.coverage.value)} of the time that counts",
        figure=account.coverage,
    )
