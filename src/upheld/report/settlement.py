"""Settlements as plain data."""

from __future__ import annotations

from upheld.agreement.credit_band import BandUnit
from upheld.agreement.credit_rule import BeyondShare
from upheld.report.figure import (
    Json,
    amount_data,
    interval_data,
    money_data,
    present,
    reason_data,
    share_data,
)
from upheld.settlement.adjustment import Adjustment
from upheld.settlement.credit import CreditLine
from upheld.settlement.formula import Banded, Blocked
from upheld.settlement.settlement import Open, OwedOutcome, Settlement
from upheld.settlement.tally import Tally


def settlement_data(settlement: Settlement) -> Json:
    """What is owed: the standing, line by line, the cap, and the reasons."""
    return {
        "standing": settlement.standing.value,
        "lines": [_line(line) for line in settlement.lines],
        "without_credit": [
            {
                "objective": miss.objective,
                "interval": interval_data(miss.interval),
                "reason": reason_data(miss.reason),
                **present(member=miss.member),
            }
            for miss in settlement.without_credit
        ],
        "owed": amount_data(settlement.owed),
        "is_final": settlement.is_final,
        "reason": reason_data(settlement.reason),
        **present(
            fee=None if settlement.fee is None else money_data(settlement.fee),
            open=None if settlement.open is None else open_data(settlement.open),
            adjustments=[_adjustment(each) for each in settlement.adjustments],
            carried=None if settlement.carried is None else amount_data(settlement.carried),
            reductions=[_line(line) for line in settlement.reductions],
            not_charged=None if settlement.not_charged is None else amount_data(settlement.not_charged),
            outcomes=[_outcome(outcome) for outcome in settlement.outcomes],
        ),
    }


def open_data(left: Open) -> Json:
    """What is owed for certain, what may be owed in all, and for want of what that is open."""
    return {"least": amount_data(left.least), "most": amount_data(left.most), "why": list(left.why)}


def _line(line: CreditLine) -> Json:
    return {
        "objective": line.objective,
        "interval": interval_data(line.interval),
        "breaches": line.breaches,
        "per_breach": amount_data(line.per_breach),
        "owed": amount_data(line.owed),
        "is_final": line.is_final,
        "reason": reason_data(line.reason),
        **present(
            affected=line.affected,
            member=line.member,
            stated=line.stated or None,
            downtime=None if line.blocked is None else _downtime(line.blocked),
            band=None if line.banded is None else _band(line.banded),
            tally=None if line.tally is None else _tally(line.tally),
        ),
    }


def _downtime(blocked: Blocked) -> Json:
    """The downtime a credit is reckoned on, and how many blocks of it there are, exactly."""
    return {
        **share_data(blocked.downtime),
        "of": str(blocked.of) if isinstance(blocked.of, BeyondShare) else blocked.of.value,
        "blocks": str(blocked.blocks),
        "block": blocked.block,
    }


def _band(banded: Banded) -> Json:
    """The figure that was measured, and the credit bands it falls into."""
    if banded.unit is BandUnit.SHARE:
        return {**share_data(banded.reached), "bands": banded.where}
    figure = {"figure": banded.figure, "value": str(banded.reached), "unit": banded.unit.value}
    return {**figure, "bands": banded.where}


def _tally(tally: Tally) -> Json:
    """What a credit is counted on, how many times its amount is owed, and for what each time."""
    return {
        "says": tally.says,
        "times": str(tally.times),
        **present(each=tally.each or None, length=tally.downtime),
    }


def _adjustment(step: Adjustment) -> Json:
    """One step from the sum of the lines to what is owed."""
    return {
        "kind": step.kind.value,
        "taken_off": amount_data(step.taken_off),
        "owed": amount_data(step.owed),
        "reason": reason_data(step.reason),
        **present(limit=None if step.limit is None else amount_data(step.limit)),
    }


def _outcome(outcome: OwedOutcome) -> Json:
    """What is owed by some readings, where others come to something else."""
    return {
        "readings": list(outcome.readings),
        "standing": outcome.standing.value,
        "owed": amount_data(outcome.owed),
        "reason": reason_data(outcome.reason),
        **present(open=None if outcome.open is None else open_data(outcome.open)),
    }
