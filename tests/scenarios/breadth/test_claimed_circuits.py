"""Claims for single circuits: only what was claimed is due, and what others earn can still be claimed.

*If the monthly mean latency of a circuit is above 30 ms, 10 % of its monthly charge is credited on request
within 30 days; above 50 ms, 25 %.*
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cases import HEAD, NOW

from upheld.operations.settling import Request, Settled, settle_months

CLAIMS = "claims: {by: customer, within: 30 days, from: end of the month}\n"
LATENCY = (
    """
services:
  transit: {points: as recorded, down_when: each circuit by itself}
measures:
  latency: {unit: duration, of: transit, measured_at: network edge}
objectives:
  quality:
    mean: {of: latency, regions: all}
    target: "<= 30 ms"
    period: calendar month
credits:
  cap: CAP
  rules:
    - for: quality
      bands:
        - {above: 30 ms, at_most: 50 ms, amount: 10 % of monthly fee of the affected circuit}
        - {above: 50 ms, amount: 25 % of monthly fee of the affected circuit}
"""
    + CLAIMS
)
FEES = "fee: {resources: {c-1: 400, c-2: 500, c-3: 300}}\n"
SLOW = """
measurements:
  - {measure: latency, labels: region=c-1, at: 2026-06-03 10:00, value: 40 ms}
  - {measure: latency, labels: region=c-2, at: 2026-06-03 10:00, value: 51 ms}
  - {measure: latency, labels: region=c-3, at: 2026-06-03 10:00, value: 30 ms}
"""


def months(
    folder: Path,
    terms: str,
    case: str,
    first: str = "2026-06",
    last: str = "2026-06",
    as_of: str = "2026-07-20",
) -> dict[str, Any]:
    """The series that a case comes to."""
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD + dedent(terms))
    evidence.write_text(dedent(case))
    request = Request(agreement=agreement, evidence=evidence, first=first, last=last, as_of=as_of)
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    found: dict[str, Any] = outcome.document["series"]
    return found


def claimed(*claims: str) -> str:
    """Claims of the month, each a circuit and the day on which it was made."""
    rows = []
    for number, (day, _, circuit) in enumerate((each.partition(" ") for each in claims), start=1):
        of = f", resource: {circuit}" if circuit else ""
        rows.append(f"  - {{claim: C-{number}, period: 2026-06, submitted: {day}{of}}}\n")
    return "claims:\n" + "".join(rows)


def sums(series: dict[str, Any]) -> tuple[str, str, str]:
    return tuple(series[key].get("amount", "?") for key in ("due", "still_open", "lost"))  # type: ignore[return-value]


# 40 ms: 10 % of 400 are 40. 51 ms: 25 % of 500 are 125. 30 ms keep the promise.
@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (["2026-07-02 c-1"], ("40.00", "125.00", "0.00")),
        (["2026-07-02 c-2"], ("125.00", "40.00", "0.00")),
        (["2026-07-02 c-1", "2026-07-04 c-2"], ("165.00", "0.00", "0.00")),
        (["2026-07-02"], ("165.00", "0.00", "0.00")),
        # The second time somebody claims for c-1 earns nothing more.
        (["2026-07-02 c-1", "2026-07-03 c-1"], ("40.00", "125.00", "0.00")),
        # c-3 kept the promise: there is nothing to claim.
        (["2026-07-02 c-3"], ("0.00", "165.00", "0.00")),
    ],
)
def test_a_claim_for_one_circuit_makes_its_own_credit_due(
    tmp_path: Path, claims: list[str], found: tuple[str, str, str]
) -> None:
    terms = LATENCY.replace("CAP", "none")
    assert sums(months(tmp_path, terms, FEES + SLOW + claimed(*claims))) == found


def test_of_two_claims_one_is_late(tmp_path: Path) -> None:
    # 30 days after the end of June are over with 30 July: 40 are due for c-1, the 125 of c-2 are lost.
    case = FEES + SLOW + claimed("2026-07-02 c-1", "2026-08-02 c-2")
    series = months(tmp_path, LATENCY.replace("CAP", "none"), case, as_of="2026-08-10")
    assert sums(series) == ("40.00", "0.00", "125.00")
    (month,) = series["months"]
    first, second = month["claim"]["claims"]
    assert [each["resource"] for each in first["in_time"]] == ["c-1"]
    assert (second["state"], [each["resource"] for each in second["too_late"]]) == (
        "claimed too late",
        ["c-2"],
    )
    assert "the figure for 2026-06, for c-2" in second["reason"]["because"][0]["says"]


def test_what_nobody_claimed_uses_up_no_cap_of_its_circuit(tmp_path: Path) -> None:
    # June: c-1 40 and c-2 125, of which only c-1 is claimed, in time. July: the same again. A year of c-1 has
    # 15 % of 400 at most, 60: 20 are left for July; a year of c-2 has 75, and nothing of it was used.
    again = SLOW + SLOW.replace("measurements:\n", "").replace("2026-06", "2026-07").lstrip("\n")
    rows = claimed("2026-07-02 c-1") + "  - {claim: C-9, period: 2026-07, submitted: 2026-08-03}\n"
    terms = LATENCY.replace("CAP", "15 % of monthly fee of the affected circuit per calendar year")
    series = months(tmp_path, terms, FEES + again + rows, last="2026-07", as_of="2026-08-10")
    june, july = series["months"]
    assert [each["amount"]["amount"] for each in june["credits"]] == ["40.00"]
    assert [each["amount"]["amount"] for each in july["credits"]] == ["95.00"]


AVAILABILITY = (
    """
