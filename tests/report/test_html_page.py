"""The page of a statement: well-formed, self-contained, accessible, escaped, and always the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import made_kinds as kinds
import made_statements as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClocksRecord, ClockState, Finding, Statement, Verdict
from upheld.evidence.evidence import Flag
from upheld.report.document import document_bytes, read_document
from upheld.report.html import render_html
from upheld.report.html.frame import SYMBOLS, sign_of
from upheld.report.html.verdicts import IN_ORDER

STATEMENTS = {
    "every kind": kinds.every_kind(),
    "nothing": made.statement(),
    "one": made.statement(made.uptime_finding()),
    "open": made.statement(
        made.uptime_finding(is_final=False), as_of=made.at("03-15 12:00"), subscription=Subscription()
    ),
    **{
        finding.objective.name: made.statement(finding)
        for finding in (
            made.response_finding(),
            kinds.lcp_finding(),
            kinds.latency_finding(),
            kinds.aggregate_finding(),
            kinds.notices_finding(),
            kinds.copies_finding(),
            kinds.coverage_finding(),
            kinds.ambiguous_finding(),
        )
    },
}


def page_of(statement: Statement) -> str:
    return render_html(made.document(statement, made.TEN_PER_CENT, made.FEE))


@pytest.fixture(scope="module", params=STATEMENTS, ids=str)
def page(request: pytest.FixtureRequest) -> str:
    return page_of(STATEMENTS[request.param])


@pytest.fixture(scope="module")
def tree(page: str) -> Element:
    return ElementTree.fromstring(page)


class Balance(HTMLParser):
    """Reads a page as a browser does, and notes every element that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"br", "hr", "meta", "circle", "line", "path", "rect", "use"}:
            self.wrong.append(tag)


def test_a_browser_and_a_strict_reader_see_the_same_elements(page: str, tree: Element) -> None:
    balance = Balance()
    balance.feed(page)
    assert balance.wrong == []
    assert balance.open == []
    assert page.startswith("<!DOCTYPE html>\n<html")
    assert tree.get("lang") == "en-GB"


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(page: str, tree: Element) -> None:
    assert not re.search(r"https?:|//[a-z]|@import|javascript:|\son[a-z]+=", page)
    assert not {"script", "link", "img", "iframe", "object", "form", "input"} & tags(tree)
    for each in tree.iter():
        assert "src" not in each.attrib
        assert each.get("href", "#").startswith("#")
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {f"#{each.get('id')}" for each in tree.iter("pattern")}


