"""The summary of a statement: what a person wants to know first, taken from the document alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
            rights=[says for says, _ in term_words(settlement, RIGHT)],
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


def term_words(settlement: Json, rule: str) -> Iterator[tuple[str, Json]]:
    """What a settlement says on one of the terms of its credit, each with the step it stands in.

    Where that depends on how the text is read, it names the readings.
    """
    told = list(told_by_reading(settlement, rule))
    ways = {way for way, _ in told} | {_way(each) for each in settlement.get("outcomes", ())}
    for says in dict.fromkeys(step["says"] for _, step in told):
        own = list(dict.fromkeys(way for way, step in told if step["says"] == says))
        by = "" if "" in own or ways.issubset(own) else f", {'; or '.join(own)}"
        yield f"{says}{by}", next(step for _, step in told if step["says"] == says)


def told_by_reading(settlement: Json, rule: str) -> Iterator[tuple[str, Json]]:
    """The steps of a settlement on one of its terms, each with the readings it is of, if not of all.

    Where the text of that term itself may be read in several ways, they are those of each of these.
    """
    steps = list(_steps(settlement["reason"], [_way(each) for each in settlement.get("outcomes", ())]))
    by_its_reading = [
        (outcome["says"], step)
        for _, every in steps
        if every["rule"].startswith("reading.")
        for outcome in every.get("because", ())
        for step in outcome.get("because", ())
        if step["rule"] == rule
    ]
    yield from by_its_reading or ((way, step) for way, step in steps if step["rule"] == rule)


def _steps(reason: Json, ways: Sequence[str]) -> Iterator[tuple[str, Json]]:
    """The steps of a settlement; of one in parts, or by several readings, those of each with its readings."""
    read = iter(ways)
    for step in reason.get("because", ()):
        if step["rule"] == "credit.part":
            yield from _steps(step["because"][0], ())
        elif step["rule"] == "credit.reading":
            way = next(read, "")
            yield from ((way, below) for _, below in _steps(step["because"][0], ()))
        else:
            yield "", step


def _way(outcome: Json) -> str:
    return f"by {' and '.join(f'`{line}`' for line in outcome['readings'])}"


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
