"""Nouns that look like slips of the pen, and those that any contract may have."""

from __future__ import annotations

import pytest

from upheld.collect.gazetteer import gazetteer
from upheld.language.catalogue import Code
from upheld.language.reading import read_agreement
from upheld.language.review.nouns import is_slip

TEXT = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: USD
services:
  compute: {points: as recorded, down_when: POINTS}
objectives:
  uptime: {availability: compute, target: ">= 99.9 %", period: calendar month}
credits:
  per_breach: 10 % of monthly fee of the affected FEE
  cap: none
claims: automatic
conventions: {one_breach: objective and period}
"""


def warned(points: str, fee: str) -> list[str]:
    text = TEXT.replace("POINTS", points).replace("FEE", fee)
    read = read_agreement({"sla.yaml": text.encode()}, "sla.yaml", gazetteer())
    assert read.agreement is not None
    return [each.message for each in read.diagnostics if each.code is Code.STRANGE_NOUN]


@pytest.mark.parametrize(
    ("points", "fee"),
    [
        # Words that the documentation lists, however few of a sort there are.
        ("each droplet by itself", "droplet"),
        ("each instance by itself", "server"),
        ("any point fails", "circuit"),
        # Any other word that both have, in the plural too.
        ("each widget by itself", "widget"),
        ("mean of widgets", "widgets"),
        # The only word for a thing in the file.
        ("any point fails", "balcony"),
        ("each widget by itself", "instance"),
        # The service is called so.
        ("each widget by itself", "compute"),
    ],
)
def test_a_noun_that_is_no_slip(points: str, fee: str) -> None:
    assert warned(points, fee) == []


@pytest.mark.parametrize(
    ("points", "fee", "told"),
    [
        ("each dropelt by itself", "droplet", "`dropelt` is nearly `droplet`"),
        ("any point fails", "circut", "`circut` is nearly `circuit`"),
        ("any point fails", "prot", "`prot` is nearly `port`"),
        ("each widget by itself", "gadget", "a fee is paid for a `gadget`"),
        ("any point fails", "servcie", "`servcie` is nearly `service`"),
    ],
)
def test_a_noun_that_may_be_one(points: str, fee: str, told: str) -> None:
    (found,) = warned(points, fee)
    assert found.startswith(told)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("pool", "spool"),
        ("cable", "table"),
        ("lane", "line"),
        ("server", "servers"),
        ("track", "rack"),
        ("port", "port"),
    ],
)
def test_words_that_are_others(word: str, other: str) -> None:
    assert not is_slip(word, other)