def test_headings_go_down_one_level_at_a_time(tree: Element) -> None:
    levels = [int(each.tag[1]) for each in tree.iter() if re.fullmatch(r"h[1-6]", str(each.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_page_has_its_landmarks(tree: Element) -> None:
    body = tree.find("body")
    assert body is not None
    assert [each.tag for each in body if each.tag in {"header", "main", "footer"}] == [
        "header",
        "main",
        "footer",
    ]
    skip = body[0]
    assert (skip.tag, skip.get("href")) == ("a", "#main")


def test_ids_are_unique_and_everything_referred_to_is_there(tree: Element) -> None:
    ids = Counter(each.get("id") for each in tree.iter() if each.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    for each in tree.iter():
        for name in each.get("aria-labelledby", "").split():
            assert name in ids
        if "href" in each.attrib:
            assert each.attrib["href"].removeprefix("#") in ids


def test_every_picture_says_what_it_shows(tree: Element) -> None:
    for svg in tree.iter("svg"):
        if svg.get("aria-hidden") == "true":
            assert svg.get("focusable") == "false"
            continue
        title, says = svg[0], svg[1]
        assert svg.get("role") == "img"
        assert (title.tag, says.tag) == ("title", "desc")
        assert (title.text or "").strip()
        assert (says.text or "").strip()
        assert svg.get("aria-labelledby") == f"{title.get('id')} {says.get('id')}"


def test_every_table_names_its_columns_and_rows(tree: Element) -> None:
    for table in tree.iter("table"):
        assert table[0].tag == "caption"
        columns = table.findall("./thead/tr/th")
        assert columns
        assert all(each.get("scope") == "col" for each in columns)
        for row in table.findall("./tbody/tr"):
            assert len(row) == len(columns)
            assert (row[0].tag, row[0].get("scope")) == ("th", "row")
            assert [cell.get("data-label") for cell in row[1:]] == [each.text for each in columns[1:]]


def test_the_same_document_gives_the_same_bytes() -> None:
    document = made.document(kinds.every_kind(), made.TEN_PER_CENT, made.FEE)
    assert render_html(document) == render_html(read_document(document_bytes(document)))


def test_the_illustration_stands_before_the_heading() -> None:
    body = ElementTree.fromstring(page_of(kinds.every_kind())).find("body")
    assert body is not None
    words = " ".join("".join(body.itertext()).split())
    assert words.index("An illustration:") < words.index("Platform agreement")


def test_verdicts_stand_before_credits_and_credits_before_objectives() -> None:
    headings = [each.text for each in ElementTree.fromstring(page_of(kinds.every_kind())).iter("h2")]
    assert headings == [
        "Verdicts",
        "Credit owed",
        "Objectives, one by one",
        "Exclusions",
        "Conventions and readings in force",
        "Notes on the evidence",
        "How to recompute this statement",
    ]


def test_a_verdict_is_told_by_word_and_sign() -> None:
    assert set(IN_ORDER) == {verdict.value for verdict in Verdict}
    assert {sign_of(verdict.value) for verdict in Verdict} == set(SYMBOLS)
    assert len({SYMBOLS[name] for name in SYMBOLS}) == len(SYMBOLS)
    tree = ElementTree.fromstring(page_of(kinds.every_kind()))
    for badge in having(tree, "badge"):
        word = "".join(badge.itertext()).split()[0]
        assert [use.get("href") for use in badge.iter("use")] == [f"#sign-{sign_of(word)}"]


def test_the_digest_and_every_figure_of_the_summary_stand_on_the_page() -> None:
    document = made.document(kinds.every_kind(), made.TEN_PER_CENT, made.FEE)
    words = words_of(render_html(document))
    assert str(document["digest"]) in words
    for said in ("99.1452 %", "2.499 s", "0.087", "1 of 2 kept", "250.00 EUR", "36 h 30 min", "INC-2"):
        assert said in words


def test_a_reading_is_shown_with_what_it_yields() -> None:
    words = words_of(page_of(made.statement(kinds.ambiguous_finding())))
    assert "MISSED at 99.1452 %, 1 breach, by one reading" in words
    assert "exclusions.scheduled_maintenance.notice_is: duty" in words


HOSTILE = "<script>alert('1')</script>\"&amp;<!-- ]]> \x07\u202e"


def test_names_from_agreements_and_evidence_are_never_markup() -> None:
    page = page_of(hostile_statement(HOSTILE))
    tree = ElementTree.fromstring(page)
    assert "script" not in tags(tree)
    assert "<script" not in page
    assert "<!--" not in page
    assert "\x07" not in page
    assert "\u202e" not in page
    assert "<script>alert('1')</script>\"&amp;<!-- ]]> <U+0007><U+202E>" in "".join(tree.itertext())


@given(st.text(max_size=25))
@settings(max_examples=40, deadline=None)
def test_any_name_leaves_the_page_well_formed(name: str) -> None:
    document = made.document(hostile_statement(name.encode("utf-8", "replace").decode()))
    ElementTree.fromstring(render_html(document))


def hostile_statement(name: str) -> Statement:
    """A statement in which every name is this one."""
    reason = Reason(rule=name, says=name, evidence=(name,), evidence_count=1, clause=made.Clause(name, name))
    clocks = (made.clock(name, "03-06 12:00", "03-09 10:10", Micros(5 * HOUR), cell=name, target=name),)
    clock_record = ClocksRecord(kept=0, breached=1, running=0, indeterminate=0, clocks=clocks)
    objective = replace(made.RESPONSE, name=name, clause=made.Clause(name, name), qualified_by=(name,))
    response = made.response_finding(objective=objective, record=clock_record, reason=reason, gaps=(name,))
    duty = replace(kinds.notices()[1], what=name, limit=name, lacks=(name,), evidence=(name,), reason=reason)
    notices = replace(kinds.notices_finding(), record=kinds.duties_record((duty,)), reason=reason)
    record = made.availability_record((made.outage("03-09 08:00", "03-09 13:15", excluded_by=(name,)),))
    exclusions = tuple(replace(each, exclusion=name, what=name, why=name) for each in record.exclusions)
    uptime = made.uptime_finding(record=replace(record, exclusions=exclusions), reason=reason)
    latency = kinds.latency_finding()
    parts = tuple(replace(part, name=name) for part in latency.record.parts)  # type: ignore[union-attr]
    figures = replace(latency, record=replace(latency.record, parts=parts, left_out=((name, 3),)))
    return made.statement(
        response,
        notices,
        uptime,
        figures,
        agreement_name=name,
        provider=name,
        version=name,
        subscription=Subscription(customer=name, plan=name),
        illustration=name,
        in_force_overridden=name,
        flags=(Flag(code=name, source=name, says=name),),
    )


def many_tickets(count: int) -> Finding:
    clocks = tuple(
        made.clock(
            f"T-{number:05}",
            "03-05 09:00",
            "03-05 10:30",
            Micros((number % 300) * MINUTE),
            started_at=Instant(made.at("03-05 09:00") + number * MINUTE),
        )
        for number in range(count)
    )
    states = Counter(clock.state for clock in clocks)
    record = ClocksRecord(
        kept=states[ClockState.KEPT],
        breached=states[ClockState.BREACHED],
        running=0,
        indeterminate=0,
        clocks=clocks,
    )
    reason = Reason(rule="r", says="said", because=tuple(clock.reason for clock in clocks if clock.reason))
    return made.response_finding(record=record, reason=reason)


def test_a_page_of_a_month_is_light() -> None:
    assert len(page_of(kinds.every_kind()).encode()) < 300_000


def test_ten_thousand_tickets_are_cut_and_said_to_be() -> None:
    page = page_of(made.statement(many_tickets(10_000)))
    assert len(page.encode()) < 2_000_000
    assert "… and 9900 more; the JSON document of this statement lists all of them" in page
    tree = ElementTree.fromstring(page)
    (picture,) = having(tree, "picture")
    assert len(list(picture.iter("rect"))) < 100
    assert "10000 tickets" in "".join(picture.itertext())


def tags(tree: Element) -> set[str]:
    return {str(each.tag) for each in tree.iter()}


def having(tree: Element, name: str) -> Iterator[Element]:
    return (each for each in tree.iter() if name in each.get("class", "").split())


def words_of(page: str) -> str:
    return " ".join("".join(ElementTree.fromstring(page).itertext()).split())
