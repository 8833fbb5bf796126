"""The summary of a statement: what a person wants to know first, taken from the document alone."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.report.figure import Json, present

CLAIM, CLAIM_BY, RIGHT = "credit.claim", "credit.claim_by", "termination.ground"
"""Steps of a settlement: how a credit is claimed, until when for one failure, and what gives a right."""


def summary_of(statement: Json) -> Json:
    """Each objective with its figure and verdict; then what is owed and why, claims and rights."""
    settlement = statement["settlement"]
    outcomes = settlement.get("outcomes", ())
    return {
        "objectives": [_objective(finding, settlement) for finding in statement["findings"]],
        "credit": {
            "standing": settlement["standing"],
            "owed": settlement["owed"],
            **present(
                open=settlement.get("open"),
                not_charged=settlement.get("not_charged"),
                because=list(arithmetic(settlement)),
                by_reading=[{"readings": each["readings"], "owed": each["owed"]} for each in outcomes],
            ),
        },
        **present(
            claim=[step["says"] for step in steps_of(settlement, CLAIM)],
            claim_by=sorted({step["figure"]["at"] for step in _deadlines(settlement)}),
            rights=[step["says"] for step in steps_of(settlement, RIGHT)],
        ),
    }


def arithmetic(settlement: Json) -> Iterator[str]:
    """How the amount owed comes about, in sentences.

    Each line is told with the fee it is a share of; caps and the like where they take something off.
    """
    reductions = settlement.get("reductions", ())
    for line in (*settlement["lines"], *reductions):
        reason, is_charge = line["reason"], line in reductions
        fees = [
            f"{step['says']}: {step['figure']['amount']} {step['figure']['currency']}"
            if step.get("figure", {}).get("kind") == "sum"
            else step["says"]
            for step in reason.get("because", ())
            if step["rule"] == "credit.fee"
        ]
        yield f"{reason['says']}{' not charged' if is_charge else ''}{f' ({fees[0]})' if fees else ''}"
    for step in settlement.get("adjustments", ()):
        if _is_something(step["taken_off"]):
            yield step["reason"]["says"]


def _is_something(amount: Json) -> bool:
    return any(set(str(amount.get(key, "0"))) - set("0.") for key in _SIZES)


_SIZES = ("amount", "share", "months", "days")


def steps_of(settlement: Json, rule: str) -> Iterator[Json]:
    """The steps of one rule in the reasons of a settlement, by each reading where there are several."""
    yield from _within(settlement["reason"], rule)


def _within(reason: Json, rule: str) -> Iterator[Json]:
    for step in reason.get("because", ()):
        if step["rule"] == rule:
            yield step
        else:
            yield from _within(step, rule)


def _deadlines(settlement: Json) -> Iterator[Json]:
    return (step for step in steps_of(settlement, CLAIM) if step.get("figure", {}).get("kind") == "moment")


def _objective(finding: Json, settlement: Json) -> Json:
    lines = [line for line in settlement["lines"] if _is_of(line, finding)]
    record = finding["record"]
    return {
        "objective": finding["objective"],
        "period": finding["period"],
        "promised": finding["promised"],
        "verdict": finding["verdict"],
        "is_final": finding["is_final"],
        "figure": finding["figure"],
        "breaches": finding["breaches"],
        **present(
            member=finding.get("member"),
            gaps=finding.get("gaps"),
            down=record["down"] if record["kind"] == "availability" else None,
            credit=[line["owed"] for line in lines],
            by_reading=[
                {"readings": each["readings"], "verdict": each["verdict"], "figure": each["figure"]}
                for each in finding.get("outcomes", ())
            ],
        ),
    }


def _is_of(line: Json, finding: Json) -> bool:
    same = line["objective"] == finding["objective"] and line["interval"] == finding["interval"]
    return same and line.get("member", finding.get("member")) == finding.get("member")
