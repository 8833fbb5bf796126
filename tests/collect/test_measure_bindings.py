"""Measures and the series that feed them: bound by name, bound by hand, or by nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence_folder import evidence_in, write

from upheld.collect.binding_reader import parse_bindings
from upheld.collect.folder import FolderReading, read_folder

AT, LATER = "2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z"


def _measured(folder: Path, *series: str) -> None:
    rows = (f"{each.replace('/', ',')},{AT},1,s\n" for each in series)
    write(folder, "measurements.csv", "source,series,at,value,unit\n" + "".join(rows))


def _fed(reading: FolderReading) -> list[tuple[str, str]]:
    assert reading.evidence is not None
    return [(run.measure, run.key) for run in reading.evidence.measurements]


def _unbound(reading: FolderReading) -> list[tuple[str, str, int]]:
    return [(each.source, each.series, each.records) for each in reading.unbound_series]


def test_a_series_feeds_the_measure_of_its_own_name(tmp_path: Path) -> None:
    _measured(tmp_path, "rum/lcp", "lab/lcp", "rum/inp")
    reading = read_folder(tmp_path)
    assert _fed(reading) == [("lcp", "lab/lcp"), ("inp", "rum/inp"), ("lcp", "rum/lcp")]
    assert _unbound(reading) == []


def test_a_measure_that_is_bound_takes_what_is_bound_to_it_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        "bindings.yaml",
        "bindings: 1\nmeasures:\n  lcp: {source: rum, series: largest}\n"
        "  paint: [{source: rum, series: largest}, {source: lab, series: lcp}]\n",
    )
    _measured(tmp_path, "rum/largest", "rum/lcp", "lab/lcp", "lab/inp")
    reading = read_folder(tmp_path)
    assert _fed(reading) == [
        ("inp", "lab/inp"),
        ("paint", "lab/lcp"),
        ("lcp", "rum/largest"),
        ("paint", "rum/largest"),
    ]
    assert _unbound(reading) == [("rum", "lcp", 1)]


def test_aggregates_are_bound_as_measurements_are(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", "bindings: 1\nmeasures: {paint: {source: field, series: lcp}}\n")
    rows = (f"{source},lcp,p75,{AT},{LATER},2.5,s\n" for source in ("field", "lab"))
    write(tmp_path, "aggregates.csv", "source,series,statistic,since,until,value,unit\n" + "".join(rows))
    evidence = evidence_in(tmp_path)
    assert [(each.measure, each.source) for each in evidence.aggregates] == [
        ("paint", "field"),
        ("lcp", "lab"),
    ]


@pytest.mark.parametrize(
    ("binding", "hint"),
    [
        ("{source: rum, series: lpc}", "did you mean `lcp`?"),
        ("{source: rom, series: lcp}", "did you mean `rum`?"),
        ("{source: somebody else, series: lcp}", "there are no measurements of this source"),
        ("{source: rum, series: time to first byte}", "`rum` has 1 other series"),
    ],
)
def test_a_binding_to_nothing_is_flagged(tmp_path: Path, binding: str, hint: str) -> None:
    write(tmp_path, "bindings.yaml", f"bindings: 1\nmeasures: {{paint: {binding}}}\n")
    _measured(tmp_path, "rum/lcp")
    (flag,) = evidence_in(tmp_path).flags
    assert flag.code == "no-evidence"
    assert flag.says.startswith("measure `paint` is bound to ")
    assert flag.says.endswith(hint)


WRONG = [
    ("{lcp: {source: rum}}", "2:17 missing-key: measure `lcp` does not say `series`"),
    (
        "{lcp: {source: rum, serie: x}}",
        "unknown-key: `serie` has no meaning in a measure; did you mean `series`?",
    ),
    ("{lcp: [{source: a, series: b}, {source: a, series: b}]}", "measure `lcp` is bound to `b` of `a` twice"),
    ("{lcp: {source: rum, series: }}", "empty-value: `series` is empty"),
    ("[lcp]", "2:11 wrong-shape"),
    ("{lcp: x}", "wrong-shape"),
]


@pytest.mark.parametrize(("measures", "said"), WRONG, ids=[text for text, _ in WRONG])
def test_a_mistake_is_told_at_its_place(measures: str, said: str) -> None:
    bindings, found = parse_bindings("bindings.yaml", f"bindings: 1\nmeasures: {measures}\n".encode())
    assert bindings is None
    told = [f"{d.place.line}:{d.place.column} {d.code.label}: {d.message}; {d.remedy}" for d in found]
    assert any(said in each for each in told)
