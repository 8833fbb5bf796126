"""What the period can still come to, the downtime left in it, and how exact the checks are."""

from __future__ import annotations

from upheld.evaluation.availability.account import Account, shown
from upheld.evaluation.availability.allowed_downtime import promised_words
from upheld.evaluation.reason import Length, NoData, Reason, Words
from upheld.quantity import percent, write_length


def prospect_reason(account: Account) -> Reason | None:
    """Tell what an open period has come to and can come to; nothing once it is over."""
    if not account.is_open:
        return None
    record = account.record
    return Reason(
        rule="availability.prospect",
        says=f"{shown(record.to_date)} to date; {shown(record.best_achievable)} is the best the whole period "
        f"can still come to, {shown(record.projected)} what it comes to if it goes on like this",
        figure=record.best_achievable,
    )


def allowance_reason(account: Account) -> Reason | None:
    """Tell how much downtime the target leaves, and what is left of it; nothing without a target."""
    target, record = account.measurement.hearing.objective.share_target, account.record
    if target is None or not account.prospect.measured:
        return None
    left = record.allowance_left
    rest = f"{write_length(left)} are left" if left >= 0 else f"overspent by {write_length(-left)}"
    return Reason(
        rule="availability.allowance",
        says=f"{promised_words(account.measurement)} of {write_length(account.prospect.measured)} leaves "
        f"{write_length(record.allowance)} "
        f"of downtime; {rest}",
        figure=Length(left, "allowance left"),
    )


def sampling_reason(account: Account) -> Reason | None:
    """Tell how far the checks leave the edges of outages open; nothing where nothing is known."""
    sampling, by_requests = account.record.sampling, account.measurement.requested is not None
    if isinstance(account.record.observed, NoData) or by_requests:
        return None
    low, high = percent(sampling.lowest), percent(sampling.highest)
    every = write_length(sampling.every)
    if low == high:
        says = (
            f"checks every {every} leave nothing open: no outage has an edge in the time measured"
            if sampling.every
            else "the edges of outages are recorded, and leave nothing open"
        )
    else:
        holds = "the verdict holds" if sampling.verdict_holds else "the verdict does not hold"
        edges = f"checks every {every} leave the edges of outages open"
        says = f"{edges}, between {low} and {high}; {holds} across that"
    return Reason(rule="availability.sampling", says=says, figure=Words(f"{low} to {high}"))
