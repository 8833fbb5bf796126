"""Open parts: circuits and the like of which the evidence leaves open what they earn, taken both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_rule import CreditRule
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Finding, Part, StatisticRecord, Verdict
from upheld.settlement.formula import Reckoned
from upheld.settlement.own_part import is_of_each, of_part

_MAY_EARN = (Verdict.MISSED, Verdict.INDETERMINATE)


class OpenPart(Struct, frozen=True, kw_only=True):
    """One of them: what it is taken to be for certain, and if all went as badly as it can."""

    name: str
    surely: Part
    worst: Part
    why: str
    is_limited: bool
    """Whether it is known what it earns at worst."""


class OpenParts(Struct, frozen=True, kw_only=True):
    """A miss of which some parts are open, taken both ways."""

    surely: Finding
    worst: Finding
    parts: tuple[OpenPart, ...]


def open_parts(
    rule: CreditRule | None,
    finding: Finding,
    is_paid: Callable[[str], bool],
    reckoned: Callable[[Finding], Reckoned | NoData],
) -> OpenParts | None:
    """Take the parts apart that may earn something else than is certain, each of its own fee; none where
    nothing is open of any.

    Only of a period that is over: what may yet come makes a figure better or worse.
    """
    record = finding.record
    if rule is None or not finding.is_final or finding.verdict not in _MAY_EARN:
        return None
    if finding.member is not None or finding.creditable is not None:
        return None
    if not isinstance(record, StatisticRecord) or not is_of_each(rule):
        return None
    found = {each.name: each for each in _found(finding, record, is_paid, reckoned)}
    if not found:
        return None
    surely = tuple(found[each.name].surely if each.name in found else each for each in record.parts)
    worst = tuple(found[each.name].worst if each.name in found else each for each in record.parts)
    return OpenParts(
        surely=replace(finding, record=replace(record, parts=surely)),
        worst=replace(_missed(finding), record=replace(record, parts=worst)),
        parts=tuple(found.values()),
    )


def _found(
    finding: Finding,
    record: StatisticRecord,
    is_paid: Callable[[str], bool],
    reckoned: Callable[[Finding], Reckoned | NoData],
) -> Iterator[OpenPart]:
    def earned(part: Part) -> Reckoned | NoData:
        return reckoned(of_part(_missed(finding), record, part))

    for part in record.parts:
        if part.verdict not in _MAY_EARN or not is_paid(part.name):
            continue
        best, worst = _ends(of_part(finding, record, part), part)
        if part.verdict is Verdict.MISSED:
            whole = earned(part)
            if isinstance(whole, NoData) and _is_known(earned(best)) and _is_known(earned(worst)):
                yield OpenPart(name=part.name, surely=best, worst=worst, why=whole.why, is_limited=True)
        else:
            at_worst = earned(worst)
            is_limited = isinstance(at_worst, Reckoned) and at_worst.nothing is None
            why = "the evidence does not decide whether it was missed"
            taken = replace(worst, verdict=Verdict.MISSED) if is_limited else part
            yield OpenPart(name=part.name, surely=part, worst=taken, why=why, is_limited=is_limited)


def _ends(alone: Finding, part: Part) -> tuple[Part, Part]:
    """A part with the better and with the worse figure of those that the evidence leaves."""
    low, high = (replace(part, figure=end, lowest=end, highest=end) for end in (part.lowest, part.highest))
    target = alone.objective.target
    return (low, high) if target is not None and target.operator.is_ceiling else (high, low)


def _is_known(earned: Reckoned | NoData) -> bool:
    return isinstance(earned, Reckoned)


def _missed(finding: Finding) -> Finding:
    return replace(finding, verdict=Verdict.MISSED, breaches=max(finding.breaches, 1))
