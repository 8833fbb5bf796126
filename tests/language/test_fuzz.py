"""Whatever stands in a file: diagnostics come out, never an exception."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upheld.language.diagnostic import Level, as_json, render
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.language.reference import directives

GALLERY = Path(__file__).parents[1] / "diagnostics"
SEEDS = [path.read_bytes() for path in sorted(GALLERY.glob("*/*.yaml"))]
KEYS = [directive.key for _, directive in directives()]
EXAMPLES = [directive.example for _, directive in directives()]
SCRAPS = [
    "",
    "~",
    "[]",
    "{}",
    "[[]]",
    "a: b",
    "*x",
    "&x",
    "!!int 1",
    "'",
    '"',
    "\t",
    "\u202e",
    "\0",
    "é",
    "𝄞",
    "1e999",
]
quick = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def must_end_in_diagnostics(data: bytes, gazetteer: Gazetteer) -> None:
    reading = read_agreement({"a.yaml": data}, "a.yaml", gazetteer)
    has_errors = any(each.level is Level.ERROR for each in reading.diagnostics)
    assert (reading.agreement is None) == (has_errors or bool(reading.holes))
    for each in reading.diagnostics:
        assert each.width >= 1
        assert render(each)
        assert as_json(each)["remedy"]


@quick
@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes, gazetteer: Gazetteer) -> None:
    must_end_in_diagnostics(data, gazetteer)


@quick
@given(text=st.text(st.sampled_from("ab1:- \n,[]{}\"'#&*!|>%@`~.<=\t\\é"), max_size=200))
def test_anything_that_looks_like_yaml(text: str, gazetteer: Gazetteer) -> None:
    must_end_in_diagnostics(text.encode(), gazetteer)


@quick
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 40),
            st.binary(max_size=8) | st.sampled_from([s.encode() for s in SCRAPS]),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_agreements_with_scratches(
    seed: bytes, cuts: list[tuple[float, int, bytes]], gazetteer: Gazetteer
) -> None:
    data = seed
    for where, length, scrap in cuts:
        start = int(where * len(data))
        data = data[:start] + scrap + data[start + length :]
    must_end_in_diagnostics(data, gazetteer)


values = st.recursive(
    st.sampled_from([*EXAMPLES, *SCRAPS]).map(lambda text: text.replace("\n", " ")) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


def written(value: object) -> str:
    """The value in flow style; texts as they are where YAML may read them, else in quotation marks."""
    match value:
        case list():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            return f"{{{', '.join(f'{written(key)}: {written(item)}' for key, item in value.items())}}}"
        case _:
            text = str(value)
            return (
                text
                if text in EXAMPLES
                else '"' + "".join(c for c in text if c.isprintable() and c not in '"\\') + '"'
            )


@quick
@given(entries=st.dictionaries(st.sampled_from(KEYS), values, max_size=10))
def test_any_values_under_any_keys(entries: dict[str, object], gazetteer: Gazetteer) -> None:
    text = "".join(f"{key}: {written(value)}\n" for key, value in entries.items())
    must_end_in_diagnostics(text.encode(), gazetteer)


@quick
@given(seed=st.sampled_from(SEEDS), data=st.data())
def test_agreements_with_lines_moved_and_lost(seed: bytes, data: st.DataObject, gazetteer: Gazetteer) -> None:
    lines = seed.split(b"\n")
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    must_end_in_diagnostics(b"\n".join(kept), gazetteer)