services:
  transit: {points: as recorded, down_when: any circuit fails}
objectives:
  uptime: {availability: transit, target: ">= 99.9 %", period: calendar month}
conventions: {one_breach: ONE}
credits:
  cap: none
  rules:
    - RULE
"""
    + CLAIMS
)
FLAT = "{for: uptime, amount: 10 % of monthly fee of the affected circuit}"
BY_HOUR = (
    "{for: uptime, amount: 1 % of monthly fee of the affected circuit, per: 1 h, counted: pro rata, "
    "of: all downtime}"
)
OUTAGES = """
outages:
  - {time: 2026-06-03 10:00/12:00, of: [c-1, c-2]}
  - {time: 2026-06-04 10:00/14:00, of: c-2}
"""


@pytest.mark.parametrize(
    ("one", "rule", "claims", "found"),
    [
        # Six of 720 hours down are 99.1666 %, for whichever circuit: 10 % of 400, and of 500.
        ("objective and period", FLAT,
         ["2026-07-02 c-1"], ("40.00", "50.00", "0.00")),
        ("objective and period", FLAT,
         ["2026-07-02 c-2"], ("50.00", "40.00", "0.00")),
        # Each outage: c-1 had one, 40; c-2 two, 100.
        ("outage", FLAT,
         ["2026-07-02 c-1"], ("40.00", "100.00", "0.00")),
        ("outage", FLAT,
         ["2026-07-02 c-1", "2026-07-03 c-2"], ("140.00", "0.00", "0.00")),
        # An hour costs 1 %: c-1 was down for 2 h, 8; c-2 for 6 h, 30.
        ("outage", BY_HOUR,
         ["2026-07-02 c-1"], ("8.00", "30.00", "0.00")),
        ("outage", BY_HOUR,
         ["2026-07-02 c-2"], ("30.00", "8.00", "0.00")),
    ],
)  # fmt: skip
def test_an_outage_of_two_circuits_is_claimed_for_one(
    tmp_path: Path, one: str, rule: str, claims: list[str], found: tuple[str, str, str]
) -> None:
    terms = AVAILABILITY.replace("ONE", one).replace("RULE", rule)
    assert sums(months(tmp_path, terms, FEES + OUTAGES + claimed(*claims))) == found


NOTICES = (
    """
services:
  transit: {points: as recorded, down_when: each circuit by itself}
objectives:
  outage_notice:
    notification: {of: circuit outage, starts_at: occurrence}
    within: {time: 15 min, counted_in: wall clock}
    period: calendar month
conventions: {one_breach: ticket}
credits:
  cap: none
  rules:
    - {for: outage_notice, amount: 10 % of monthly fee of the affected circuit}
"""
    + CLAIMS
)


@pytest.mark.parametrize(
    ("circuit", "found"), [("c-1", ("40.00", "50.00", "0.00")), ("c-2", ("50.00", "40.00", "0.00"))]
)
def test_a_late_notice_of_two_circuits_is_claimed_for_one(
    tmp_path: Path, circuit: str, found: tuple[str, str, str]
) -> None:
    told = """
resources: [c-1, c-2]
outages: none
incidents:
  - {incident: I-1, kind: circuit outage, resources: [c-1, c-2], occurred: 2026-06-03 10:00}
incident_updates:
  - {incident: I-1, at: 2026-06-03 10:16}
"""
    assert sums(months(tmp_path, NOTICES, FEES + told + claimed(f"2026-07-02 {circuit}"))) == found
