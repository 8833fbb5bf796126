"""Measurements: numbers read exactly, rows of three forms, runs by series and labels, and what is refused."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_folder import content, evidence_in, problems_in, write, write_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.collect.decimals import read_decimals
from upheld.collect.folder import read_folder
from upheld.collect.units import UNITS
from upheld.evidence.measurement import Histogram, Scale

START = parse_instant("2026-03-01T00:00:00Z")
HEAD = "source,series,labels,at,until,value,sum,count,histogram,unit\n"
AT, LATER = "2026-03-01T00:00:00Z", "2026-03-01T00:01:00Z"


def _at(second: int) -> str:
    return format_instant(Instant(START + second * 1_000_000))


@settings(max_examples=300, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=6))
def test_a_number_is_read_as_the_decimal_it_is(figure: Decimal) -> None:
    written = [str(figure), f"{figure:f}", f"{figure:e}", f" {figure:f} "]
    cells = [pa.array(written), pa.array([figure], pa.decimal128(38, 6))]
    if figure == int(figure):
        cells.append(pa.array([int(figure)]))
    for column in cells:
        read = read_decimals(column)
        assert not read.unread.any()
        assert {read.decimal(index) for index in range(len(column))} == {figure}


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 3)))
def test_a_floating_point_number_is_read_as_it_is_printed(value: float) -> None:
    read = read_decimals(pa.array([value]))
    assert not read.unread.any()
    assert read.decimal(0) == Decimal(repr(value))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals(-(10**8), 10**8, places=7, allow_nan=False, allow_infinity=False),
            st.sampled_from(sorted(UNITS)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_numbers_are_scaled_as_fractions_are(rows: list[tuple[Decimal, str]]) -> None:
    read = read_decimals(pa.array([str(figure) for figure, _ in rows]))
    scaled, unfit = read.scaled(np.array([UNITS[unit].factor for _, unit in rows]))
    for index, (figure, unit) in enumerate(rows):
        exact = Fraction(figure) * UNITS[unit].factor
        assert unfit[index] == (exact.denominator != 1)
        assert unfit[index] or scaled[index] == exact


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("NaN", "`NaN` is no number; leave the cell empty"),
        ("-inf", "`-inf` is no number; leave the cell empty"),
        ("1,5", "`1,5` has a comma; write it with a point: 1.5"),
        ("12 ms", "`12 ms` is more than a number; write digits only"),
        ("fast", "`fast` is no number; write digits, with a point"),
        ("1" * 16, "has more than 15 digits before the point or 12 after it; round it"),
        ("0.1234567890123", "has more than 15 digits before the point or 12 after it; round it"),
        ("1e99", "has more than 15 digits"),
        ("", ""),
    ],
)
def test_what_is_no_number(text: str, says: str) -> None:
    read = read_decimals(pa.array([text or None]))
    assert says in "; ".join(read.why(0)) if says else read.empty[0]
    assert bool(read.unread[0]) == bool(says)


rows = st.lists(
    st.tuples(
        st.sampled_from(["rum", "lab"]),
        st.sampled_from(["page load", "search"]),
        st.sampled_from(["", "region=eu;route=/p", "route=/p;region=eu", "region=us"]),
        st.integers(0, 30),
        st.integers(0, 10**7),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda row: (row[0], row[1], "".join(sorted(row[2])), row[3]),
)


@settings(max_examples=40, deadline=None)
@given(rows=rows, ending=st.sampled_from([".csv", ".jsonl", ".parquet", ".csv.gz"]))
def test_runs_are_what_sorting_the_rows_by_hand_gives(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, int, int]], ending: str
) -> None:
    folder = tmp_path_factory.mktemp("measured")
    written = [
        {
            "source": source,
            "series": series,
            "labels": labels or None,
            "at": _at(second),
            "value": str(Decimal(micros).scaleb(-3)),
            "unit": "ms",
        }
        for source, series, labels, second, micros in rows
    ]
    write_rows(folder, f"measurements{ending}", written)
    expected: dict[tuple[str, str, tuple[str, ...]], list[tuple[int, int]]] = {}
    for source, series, labels, second, micros in rows:
        key = source, series, tuple(sorted(filter(None, labels.split(";"))))
        expected.setdefault(key, []).append((START + second * 1_000_000, micros))
    evidence = evidence_in(folder)
    found = {
        (run.source, run.series, tuple(f"{name}={value}" for name, value in run.labels)): list(
            zip(run.times.tolist(), run.totals.tolist(), strict=True)
        )
        for run in evidence.measurements
    }
    assert found == {key: sorted(values) for key, values in expected.items()}
    for run in evidence.measurements:
        assert run.measure == run.series
        assert (run.scale, set(run.counts.tolist())) == (Scale.MICROSECONDS, {1})
        assert (run.ends == run.times).all()
        assert not any(each.flags.writeable for each in (run.times, run.ends, run.totals, run.counts))


def test_rows_said_again_are_counted_once(tmp_path: Path) -> None:
    row = f"rum,lcp,b=2;a=1,{AT},,1.5,,,,s\n"
    write(tmp_path, "measurements.csv", HEAD + row + f"rum,lcp,a=1; b=2,{AT},,1500,,,,ms\n")
    write(tmp_path, "measurements.again.csv", HEAD + row)
    reading = read_folder(tmp_path)
    assert reading.evidence is not None
    assert reading.repeated == 2
    (run,) = reading.evidence.measurements
    assert (run.key, run.totals.tolist()) == ("rum/lcp{a=1,b=2}", [1_500_000])


def test_the_three_forms(tmp_path: Path) -> None:
    write(
        tmp_path,
        "measurements.csv",
        HEAD + f"s,a,,{AT},,12.5,,,,MB/s\n"
        f"s,b,,{AT},{LATER},,12.5,40,,s\ns,b,,{LATER},{_at(120)},,0,0,,s\n"
        f"s,b,,{_at(120)},{_at(180)},,3.25,12,0.1:5;0.5:11;+Inf:12,s\n"
        f"s,b,,{_at(180)},{_at(240)},,,,1e-3:0.0;+Inf:0,s\n"
        f"s,c,,{AT},{LATER},,3,100000,,ratio\ns,d,,{AT},,-1.25,,,,\ns,e,,{AT},,99.95,,,,%\n"
        f"s,f,,{AT},,512,,,,count\ns,g,,{AT},,50.5,,,,1/s\n",
    )
    runs = {run.series: run for run in evidence_in(tmp_path).measurements}
    said = {name: (run.scale, run.totals.tolist(), run.counts.tolist()) for name, run in runs.items()}
    assert said == {
        "a": (Scale.BITS_PER_SECOND, [100_000_000], [1]),
        "b": (Scale.MICROSECONDS, [12_500_000, 0], [40, 0]),
        "c": (Scale.MILLIONTHS, [3_000_000], [100_000]),
        "d": (Scale.MILLIONTHS, [-1_250_000], [1]),
        "e": (Scale.MILLIONTHS, [999_500], [1]),
        "f": (Scale.PIECES, [512], [1]),
        "g": (Scale.MILLIONTHS, [50_500_000], [1]),
    }
    third, fourth = (Instant(START + second * 1_000_000) for second in (120, 180))
    assert runs["b"].ends.tolist() == [START + 60_000_000, third]
    assert runs["b"].histograms == (
        Histogram(
            interval=Interval(third, fourth),
            bounds=(100_000, 500_000, None),
            counts=(5, 6, 1),
            total=3_250_000,
            evidence=f"measurement:s/b/{third}",
        ),
        Histogram(
            interval=Interval(fourth, Instant(fourth + 60_000_000)),
            bounds=(1000, None),
            counts=(0, 0),
            total=None,
            evidence=f"measurement:s/b/{fourth}",
        ),
    )


REFUSED = [
    (f"{AT},,,,,,s", "the record has no figure; a record has a `value`, or a `sum` with its `count`"),
    (f"{AT},,,,4,,s", "column `sum`: there is a count of nothing"),
    (f"{AT},,1,2,2,,s", "column `value`: the record has two figures"),
    (f"{AT},{LATER},1,,,1:2;+Inf:2,s", "column `value`: the record has two figures"),
    (f"{AT},,1,,2,,s", "column `count`: one value has a count; write their `sum`"),
    (f"{AT},,,1,,,s", "column `count`: the cell is empty; a sum needs its count"),
    (f"{AT},,,1,0,,s", "column `sum`: the sum of no values is not 0"),
    (f"{AT},,-1,,,,s", "column `value`: the figure is negative"),
    (f"{AT},,,-1,2,,ratio", "column `sum`: the figure is negative"),
    (f"{AT},,1,,-2,,s", "column `count`: `-2` is negative"),
    (f"{AT},,0.0000001,,,,s", "column `value`: `0.0000001` is finer than a microsecond; round it"),
    (f"{AT},,99.99999,,,,%", "column `value`: `99.99999` is finer than a millionth"),
    (f"{AT},,0.5,,,,count", "column `value`: `0.5` is finer than one"),
    (f"{AT},,0.1,,,,B/s", "column `value`: `0.1` is finer than one bit per second"),
    (f"{AT},,999999999999999,,,,h", "is too large to be counted in microseconds; check its unit"),
    (f"{AT},,1,,,,sec", "column `unit`: `sec` is none of us"),
    (f"{AT},,one,,,,s", "column `value`: `one` is no number"),
    (f"{LATER},{AT},1,,,,s", "column `until`: the time ends before it begins"),
    (f"{AT},{AT},1,,,,s", "or lasts no time"),
    (f"{AT},,,,,1:2;+Inf:2,s", "column `until`: the cell is empty; a histogram is of a stretch of time"),
    (f"{AT},{LATER},,,,0.1:5;0.5:4;+Inf:9,s", "column `histogram`: the buckets shrink: `0.5:4` after 5"),
    (f"{AT},{LATER},,,,0.5:5;0.1:6;+Inf:9,s", "`0.1:6` does not lie above the one before"),
    (f"{AT},{LATER},,,,0.5:5;0.5:6;+Inf:9,s", "`0.5:6` does not lie above the one before"),
    (f"{AT},{LATER},,,,+Inf:9;1:9,s", "`1:9` does not lie above the one before"),
    (f"{AT},{LATER},,,,0.5:5,s", "the last bucket has an end; close with `+Inf:`"),
    (f"{AT},{LATER},,,,0.5=5;+Inf:9,s", "`0.5=5` is no bucket"),
    (f"{AT},{LATER},,,,0.5:x;+Inf:9,s", "`0.5:x` is no bucket"),
    (f"{AT},{LATER},,,,0.0000005:1;+Inf:9,s", "the bound `0.0000005` is finer than a microsecond"),
    (f"{AT},{LATER},,,8,0.5:5;+Inf:9,s", "column `count`: the count is 8, and the last bucket says 9"),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED, ids=[each[1] for each in REFUSED])
def test_a_record_that_can_not_be(tmp_path: Path, row: str, reason: str) -> None:
    head = "source,series,at,until,value,sum,count,histogram,unit\n"
    write(tmp_path, "measurements.csv", f"{head}s,a,{_at(-60)},,1,,,,s\ns,b,{row}\n")
    said = problems_in(tmp_path)
    assert said[0].startswith("measurements.csv:3: ")
    assert any(reason in each for each in said)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ("eu", "`eu` is no label; write name=value"),
        ("region=", "`region=` is no label"),
        ("=eu", "`=eu` is no label"),
        ("a=1;a=2", "the label `a` stands twice in `a=1;a=2`"),
    ],
)
def test_labels_that_are_none(tmp_path: Path, labels: str, reason: str) -> None:
    write(tmp_path, "measurements.csv", f"{HEAD}s,a,x=1,{AT},,1,,,,s\ns,b,{labels},{AT},,1,,,,s\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith("measurements.csv:3: column `labels`: ")
    assert reason in said


def test_two_figures_at_one_time_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "measurements.csv", f"{HEAD}s,a,,{AT},,1,,,,s\n")
    write(tmp_path, "measurements.late.csv", f"{HEAD}s,a,,{AT},,2,,,,s\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith(
        "measurements.late.csv:2: the record contradicts measurements.csv:2, which has the"
    )
    assert said.endswith("tell them apart by a label, or write their sum and count")


def test_units_of_one_kind_may_be_mixed_and_those_of_two_may_not(tmp_path: Path) -> None:
    write(tmp_path, "measurements.csv", f"{HEAD}s,a,,{AT},,1,,,,s\ns,a,,{LATER},,1,,,,ms\n")
    (run,) = evidence_in(tmp_path).measurements
    assert run.totals.tolist() == [1_000_000, 1000]
    write(
        tmp_path,
        "measurements.more.csv",
        f"{HEAD}s,b,,{AT},,1,,,,s\ns,a,x=1,{AT},,1,,,,%\ns,a,x=2,{AT},,1,,,,%\n",
    )
    assert problems_in(tmp_path) == [
        "measurements.more.csv:3: `a` is counted in millionths here, and in microseconds in "
        "measurements.csv:2; give all values of a series in units of one kind"
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 4)), min_size=1, max_size=8, unique_by=lambda row: row[0]
    )
)
def test_overlaps_are_found_as_by_looking_at_every_pair(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("stretches")
    written = "".join(f"s,a,,{_at(at)},{_at(at + n) if n else ''},1,,,,s\n" for at, n in rows)
    write(folder, "measurements.csv", HEAD + written)
    overlap = any(one < other < one + length for one, length in rows for other, _ in rows)
    reading = read_folder(folder)
    assert bool(reading.problems) == overlap
    assert all("its values count twice" in problem.reason for problem in reading.problems)


def test_numbers_of_a_parquet_file_may_have_types_of_their_own(tmp_path: Path) -> None:
    micros = [1_772_323_200_000_000, 1_772_323_260_000_000]
    kinds = {
        "text": pa.array(["2.5", "3"]),
        "encoded": pa.array(["2.5", "3"]).dictionary_encode(),
        "decimal": pa.array([Decimal("2.50"), Decimal("3.00")], pa.decimal128(10, 2)),
        "double": pa.array([2.5, 3.0]),
        "float": pa.array([2.5, 3.0], pa.float32()),
    }
    said = []
    for name, values in kinds.items():
        folder = tmp_path / name
        folder.mkdir()
        columns = {
            "source": pa.array(["s", "s"]),
            "series": pa.array(["a", "a"]),
            "at": pa.array(micros, pa.timestamp("us", "UTC")),
            "value": values,
            "count": pa.nulls(2, pa.int32()),
            "unit": pa.array(["s", "s"]),
        }
        pq.write_table(pa.table(columns), folder / "measurements.parquet")
        said.append(content(evidence_in(folder)))
    assert all(each == said[0] for each in said)
    assert said[0][2][0][5] == [2_500_000, 3_000_000]


@pytest.mark.parametrize(
    ("column", "values", "reason"),
    [
        ("value", pa.array([True]), "column `value`: the column has the type bool; write it as a decimal"),
        ("count", pa.array([1.0]), "column `count`: the column has the type double; write it as an integer"),
        ("labels", pa.array([7]), "column `labels`: the column has the type int64; write it as text"),
        ("histogram", pa.array([1.5]), "column `histogram`: the column has the type double"),
        ("value", pa.array([float("nan")]), "measurements.parquet:1: column `value`: `nan` is no number"),
    ],
)
def test_columns_of_the_wrong_type(tmp_path: Path, column: str, values: pa.Array, reason: str) -> None:
    columns = {
        "source": pa.array(["s"]),
        "series": pa.array(["a"]),
        "at": pa.array([AT]),
        "unit": pa.array(["s"]),
    }
    pq.write_table(pa.table(columns | {column: values}), tmp_path / "measurements.parquet")
    assert any(reason in each for each in problems_in(tmp_path))


def test_numbers_of_json_are_read_digit_by_digit(tmp_path: Path) -> None:
    lines = [
        '{"source":"s","series":"a","at":"2026-03-01T00:00:00Z","value":0.1,"unit":"s"}',
        '{"source":"s","series":"a","at":"2026-03-01T00:01:00Z","value":2e-3,"unit":"s"}',
        '{"source":"s","series":"a","at":"2026-03-01T00:02:00Z","value":3,"unit":"s"}',
    ]
    write(tmp_path, "measurements.jsonl", "\n".join(lines))
    (run,) = evidence_in(tmp_path).measurements
    assert run.totals.tolist() == [100_000, 2000, 3_000_000]
    fine = '{"source":"s","series":"a","at":"2026-03-01T00:03:00Z","value":0.1000000000000000055,"unit":"s"}'
    write(tmp_path, "measurements.jsonl", fine)
    (said,) = problems_in(tmp_path)
    assert "`0.1000000000000000055` has more than 15 digits" in said


def test_an_empty_table_has_no_runs(tmp_path: Path) -> None:
    write(tmp_path, "measurements.csv", HEAD)
    empty = pa.table({name: pa.array([], pa.string()) for name in ("source", "series", "at", "value")})
    pq.write_table(empty, tmp_path / "measurements.more.parquet")
    assert evidence_in(tmp_path).measurements == ()


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_one_bad_row_among_very_many_is_named(tmp_path: Path, ending: str) -> None:
    number, bad = 250_000, 180_000
    seconds = [
        f"2026-03-{1 + n // 86_400:02}T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z"
        for n in range(number)
    ]
    values = ["12.5"] * number
    values[bad] = "12;5"
    columns = {
        "source": pa.array(["s"] * number),
        "series": pa.array(["a"] * number),
        "at": pa.array(seconds),
        "value": pa.array(values),
        "unit": pa.array(["ms"] * number),
    }
    if ending == ".parquet":
        pq.write_table(pa.table(columns), tmp_path / "measurements.parquet")
    else:
        lines = (f"s,a,{at},{value},ms\n" for at, value in zip(seconds, values, strict=True))
        write(tmp_path, "measurements.csv", "source,series,at,value,unit\n" + "".join(lines))
    row = bad + (2 if ending == ".csv" else 1)
    assert problems_in(tmp_path) == [
        f"measurements{ending}:{row}: column `value`: `12;5` is more than a number; write digits only; the "
        "unit stands in a column of its own"
    ]


def test_problems_beyond_those_listed_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"s,a,,{_at(n)},{_at(n + 300)},1,,,,s\n" for n in range(0, 5000, 5))
    write(tmp_path, "measurements.csv", HEAD + rows)
    reading = read_folder(tmp_path)
    assert reading.evidence is None
    assert (len(reading.problems), reading.unlisted) == (100, 899)
    assert Counter(problem.file for problem in reading.problems) == {"measurements.csv": 100}
