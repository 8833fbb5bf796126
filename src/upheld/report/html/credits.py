"""Credits on a page: what is owed, line by line, how it is claimed until when, and rights to leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import fields, section, table
from upheld.report.html.prose import prose
from upheld.report.html.reasons import clause, steps_of
from upheld.report.markup import Markup, Part, element
from upheld.report.summary import term_words
from upheld.report.text.credits import (
    TERMS,
    claim_in_a_word,
    credit_cells,
    credits_in_a_word,
    not_charged_words,
    owed_by_reading,
    provided,
    without_credit_words,
)
from upheld.report.text.verdict import with_figure
from upheld.report.text.wording import amount, titles


def credits_section(settlement: Json, zone: Zone) -> Markup:
    """The amount first, then what it is made of, then what must happen for it."""
    reason = settlement["reason"]
    lines = settlement["lines"]
    rows = [credit_cells(title, line) for title, line in zip(titles(lines, zone), lines, strict=True)]
    return section(
        "credits",
        "Credit owed",
        element("p", credits_in_a_word(settlement) if lines else reason["says"], class_="amount"),
        element("p", claim, class_="claim") if (claim := claim_in_a_word(settlement, zone)) else None,
        element("p", prose(with_figure(reason, zone))) if lines else None,
        clause(reason.get("clause")),
        table(
            "What the credit is made of",
            ["objective", "breaches", "for each", "credit"],
            rows,
            numbers=("breaches", "for each", "credit"),
        ),
        fields(_fields(settlement)),
        steps_of(reason, zone, "Every step of the settlement"),
    )


def _fields(settlement: Json) -> Iterator[tuple[str, Iterable[Part]]]:
    if settlement["lines"] and "fee" in settlement:
        yield "Monthly fee", [amount({"kind": "sum", **settlement["fee"]})]
    yield "Provided", [says for _, _, says in provided(settlement)]
    steps = settlement.get("adjustments", ())
    for kind in dict.fromkeys(step["kind"] for step in steps):
        yield kind.capitalize(), [step["reason"]["says"] for step in steps if step["kind"] == kind]
    yield "Readings", map(owed_by_reading, settlement.get("outcomes", ()))
    for rule, label in TERMS.items():
        yield label, _terms(settlement, rule)
    yield "Not charged", not_charged_words(settlement)
    yield "No credit", without_credit_words(settlement["without_credit"])


def _terms(settlement: Json, rule: str) -> Iterator[Part]:
    """How a credit is claimed or paid, or what gives a right to leave, each with its clause."""
    for says, step in term_words(settlement, rule):
        yield from (says, clause(step.get("clause")))
