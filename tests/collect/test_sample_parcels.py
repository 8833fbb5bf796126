"""Parcels of samples: what is read at once is what would be read row by row."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.parcel.alike import NotAlikeError
from upheld.collect.parcel.parcel import BodyForm, ParcelProblems
from upheld.collect.parcel.reader import LONGEST_RESPONSE, read_parcel, read_records_of
from upheld.collect.parcel.samples import Samples, _at_once, _by_columns, _UnusualError, read_samples
from upheld.collect.sample_stream import SampleBatch, batch_of
from upheld.collect.tables.observations import STATE_WORDS
from upheld.evidence.evidence import Table
from upheld.telemetry.day_file import LONGEST_RESPONSE as HELD

START = 1_772_323_200_000_000
ROW = {"source": "p", "site": "s", "at": "2026-03-01T00:00:00Z", "state": "up"}


def said(batch: SampleBatch) -> list[tuple[Any, ...]]:
    """What a batch says, sample by sample."""
    keys = [batch.keys[place] for place in batch.series.tolist()]
    columns = (batch.at, batch.state, batch.retry, batch.response)
    return list(zip(keys, *(column.tolist() for column in columns), strict=True))


def check(body: bytes, form: BodyForm) -> bool:
    """Hold the short way beside the long one; tells whether it was taken."""
    slow = read_records_of(Table.SAMPLES, body, form)
    quick = read_samples(body, form)
    if isinstance(slow, ParcelProblems):
        assert quick == slow
    else:
        assert isinstance(quick, Samples)
        assert said(quick.batch) == said(batch_of(slow.records))
        assert quick.repeated == slow.repeated
        for _ in range(2):  # what rows name is remembered
            if (columns := by_columns(body, form)) is not None:
                assert said(columns) == said(batch_of(slow.records))
    try:
        _at_once(body, form, 10_000)
    except _UnusualError:
        return False
    assert not isinstance(slow, ParcelProblems)
    return True


def by_columns(body: bytes, form: BodyForm) -> SampleBatch | None:
    try:
        return _by_columns(body, form, 10_000)
    except (NotAlikeError, _UnusualError):
        return None


names = st.sampled_from(
    ["p", "web shop", " p", "Cafe\u0301", "Café", 'a"b', 'a":"b', "a\\b", "\u0000", "é@/", "x" * 3000]
)
times = st.one_of(
    st.integers(0, 9).map(lambda n: format_instant(Instant(START + n * 500_000))),
    st.sampled_from(
        [
            "2026-03-01T01:00:00+01:00",
            "2026-03-01T00:00:00",
            "2026-03-01",
            "2026-03-01 00:00:00Z",
            "٢026-03-01T00:00:00Z",
        ]
    ),
    st.sampled_from(
        ["2026-03-01T00:00:00.1234567Z", "2016-12-31T23:59:60Z", "0001-01-01T00:00:00+01:00", "", "soon"]
    ),
)
usual = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["p", "q", "Café"]),
        "site": st.sampled_from(["api", "web"]),
        "at": st.integers(0, 10**6).map(lambda n: format_instant(Instant(START + n * 500_000))),
        "state": st.sampled_from(STATE_WORDS),
    },
    optional={
        "location": st.sampled_from(["eu", "us", "", None]),
        "retry": st.booleans() | st.none(),
        "response_us": st.integers(0, 10**9) | st.none(),
        "detail": st.sampled_from(["HTTP 502", "", None]),
    },
)
odd = st.fixed_dictionaries(
    {},
    optional={
        "source": names | st.integers(0, 9) | st.booleans(),
        "site": names,
        "at": times | st.integers(),
        "state": st.sampled_from([*STATE_WORDS, "UP", " up", "", None]),
        "location": names | st.none(),
        "retry": st.sampled_from([True, False, None, "yes", "no", "", 1, "true"]),
        "response_us": st.sampled_from(
            [0, -1, 1.0, 1.5, 2**31 - 1, 2**31, 10**15, 10**30, "5", " 5", "", None, True, -0.0]
        ),
        "detail": names | st.none() | st.lists(st.just("a"), max_size=2),
        "sitte": st.just("x"),
    },
)
rows = st.lists(usual, max_size=6).flatmap(
    lambda listed: st.lists(st.tuples(usual, odd).map(lambda pair: pair[0] | pair[1]), max_size=2).map(
        lambda more: listed + more + listed[:1] * (len(more) % 2)
    )
)


def written(rows: list[dict[str, Any]], form: BodyForm, *, ascii_only: bool, spaced: bool) -> bytes:
    separators = (", ", ": ") if spaced else (",", ":")
    encoder = json.JSONEncoder(ensure_ascii=ascii_only, separators=separators)
    if form is BodyForm.JSON:
        return encoder.encode(rows).encode()
    return b"".join(encoder.encode(row).encode() + b"\n" for row in rows)


bodies = st.builds(
    lambda rows, form, ascii_only, spaced: (written(rows, form, ascii_only=ascii_only, spaced=spaced), form),
    rows,
    st.sampled_from(BodyForm),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(body=bodies)
def test_the_short_way_says_what_the_long_one_does(body: tuple[bytes, BodyForm]) -> None:
    check(*body)


SIGNS = [
    b"\xff",
    b'"',
    b" ",
    b"\t",
    b"\r\n",
    b"\n",
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b"0",
    b"-",
    b"e3",
    b".0",
    b"\0",
    b"\\",
]
WORDS = [b"null", b"NaN", b"//", b"\\u0000", b"\\ud800", b"\\u0073", b"\xef\xbb\xbf"]
CELLS = [b'"at":"x",', b'"at" :"x",', b'"at"\n:"x",', b'"response_us":1e3,', b'"detail":"\\ud83d\\ude00",']
BREAKS = [b'"detail":"a\\nb",', b'"detail":"a\nb",']
scraps = st.sampled_from([*SIGNS, *WORDS, *CELLS, *BREAKS])


@settings(max_examples=600, deadline=None)
@given(
    body=bodies,
    cuts=st.lists(st.tuples(st.integers(0, 10**6), scraps, st.integers(0, 2)), min_size=1, max_size=3),
)
def test_a_damaged_body_is_never_read_otherwise(
    body: tuple[bytes, BodyForm], cuts: list[tuple[int, bytes, int]]
) -> None:
    data, form = body
    for place, scrap, gone in cuts:
        at = place % (len(data) + 1)
        data = data[:at] + scrap + data[at + gone :]
    check(data, form)


@settings(max_examples=100, deadline=None)
@given(
    listed=st.lists(usual, min_size=1, max_size=20, unique_by=lambda row: row["at"]),
    form=st.sampled_from(BodyForm),
)
def test_usual_samples_go_the_short_way(listed: list[dict[str, Any]], form: BodyForm) -> None:
    assert check(written(listed, form, ascii_only=False, spaced=False), form)


OPTIONAL = {
    "location": st.sampled_from(["eu", "us-west-2", ""]),
    "retry": st.booleans(),
    "response_us": st.integers(0, 10**8 - 1),
    "detail": st.sampled_from(["HTTP 502", "", "Café"]),
}


@st.composite
def alike(draw: st.DrawFn) -> tuple[list[dict[str, Any]], bool]:
    """Rows of the same keys in the same order, with times of the same length or not; whether these are."""
    keys = draw(
        st.permutations(["source", "site", "at", "state", *draw(st.sets(st.sampled_from([*OPTIONAL])))])
    )
    step = draw(st.sampled_from([1_000_000, 1_000, 7]))
    form = draw(st.sampled_from(["seconds", "milliseconds", "micros", "shortest"]))
    listed = []
    for number in range(draw(st.integers(1, 12))):
        at = Instant(START + number * step + draw(st.integers(0, 86_000)) * 1_000_000)
        text = format_instant(at)
        if form != "shortest":
            digits = f"{at % 1_000_000:06d}"[: {"seconds": 0, "milliseconds": 3, "micros": 6}[form]]
            text = text[:19] + f".{digits}".rstrip(".") + "Z"
        row = {
            "source": draw(st.sampled_from(["p", "probe of the shop"])),
            "site": draw(st.sampled_from(["s", "https://example.com/", "é", " padded", "Cafe\u0301"]))
            + str(number),
            "at": text,
            "state": draw(st.sampled_from(STATE_WORDS)),
        } | {name: draw(cell) for name, cell in OPTIONAL.items() if name in keys}
        listed.append({key: row[key] for key in keys})
    return listed, form != "shortest"


@settings(max_examples=120, deadline=None)
@given(rows=alike(), form=st.sampled_from(BodyForm), spaced=st.booleans(), ended=st.booleans())
def test_rows_that_look_alike_are_read_by_columns(
    rows: tuple[list[dict[str, Any]], bool], form: BodyForm, spaced: bool, ended: bool
) -> None:
    body = written(rows[0], form, ascii_only=False, spaced=spaced)
    body = body if ended else body.removesuffix(b"\n")
    assert by_columns(body, form) is not None
    check(body, form)


@settings(max_examples=300, deadline=None)
@given(
    rows=alike(),
    form=st.sampled_from(BodyForm),
    spaced=st.booleans(),
    cuts=st.lists(st.tuples(st.integers(0, 10**6), scraps, st.integers(0, 2)), min_size=1, max_size=2),
    times=st.integers(1, 2),
)
def test_rows_that_looked_alike_and_are_damaged_are_never_read_otherwise(
    rows: tuple[list[dict[str, Any]], bool],
    form: BodyForm,
    spaced: bool,
    cuts: list[tuple[int, bytes, int]],
    times: int,
) -> None:
    data = written(rows[0], form, ascii_only=False, spaced=spaced)
    for place, scrap, gone in cuts * times:
        at = place % (len(data) + 1)
        data = data[:at] + scrap + data[at + gone :]
    check(data, form)


STRAY = [
    ("at", "2026-02-29T00:00:00Z"),
    ("at", "2026-03-01T24:00:00Z"),
    ("at", "2026-03-01T23:60:00Z"),
    ("at", "2026-03-01T23:59:60Z"),
    ("at", "0000-03-01T23:59:00Z"),
    ("at", "2026-03-01T00:00:0:Z"),
    ("at", "2026-03-01t00:00:00z"),
    ("at", "2026-03-01 00:00:00Z"),
    ("at", "2026-W09-7T00:00:00Z"),
    ("at", "2026-03-01T00:00:00.Z"),
    ("at", "2026-03-01T00:00:00.1234567Z"),
    ("at", "2026-03-01T00:00:00+01:00"),
    ("state", "upward"),
    ("state", ""),
    ("state", "UP"),
    ("site", ""),
    ("site", " "),
    ("site", "x" * 3000),
    ("site", "a},{b"),
    ("site", "a}\n{b"),
    ("response_us", -1),
    ("response_us", 2**31),
    ("response_us", 1.0),
    ("response_us", "5"),
    ("response_us", None),
    ("response_us", True),
    ("retry", 0),
    ("retry", "true"),
    ("retry", None),
    ("location", None),
    ("detail", None),
    ("detail", 7),
    ("detail", "x" * 3000),
    ("more", "x"),
]


@pytest.mark.parametrize(("field", "cell"), STRAY)
@pytest.mark.parametrize("form", BodyForm)
def test_what_is_unusual_in_one_row_or_all_is_read_as_ever(field: str, cell: object, form: BodyForm) -> None:
    full = ROW | {"location": "eu", "retry": False, "response_us": 5, "detail": "x"}
    for which in ({0}, {2}, {0, 1, 2}):
        listed = [
            full
            | {"site": f"s{n}"}
            | ({field: cell} if n in which else {"more": "y"} if field == "more" else {})
            for n in range(3)
        ]
        check(written(listed, form, ascii_only=False, spaced=False), form)


TWICE = [
    b'{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","state":"down"}',
    b'{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","state" :"down"}',
    b'{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","st\\u0061te":"down"}',
    b'{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","retry":null,"retry":true}',
    b'{"site":"s","at":"2026-03-01T00:00:00Z","state":"up","detail":"\\":","source":"p","source":"q"}',
]


@pytest.mark.parametrize("row", TWICE)
@pytest.mark.parametrize("form", BodyForm)
def test_a_key_that_stands_twice_is_seen(row: bytes, form: BodyForm) -> None:
    body = row if form is BodyForm.NDJSON else b"[" + row + b"]"
    problems = read_samples(body, form)
    assert isinstance(problems, ParcelProblems)
    assert "stands twice" in problems.problems[0].reason


@pytest.mark.parametrize("ends", [b"}\n{", b"}{", b"} {", b"}\r\n{", b",\n", b",\n}\n{", b"}\n\n{", b"}\r{"])
@pytest.mark.parametrize("last", [b"", b"\n", b"\r\n", b"\n\n", b" "])
def test_a_row_stands_on_one_line(ends: bytes, last: bytes) -> None:
    first = b'{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up"'
    other = b'"source":"p","site":"t","at":"2026-03-01T00:00:00Z","state":"up"}'
    check(first + ends + other + last, BodyForm.NDJSON)
    check(first + b"}{" + other + b"\n" + first + b",\n" + b'"location":"x"}' + last, BodyForm.NDJSON)
    check(first + b",\n" + b'"location":"x"}' + last, BodyForm.NDJSON)


@pytest.mark.parametrize("form", BodyForm)
def test_a_row_is_no_longer_than_rows_may_be(form: BodyForm) -> None:
    for padded in (
        json.dumps(ROW | {"detail": "x" * 140_000}),
        json.dumps(ROW).replace("{", "{" + " " * 140_000),
        json.dumps(ROW).replace("{", "{" + "\t" * 140_000),
        json.dumps(ROW).replace("{", "{" + " \r" * 70_000),
    ):
        body = padded if form is BodyForm.NDJSON else f"[{padded}]"
        problems = read_samples(body.encode(), form)
        assert isinstance(problems, ParcelProblems)
        assert "longer than 128 KiB" in problems.problems[0].reason


@pytest.mark.parametrize("form", BodyForm)
def test_no_answer_takes_longer_than_sorted_samples_hold(form: BodyForm) -> None:
    assert LONGEST_RESPONSE == HELD
    listed = [
        ROW | {"response_us": LONGEST_RESPONSE},
        ROW | {"site": "t", "response_us": LONGEST_RESPONSE + 1},
    ]
    check(written(listed, form, ascii_only=True, spaced=False), form)
    problems = read_samples(written(listed, form, ascii_only=True, spaced=False), form)
    assert isinstance(problems, ParcelProblems)
    assert [(each.row, each.field) for each in problems.problems] == [(1, "response_us")]


def test_many_samples_in_one_body() -> None:
    listed = [
        ROW | {"site": f"s{n % 7}", "at": format_instant(Instant(START + n)), "location": "eu"}
        for n in range(5000)
    ]
    assert check(written(listed, BodyForm.JSON, ascii_only=True, spaced=True), BodyForm.JSON)
    again = written([*listed, listed[3]], BodyForm.NDJSON, ascii_only=True, spaced=False)
    assert not check(again, BodyForm.NDJSON)
    samples = read_samples(again, BodyForm.NDJSON)
    assert isinstance(samples, Samples)
    assert (len(samples.batch.at), samples.repeated) == (5000, 1)
    problems = read_samples(again, BodyForm.NDJSON, most=5000)
    assert problems == read_parcel(Table.SAMPLES, again, BodyForm.NDJSON, most=5000)
