"""`docs/probes.md`: its tables are those of the code, and its examples are read."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from upheld.cli.probes import command
from upheld.collect.probes.probe_file import parse_probes, read_probes
from upheld.collect.probes.written.form import Key
from upheld.collect.probes.written.keys import KIND_KEYS, PROBE_KEYS
from upheld.collect.probes.written.reference import kind_reference, probe_reference

PATH = Path(__file__).parents[3] / "docs" / "probes.md"
TABLES = {"probe": probe_reference} | {kind: lambda kind=kind: kind_reference(kind) for kind in KIND_KEYS}


def with_tables(page: str) -> str:
    """The page with the tables of the code."""
    for name, table in TABLES.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
        page, found = re.subn(
            pattern, lambda m, table=table: f"{m[1]}{table()}\n{m[2]}", page, flags=re.DOTALL
        )  # type: ignore[misc]
        assert found == 1, name
    return page


def test_the_tables_are_those_of_the_code(blessing: bool) -> None:
    page = PATH.read_text("utf-8")
    if blessing:
        PATH.write_text(with_tables(page))
    assert PATH.read_text("utf-8") == with_tables(page)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PATH.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_the_example_is_read_and_shown_as_it_is(tmp_path: Path) -> None:
    (example,) = blocks("yaml file=probes.yaml")
    (expected,) = blocks("text command=check")
    path = tmp_path / "probes.yaml"
    path.write_text(example)
    shown = CliRunner().invoke(command, ["check", str(path)])
    assert shown.output.replace(f"{tmp_path}/", "") == expected
    assert shown.exit_code == 0
    assert read_probes(path).diagnostics == ()


def test_a_list_comes_over_as_it_is_shown(tmp_path: Path) -> None:
    (example,) = blocks("csv file=points.csv")
    (expected,) = blocks("text command=import")
    path = tmp_path / "points.csv"
    path.write_text(example)
    shown = CliRunner().invoke(command, ["import", str(path)])
    assert shown.output.replace(f"{tmp_path}/", "") == expected


def test_other_examples_are_read(tmp_path: Path) -> None:
    others = re.findall(
        r"^```yaml file=(?!probes\.)\S+\n(.*?)^```$", PATH.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert others
    for text in others:
        assert parse_probes("probes.yaml", text.encode(), tmp_path).diagnostics == ()


def test_every_example_of_a_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "our-ca.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    gateway = "  gateway: {icmp: 9.9.9.9}\n"
    for key in PROBE_KEYS:
        probe = f"  a:\n    heartbeat: 1 h\n    {key.name}: {key.example}\n"
        assert_read(f"probes: 1\npoints:\n{gateway}{probe}", key, tmp_path)
    for kind, (_, keys) in KIND_KEYS.items():
        needed = [key for key in keys if key.name in ("url", "host", "name", "within")]
        needed += [key for key in keys if kind == "tcp" and key.name == "port"]
        for key in keys:
            lines = "".join(f"      {each.name}: {each.example}\n" for each in dict.fromkeys([*needed, key]))
            assert_read(f"probes: 1\npoints:\n  a:\n    {kind}:\n{lines}", key, tmp_path)


def assert_read(text: str, key: Key, folder: Path) -> None:
    read = parse_probes("probes.yaml", text.encode(), folder)
    assert read.diagnostics == (), (key.name, text)
    assert read.probes
