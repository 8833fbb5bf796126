"""The document: canonical, the same for the same inputs, whole and unchanged when it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any, get_args

import made_statements as made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.agreement.convention import Conventions, MoneyRounding
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import EARLIEST, LATEST, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.errors import UnreadableFile
from upheld.evaluation.reason import (
    Count,
    Figure,
    Length,
    Measured,
    Moment,
    NoData,
    Reason,
    Share,
    Stretch,
    Sum,
    Words,
)
from upheld.evaluation.statement import Verdict
from upheld.evidence.measurement import Scale
from upheld.report.document import (
    FORMAT,
    Envelope,
    canonical,
    document_bytes,
    make_document,
    read_document,
)
from upheld.report.figure import figure_data, reason_data
from upheld.report.form import FIGURE, reason
from upheld.report.text import render_explanation
from upheld.settlement.teller import settle

FIGURES: list[Figure] = [
    Share(Fraction(143, 144)),
    Length(Micros(-90_000_000), "business hours"),
    Count(3, "tickets"),
    Moment(made.at("03-29 01:00")),
    Stretch(made.between("03-01 00:00", "03-02 00:00")),
    Sum(made.FEE),
    made.WORDS,
    Measured(Fraction(2_499_000), Scale.MICROSECONDS),
    NoData("nothing was measured"),
]


def full() -> dict[str, Any]:
    return made.document(
        made.statement(
            made.uptime_finding(),
            made.response_finding(verdict=Verdict.INDETERMINATE, gaps=("no ticket_events",), breaches=0),
            illustration="An illustration.",
            in_force_overridden="In force from 2026 for this illustration.",
            flags=(made.FLAG,),
        ),
        replace(made.TEN_PER_CENT, plans=()),
        made.FEE,
    )


def test_a_document_reads_back_as_it_was_written() -> None:
    document = full()
    assert read_document(document_bytes(document)) == document


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert document_bytes(full()) == document_bytes(full())


def test_the_digest_is_that_of_canonical_json() -> None:
    """Any party can recompute it with nothing but a JSON library (RFC 8785) and a hash."""
    document = json.loads(document_bytes(full()))
    text = json.dumps(document["statement"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert document["digest"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_versions_stand_outside_the_digest() -> None:
    statement = made.statement(made.uptime_finding())
    settlement = settle(made.agreement(), statement, None)
    one = make_document(statement, settlement, made.BRUSSELS, made.ENVELOPE)
    other = make_document(
        statement, settlement, made.BRUSSELS, Envelope(version="9.9.9", libraries={"numpy": "3"})
    )
    assert one["digest"] == other["digest"]
    assert one["envelope"] != other["envelope"]
    assert "lock" not in other["envelope"]


def test_a_reformatted_file_is_still_the_same_statement() -> None:
    document = full()
    reformatted = json.dumps(document, indent=7, ensure_ascii=True).encode()
    assert read_document(reformatted) == document


def test_the_hashed_part_holds_no_fractional_numbers() -> None:
    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(part) for key, part in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return isinstance(value, str | int)

    assert plain(full())


def test_what_a_statement_says_stands_in_the_document() -> None:
    statement = full()["statement"]
    assert statement["agreement"] == {
        "name": "Platform agreement",
        "provider": "The provider",
        "version": "January 2025",
    }
    assert statement["period"] == {
        "label": "2026-03",
        "rule": "calendar month",
        "start": "2026-02-28T23:00:00Z",
        "end": "2026-03-31T22:00:00Z",
    }
    assert statement["zone"]["offsets"] == [
        {"since": "2026-02-26T23:00:00Z", "offset": "+01:00"},
        {"since": "2026-03-29T01:00:00Z", "offset": "+02:00"},
    ]
    uptime, response = statement["findings"]
    assert uptime["promised"] == ">= 99.5 %"
    assert uptime["figure"] == {"kind": "share", "share": "116/117", "percent": "99.1452 %"}
    assert uptime["record"]["down"] == 19_200_000_000
    assert response["gaps"] == ["no ticket_events"]
    assert statement["settlement"]["owed"] == {"kind": "sum", "amount": "50.00", "currency": "EUR"}


def test_conventions_tell_what_is_declared_from_what_is_default() -> None:
    listed = full()["statement"]["findings"][0]["conventions"]
    assert {each["name"] for each in listed} == set(Conventions.__struct_fields__) - {"declared"}
    assert [each["name"] for each in listed if "declared_at" in each] == ["missing_data"]
    assert next(each for each in listed if each["name"] == "missing_data") == {
        "name": "missing_data",
        "value": "indeterminate",
        "declared_at": "agreement.yaml:12:5",
    }


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: type(figure).__name__)
def test_every_figure_has_its_kind(figure: Figure) -> None:
    data = figure_data(figure)
    FIGURE(data, "figure")
    assert data["kind"]


def test_no_figure_is_forgotten() -> None:
    assert {type(figure) for figure in FIGURES} == set(get_args(Figure))
    assert len({figure_data(figure)["kind"] for figure in FIGURES}) == len(FIGURES)


def test_a_percentage_never_reads_better_than_it_is() -> None:
    assert figure_data(Share(Fraction(9_999_999, 10_000_000)))["percent"] == "99.9999 %"
    assert figure_data(Share(Fraction(1)))["percent"] == "100 %"


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
instants = st.integers(EARLIEST, LATEST - 1).map(Instant)
figures = st.one_of(
    st.fractions(0, 1).map(Share),
    st.builds(Length, st.integers(-(2**50), 2**50).map(Micros), texts),
    st.builds(Count, st.integers(0, 2**40), texts),
    instants.map(Moment),
    instants.map(lambda start: Stretch(Interval(start, Instant(start + 1)))),
    texts.map(Words),
    texts.map(NoData),
    st.just(Sum(made.FEE)),
)
reasons = st.recursive(
    st.builds(Reason, rule=texts, says=texts, figure=st.none() | figures),
    lambda inner: st.builds(
        Reason,
        rule=texts,
        says=texts,
        figure=st.none() | figures,
        clause=st.none() | st.builds(Clause, texts, st.none() | texts),
        evidence=st.lists(texts, max_size=3).map(tuple),
        evidence_count=st.integers(0, 9),
        because=st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=12,
)


@given(reasons)
def test_any_tree_of_reasons_is_written_read_and_rendered(tree: Reason) -> None:
    data = reason_data(tree)
    reason(data, "reason")
    document = made.document(made.statement(made.uptime_finding(reason=tree)))
    assert read_document(document_bytes(document)) == document
    assert json.loads(canonical(data)) == data
    assert "WHY" in render_explanation(document, "uptime")


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = full()
    change(document)
    return document_bytes(document)


def test_a_changed_figure_is_told() -> None:
    def change(document: dict[str, Any]) -> None:
        document["statement"]["findings"][0]["verdict"] = "MET"

    with pytest.raises(UnreadableFile, match=r"march\.json was changed after it was made.*ask for"):
        read_document(changed(change), "march.json")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda document: document.pop("digest"), "the file has no `digest`"),
        (lambda document: document["statement"].pop("as_of"), "statement has no `as_of`"),
        (lambda document: document.update(signed=True), "a key `signed` that this version doesn't know"),
        (
            lambda document: document["statement"]["findings"][1].update(breaches=1.5),
            r"statement\.findings\[1\]\.breaches should be a whole number, and is 1\.5",
        ),
        (
            lambda document: document["statement"]["findings"][0].update(breaches=True),
            r"findings\[0\]\.breaches should be a whole number, and is True",
        ),
        (
            lambda document: document["statement"]["findings"][0]["figure"].update(kind="guess"),
            r"figure should be an object whose kind is one of share, length, .*no data",
        ),
        (
            lambda document: document["statement"]["findings"][0].update(verdict="FINE"),
            r"verdict should be one of MET, MISSED",
        ),
        (
            lambda document: document["statement"].update(as_of="2026-04-01"),
            r"as_of should be an instant such as 2026-03-01T00:00:00Z, and is '2026-04-01'",
        ),
        (
            lambda document: document["statement"]["zone"].update(offsets=[]),
            r"not a statement this version reads: zone Europe/Brussels",
        ),
        (
            lambda document: document["statement"].update(as_of="2026-13-01T00:00:00Z"),
            r"as_of should be an instant .* is .2026-13-01T00:00:00Z",
        ),
    ],
)
def test_what_is_no_statement_is_refused_with_the_place(
    change: Callable[[dict[str, Any]], object], place: str
) -> None:
    with pytest.raises(UnreadableFile, match=place):
        read_document(changed(change))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"upheld": 1}', b"1" * 5000])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="upheld evaluate"):
        read_document(data)


def test_a_newer_form_asks_for_a_newer_version() -> None:
    with pytest.raises(UnreadableFile, match="newer version of upheld"):
        read_document(changed(lambda document: document.update(upheld=FORMAT + 1)))


@pytest.mark.parametrize("levels", [150, 5000])
def test_a_tree_deeper_than_any_person_follows_is_refused(levels: int) -> None:
    step = '{"kind":"reason","rule":"r","says":"s","because":['
    deep = step * levels + "]}" * levels
    body = json.dumps(full()).replace('"reason": {"kind"', f'"reason": {deep}, "was": {{"kind"', 1)
    with pytest.raises(UnreadableFile):
        read_document(body.encode())


def test_every_way_of_rounding_can_be_written() -> None:
    for rounding in MoneyRounding:
        conventions = Conventions(money_rounding=rounding)
        document = made.document(made.statement(made.uptime_finding(conventions=conventions)))
        listed = document["statement"]["findings"][0]["conventions"]  # type: ignore[index]
        assert {"name": "money_rounding", "value": rounding.value} in listed
