"""Bounds: what is owed for certain and what may be, put together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from upheld.evaluation.reason import NoData, Reason
from upheld.settlement.adjustment import Adjustment, AdjustmentKind
from upheld.settlement.amount import Owed, alike, figure_of, measure_of, write_amount
from upheld.settlement.cap import is_zero
from upheld.settlement.settlement import Open, Settlement, Standing
from upheld.settlement.stake import Doubt

_GAPS_SHOWN = 3
"""So many gaps are named in the sentence on what is open."""


def bounded(surely: Settlement, worst: Settlement, doubts: Sequence[Doubt]) -> Settlement:
    """Put what is owed for certain and what may be owed together; where they agree, that is owed."""
    of_charges = [doubt for doubt in doubts if doubt.is_of_charges]
    if of_charges and (
        surely.not_charged != worst.not_charged or any(each.is_of_more for each in of_charges)
    ):
        open_ = NoData(of_charges[0].why)
        says = surely.reason.says.removesuffix(besides(surely.not_charged)) + besides(open_)
        surely = replace(surely, not_charged=open_, reason=replace(surely.reason, says=says))
        worst = replace(worst, not_charged=open_)
    doubts = [doubt for doubt in doubts if not doubt.is_of_charges]
    if not doubts:
        return surely
    unlimited_by = next((doubt.unlimited for doubt in doubts if doubt.unlimited), "")
    is_limited = not unlimited_by or any(map(_takes_off, surely.adjustments))
    if isinstance(surely.owed, NoData) or (is_limited and _same(surely, worst)):
        return surely
    first, most = surely, worst.owed
    if not isinstance(most, NoData) and alike(surely.owed, most):
        first = min(surely, worst, key=lambda each: _size(each.owed))
        most = max(surely.owed, most, key=_size)
    if not is_limited:
        most = NoData(unlimited_by)
    left = Open(least=first.owed, most=most, why=tuple(dict.fromkeys(doubt.why for doubt in doubts)))
    standing = Standing.UNDECIDED if first.standing is Standing.NOTHING_OWED else first.standing
    says = open_words(standing, left, is_final=surely.is_final)
    is_known = standing is Standing.OWED and all(doubt.is_of_more for doubt in doubts)
    return replace(
        first,
        standing=standing,
        owed=first.owed if is_known else NoData(says.partition(": ")[2]),
        open=left,
        carried=None,
        is_final=surely.is_final,
        reason=replace(
            first.reason,
            says=says,
            figure=first.reason.figure if is_known else None,
            because=(*first.reason.because, _at_most(most, worst)),
        ),
    )


def _same(one: Settlement, other: Settlement) -> bool:
    nothing = one.standing is other.standing is Standing.NOTHING_OWED
    return nothing or one.owed == other.owed


def _size(owed: Owed) -> Fraction:
    return Fraction(0) if isinstance(owed, NoData) else measure_of(owed)


def _takes_off(step: Adjustment) -> bool:
    """Whether a cap on all credits holds, so that nothing more can be owed."""
    taken, is_of_all = step.taken_off, step.kind is AdjustmentKind.CAP and not step.is_of_some
    return is_of_all and not isinstance(taken, NoData) and not is_zero(taken)


def open_words(standing: Standing, left: Open, *, is_final: bool) -> str:
    """How much is owed for certain, how much may be, and for want of what that is open."""
    so_far = "" if is_final else " so far"
    shown = "; ".join(left.why[:_GAPS_SHOWN])
    more = f"; and {len(left.why) - _GAPS_SHOWN} more" if len(left.why) > _GAPS_SHOWN else ""
    surely = ""
    if standing is Standing.OWED and not isinstance(left.least, NoData):
        surely = f"at least {write_amount(left.least)} for certain, "
    if isinstance(left.most, NoData):
        most = f"how much{' more' if surely else ''} is open, since {left.most.why}"
    else:
        most = f"up to {write_amount(left.most)}{' in all' if surely else ''} is open"
    return f"{standing.value}{so_far}: {surely}{most} ({shown}{more})"


def _at_most(most: Owed, worst: Settlement) -> Reason:
    """What is owed if all went wrong that is not known."""
    owed = most.why if isinstance(most, NoData) else f"{write_amount(most)} would be owed"
    return Reason(
        rule="credit.at_worst",
        says=f"if all that is not known went as badly as it can: {owed}",
        figure=figure_of(most),
        because=tuple(line.reason for line in worst.lines),
    )


def besides(not_charged: Owed | None) -> str:
    """Say what is not charged besides what is owed; nothing where there is no such thing."""
    if not_charged is None:
        return ""
    if isinstance(not_charged, NoData):
        return f"; what is not charged besides is open: {not_charged.why}"
    return f"; {write_amount(not_charged)} is not charged besides"
