"""Extends: a file built on others of its folder, and on nothing outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.provenance import Place
from upheld.errors import UsageError
from upheld.language.catalogue import Code
from upheld.language.diagnostic import Diagnostic, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.manuscript import DEEPEST_CHAIN, Withheld, assemble, wanted
from upheld.language.merging import merge
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.patch import written
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.operations.check import check
from upheld.operations.gathering import MOST_FILES, gather

HEAD = """\
upheld: 1
agreement: Example
provider: Example Hosting
version: "2026-01"
in_force: 2026-01-01
time_zone: Europe/Brussels
"""
APP = "services: {app: {points: [web], sampled_every: 20 s}}\n"
UPTIME = (
    'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month, force: target}}\n'
)


def reading(gazetteer: Gazetteer, **texts: str) -> ReadAgreement:
    """What is read of `a.yaml` beside the other files."""
    return read_agreement(
        {f"{name}.yaml": text.encode() for name, text in texts.items()}, "a.yaml", gazetteer
    )


def told(read: ReadAgreement, code: Code) -> list[Diagnostic]:
    return [each for each in read.diagnostics if each.code is code]


def target_of(read: ReadAgreement) -> str:
    assert read.agreement is not None, read.diagnostics
    return str(read.agreement.objectives[0].target)


def test_what_the_other_file_says_holds_too(gazetteer: Gazetteer) -> None:
    alone = reading(gazetteer, a=HEAD + APP + UPTIME)
    parted = reading(gazetteer, a="extends: b.yaml\nagreement: Example\n", b=HEAD + APP + UPTIME)
    assert target_of(parted) == target_of(alone) == ">= 99.5 %"
    assert parted.text.files == ("a.yaml", "b.yaml")


def test_ones_own_word_wins_down_to_the_last_key(gazetteer: Gazetteer) -> None:
    own = 'extends: b.yaml\nobjectives: {uptime: {target: ">= 99.9 %"}}\n'
    found = reading(gazetteer, a=own, b=HEAD + APP + UPTIME)
    assert target_of(found) == ">= 99.9 %"
    assert found.agreement is not None
    assert found.agreement.objectives[0].force.value == "target"


def test_of_several_files_the_later_wins(gazetteer: Gazetteer) -> None:
    b = HEAD + APP + UPTIME
    c = 'objectives: {uptime: {target: ">= 98 %"}}\n'
    assert target_of(reading(gazetteer, a="extends: [b.yaml, c.yaml]\n", b=b, c=c)) == ">= 98 %"
    assert target_of(reading(gazetteer, a="extends: [c.yaml, b.yaml]\n", b=b, c=c)) == ">= 99.5 %"


def test_lists_are_replaced_whole(gazetteer: Gazetteer) -> None:
    found = reading(gazetteer, a="extends: b.yaml\nservices: {app: {points: [api]}}\n", b=HEAD + APP + UPTIME)
    assert found.agreement is not None
    assert [point.name for point in found.agreement.services[0].points] == ["api"]


def test_what_is_wrong_is_told_in_its_own_file(gazetteer: Gazetteer) -> None:
    found = reading(gazetteer, a="extends: b.yaml\nprovidr: X\n", b=HEAD + APP + UPTIME + "currency: EURO\n")
    assert {(each.code, each.place.file) for each in found.diagnostics if each.level is Level.ERROR} == {
        (Code.UNKNOWN_KEY, "a.yaml"),
        (Code.UNREADABLE_VALUE, "b.yaml"),
    }
    (unknown,) = told(found, Code.UNKNOWN_KEY)
    assert unknown.line == "providr: X"


def test_a_file_below_names_others_from_where_it_stands(gazetteer: Gazetteer) -> None:
    files = {
        "a.yaml": b"extends: shared/b.yaml\n",
        "shared/b.yaml": f"extends: ./c.yaml\n{HEAD}".encode(),
        "shared/c.yaml": (APP + UPTIME).encode(),
    }
    assert target_of(read_agreement(files, "a.yaml", gazetteer)) == ">= 99.5 %"
    assert wanted("shared/b.yaml", files["shared/b.yaml"]) == ("shared/c.yaml",)


def test_two_ways_to_one_file_are_no_circle(gazetteer: Gazetteer) -> None:
    found = reading(
        gazetteer,
        a="extends: [b.yaml, c.yaml]\n",
        b="extends: d.yaml\n" + APP,
        c="extends: d.yaml\n" + UPTIME,
        d=HEAD,
    )
    assert target_of(found) == ">= 99.5 %"


@pytest.mark.parametrize(
    ("texts", "way"),
    [
        ({"a": "extends: a.yaml\n"}, "a.yaml → a.yaml"),
        ({"a": "extends: b.yaml\n", "b": "extends: a.yaml\n"}, "a.yaml → b.yaml → a.yaml"),
        (
            {"a": "extends: b.yaml\n", "b": "extends: c.yaml\n", "c": "extends: b.yaml\n"},
            "b.yaml → c.yaml → b.yaml",
        ),
    ],
)
def test_a_circle_is_told_with_its_way(gazetteer: Gazetteer, texts: dict[str, str], way: str) -> None:
    (found,) = told(reading(gazetteer, **texts), Code.EXTENDS_CYCLE)
    assert way in found.message


@pytest.mark.parametrize(
    "name",
    [
        "../b.yaml",
        "/etc/passwd",
        "x/../../b.yaml",
        "..",
        "'\\\\server\\b.yaml'",
        "C:/b.yaml",
        "~/b.yaml",
        '"..\\\\b.yaml"',
    ],
)
def test_nothing_outside_the_folder_is_asked_for(gazetteer: Gazetteer, name: str) -> None:
    text = f"extends: {name}\n{HEAD}{APP}{UPTIME}"
    assert wanted("a.yaml", text.encode()) == ()
    found = reading(gazetteer, a=text, b=HEAD)
    assert [each.place.line for each in told(found, Code.EXTENDS_OUTSIDE)] == [1]
    assert found.agreement is None


def test_a_missing_file_is_told_and_nothing_that_follows_from_it(gazetteer: Gazetteer) -> None:
    found = reading(gazetteer, a="extends: [b.yaml, c.yaml]\nobjectives: {}\n", c=HEAD)
    assert [each.code for each in found.diagnostics] == [Code.EXTENDS_MISSING]


def test_a_file_that_is_no_yaml_is_told(gazetteer: Gazetteer) -> None:
    found = reading(gazetteer, a=f"extends: b.yaml\n{HEAD}{APP}{UPTIME}", b="x: [\n")
    assert [(each.code, each.place.file) for each in found.diagnostics] == [(Code.YAML_SYNTAX, "b.yaml")]


@pytest.mark.parametrize("value", ["", "[]", "{a: b}", "[[b.yaml]]"])
def test_extends_names_files(gazetteer: Gazetteer, value: str) -> None:
    found = reading(gazetteer, a=f"extends: {value}\n{HEAD}{APP}{UPTIME}")
    assert found.has_errors
    assert {each.place.line for each in found.diagnostics if each.level is Level.ERROR} == {1}


def test_a_long_chain_is_refused(gazetteer: Gazetteer) -> None:
    texts = {f"n{number}": f"extends: n{number + 1}.yaml\n" for number in range(3000)}
    found = reading(gazetteer, a="extends: n0.yaml\n", **texts)
    (deep,) = told(found, Code.DEEP_NESTING)
    assert deep.place.file == f"n{DEEPEST_CHAIN - 1}.yaml"


def test_there_is_a_file_to_read(gazetteer: Gazetteer) -> None:
    with pytest.raises(UsageError, match=r"no file a\.yaml"):
        read_agreement({"a.yaml": Withheld("is gone")}, "a.yaml", gazetteer)


def words() -> st.SearchStrategy[str]:
    return st.sampled_from(["a", "b", "c", "d"])


def trees() -> st.SearchStrategy[object]:
    return st.recursive(
        words() | st.lists(words(), max_size=2),
        lambda inner: st.dictionaries(words(), inner, max_size=3),
        max_leaves=8,
    )


def node_of(value: object) -> Node:
    place = Place("a.yaml", 1, 1)
    match value:
        case dict():
            return MapNode(
                tuple((ScalarNode(key, place, 1), node_of(each)) for key, each in value.items()), place
            )
        case list():
            return ListNode(tuple(map(node_of, value)), place)
        case _:
            return ScalarNode(str(value), place, 1)


def plain(node: Node) -> object:
    match node:
        case MapNode(entries):
            return {key.text: plain(value) for key, value in entries}
        case ListNode(items):
            return [plain(item) for item in items]
        case _:
            return getattr(node, "text", None)


def merged(under: object, over: object) -> object:
    """The oracle: what dictionaries joined key by key come to."""
    if isinstance(under, dict) and isinstance(over, dict):
        both = {key: merged(under[key], over[key]) if key in over else under[key] for key in under}
        return both | {key: value for key, value in over.items() if key not in under}
    return over


MAPPINGS = st.dictionaries(words(), trees(), max_size=4)


@settings(max_examples=200, deadline=None)
@given(MAPPINGS, MAPPINGS, MAPPINGS)
def test_merging_is_joining_key_by_key(
    low: dict[str, object], middle: dict[str, object], high: dict[str, object]
) -> None:
    one, two, three = (node_of(each) for each in (low, middle, high))
    assert isinstance(one, MapNode)
    assert isinstance(two, MapNode)
    assert isinstance(three, MapNode)
    assert plain(merge(one, two)) == plain(merge(one, two, in_place=True)) == merged(low, middle)
    assert list(plain_keys(merge(one, two))) == list(merged(low, middle))  # type: ignore[call-overload]
    assert plain(merge(one, one)) == low
    assert plain(merge(merge(one, two), three)) == merged(merged(low, middle), high)


def plain_keys(node: MapNode) -> Iterator[str]:
    return (key.text for key, _ in node.entries)


def test_alternatives_are_replaced_and_not_joined() -> None:
    place = Place("a.yaml", 1, 1)
    under, over = written("{a: {either: [1, 2]}}", place), written("{a: {b: 3}}", place)
    assert isinstance(under, MapNode)
    assert isinstance(over, MapNode)
    assert plain(merge(under, over)) == {"a": {"b": "3"}}
    assert plain(merge(over, under)) == {"a": {"either": ["1", "2"]}}


def laid_out(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "a.yaml"


def test_files_are_gathered_from_the_folder(tmp_path: Path) -> None:
    path = laid_out(tmp_path, a=f"extends: [b.yaml, deep/c.yaml]\n{HEAD}", b=APP, **{"deep/c": UPTIME})
    assert list(gather(path)) == ["a.yaml", "b.yaml", "deep/c.yaml"]
    assert target_of(check(path)) == ">= 99.5 %"


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(APP + UPTIME)
    inside = tmp_path / "inside"
    path = laid_out(inside, a=f"extends: [b.yaml, c/d.yaml]\n{HEAD}", e=APP)
    (inside / "b.yaml").symlink_to(secret)
    (inside / "c").symlink_to(tmp_path)
    (tmp_path / "d.yaml").write_text(APP)
    assert [each.code for each in check(path).diagnostics] == [Code.EXTENDS_OUTSIDE] * 2
    (inside / "b.yaml").unlink()
    (inside / "b.yaml").symlink_to("e.yaml")
    assert [each.code for each in check(path).diagnostics] == [Code.EXTENDS_OUTSIDE]


def test_links_in_a_circle_folders_and_missing_files_are_told(tmp_path: Path) -> None:
    path = laid_out(tmp_path, a=f"extends: [loop.yaml, folder, gone.yaml]\n{HEAD}")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "folder").mkdir()
    found = check(path)
    assert [each.code for each in found.diagnostics] == [Code.EXTENDS_MISSING] * 3
    assert all(each.place.line == 1 for each in found.diagnostics)


def test_there_is_an_end_to_the_files_that_are_read(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(MOST_FILES + 5)]
    path = laid_out(
        tmp_path,
        a=f"extends: [{', '.join(f'{name}.yaml' for name in names)}]\n",
        **dict.fromkeys(names, HEAD),
    )
    found = check(path)
    assert len(told(found, Code.EXTENDS_MISSING)) == 6
    assert sum(isinstance(data, bytes) for data in gather(path).values()) == MOST_FILES


def test_the_parts_of_a_manuscript_keep_their_lines() -> None:
    text = assemble({"a.yaml": b"extends: b.yaml\n", "b.yaml": b"x: 1\ny: 2\n"}, "a.yaml")
    assert text.lines["b.yaml"].line(2) == "y: 2"
    assert text.root is not None
    assert [key.text for key, _ in text.root.entries] == ["x", "y", "extends"]
