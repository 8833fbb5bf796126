"""Credits by rule in documents and on the page: downtime, blocks, and shares of fees that are not given."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import made_statements as made
import pytest
from msgspec.structs import replace

from upheld.agreement.claim import ClaimBy, Claims
from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import LOWEST, Band, Edge, Stretch, TieredCredit
from upheld.agreement.credit_rule import (
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    Formula,
    LinearCredit,
)
from upheld.agreement.fee import Fee, FeePeriod, FeeScope, ShareOfFee
from upheld.agreement.objective import Force
from upheld.report.document import document_bytes, make_document, read_document
from upheld.report.text import render_explanation, render_text
from upheld.settlement.teller import settle

OF_RESOURCE = ShareOfFee(Fraction(1, 2), Fee(FeePeriod.YEAR, FeeScope.RESOURCE))
PER_TENTH = LinearCredit(
    amount=ShareOfFee(Fraction(1, 10)),
    per=Fraction(1, 1000),
    blocks=Blocks.STARTED,
    downtime=CreditedDowntime.BEYOND_TARGET,
)
BY_BANDS = TieredCredit(
    bands=(
        Band(
            stretch=Stretch(LOWEST, Edge(Fraction(1))), amount=ShareOfFee(Fraction(1, 20)), place=made.PLACE
        ),
    )
)


def shown(formula: Formula) -> Any:
    """The document of a month that missed its availability, written and read back."""
    credits = Credits(rules=(CreditRule(formula=formula, place=made.PLACE),), place=made.PLACE)
    document = made.document(made.statement(made.uptime_finding()), credits, made.FEE)
    return read_document(document_bytes(document))


def test_the_page_says_how_a_credit_is_claimed() -> None:
    credits = Credits(per_breach=ShareOfFee(Fraction(1, 10)), place=made.PLACE)
    claims = Claims(by=ClaimBy.CUSTOMER, in_writing=True, place=made.PLACE)
    agreement = replace(made.agreement(credits), claims=claims)
    statement = made.statement(made.uptime_finding())
    settlement = settle(agreement, statement, made.FEE)
    page = " ".join(render_text(make_document(statement, settlement, made.BRUSSELS, made.ENVELOPE)).split())
    assert "Claim the customer must ask for the credit in writing" in page


def settlement_of(document: Any) -> Any:
    return document["statement"]["settlement"]


def test_downtime_and_blocks_stand_in_the_document_exactly() -> None:
    (line,) = settlement_of(shown(PER_TENTH))["lines"]
    downtime = line["downtime"]
    reached = made.uptime_finding().record.judged.value  # type: ignore[union-attr]
    beyond = Fraction(made.UPTIME.share_target.bound) - reached  # type: ignore[union-attr]
    assert Fraction(downtime["share"]) == beyond
    assert Fraction(downtime["blocks"]) == -(-beyond // Fraction(1, 1000))
    assert (downtime["of"], downtime["block"]) == ("beyond the target", "started 0.1 % of downtime")


def test_a_flat_credit_has_no_downtime() -> None:
    (line,) = settlement_of(shown(FlatCredit(OF_RESOURCE)))["lines"]
    assert "downtime" not in line
    assert line["owed"] == {
        "kind": "share of another fee",
        "share": "1/2",
        "percent": "50 %",
        "fee": "yearly fee of the affected resource",
    }


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (PER_TENTH, "10 % of monthly fee per started 0.1 % of downtime"),
        (FlatCredit(OF_RESOURCE), "50 % of yearly fee of the affected resource"),
        (BY_BANDS, "5 % of monthly fee, below 100 %"),
    ],
)
def test_the_page_says_what_is_owed_for_what(formula: Formula, words: str) -> None:
    page = " ".join(render_text(shown(formula)).split())
    assert words in page


def test_the_explanation_leads_from_downtime_to_blocks() -> None:
    told = render_explanation(shown(PER_TENTH), "uptime")
    assert "× started 0.1 % of downtime" in told


def test_what_was_affected_stands_in_the_document() -> None:
    of_service = ShareOfFee(Fraction(1, 2), Fee(FeePeriod.MONTH, FeeScope.SERVICE))
    (line,) = settlement_of(shown(FlatCredit(of_service)))["lines"]
    assert line["affected"] == made.UPTIME.indicator.of  # type: ignore[union-attr]


def test_the_band_stands_in_the_document_with_the_exact_share() -> None:
    (line,) = settlement_of(shown(BY_BANDS))["lines"]
    reached = made.uptime_finding().record.judged.value  # type: ignore[union-attr]
    assert Fraction(line["band"]["share"]) == reached
    assert line["band"]["bands"] == "below 100 %"
    assert "downtime" not in line
    assert "lies in the credit band below 100 %" in render_explanation(shown(BY_BANDS), "uptime")


def test_misses_that_earn_nothing_for_one_reason_stand_together() -> None:
    objectives = [replace(made.UPTIME, name=name, force=Force.TARGET) for name in ("uptime", "uptime_of_api")]
    findings = [made.uptime_finding(objective=objective, breaches=0) for objective in objectives]
    statement = made.statement(*findings)
    page = " ".join(render_text(made.document(statement, made.TEN_PER_CENT)).split())
    assert "No credit uptime, uptime_of_api: the words promise a target, not a guarantee" in page
