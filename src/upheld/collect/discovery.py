"""Discovery: which files of a folder hold which table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from upheld.collect.batch import DataFile
from upheld.collect.bindings import Bindings, BoundFile
from upheld.collect.forms import FORMS
from upheld.collect.layout import Layout
from upheld.collect.problem import Problems, nearest
from upheld.evidence.evidence import Table

BINDINGS = "bindings.yaml"
TELEMETRY = "telemetry"
"""A folder of sorted samples, which holds no tables to be read row by row."""

_TABLES = {table.value: table for table in Table}


def data_files(folder: Path, bindings: Bindings, problems: Problems) -> tuple[DataFile, ...]:
    """List the files of evidence in a folder, in order of their names.

    A table is `states.csv`, several `states.<anything>.csv`, or files in a folder `states`; other names must
    be bound. A data file that is neither is a problem, so that a misspelt name is not silently no evidence.
    The folder `telemetry` is left out.
    """
    bound = {file.file: file for source in bindings.sources.values() for file in source.files}
    found: list[DataFile] = []
    for path in sorted(_visible(folder, frozenset({(folder / TELEMETRY).resolve()}))):
        name = path.relative_to(folder).as_posix()
        form = FORMS.get(_ending(name))
        if form is None:
            continue
        table = _table_of(name)
        if name in bound:
            found.append(DataFile(path=path, name=name, form=form, layout=bound.pop(name).layout))
        elif table is not None:
            found.append(DataFile(path=path, name=name, form=form, layout=Layout(table=table)))
        else:
            _refuse_stranger(name, problems)
    for missing in bound.values():
        _refuse_missing(folder, missing, problems)
    return tuple(found)


def _visible(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Go through the files of a folder and its subfolders, but for hidden ones and links that lead back."""
    above |= {folder.resolve()}
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            yield path
        elif path.resolve() not in above:
            yield from _visible(path, above)


def _table_of(name: str) -> Table | None:
    """Tell the table from the path within the folder."""
    parts = name.split("/")
    if len(parts) > 1:
        return _TABLES.get(parts[0])
    stem = name.removesuffix(_ending(name))
    return _TABLES.get(stem.split(".")[0])


def _ending(name: str) -> str:
    return next((ending for ending in sorted(FORMS, key=len, reverse=True) if name.endswith(ending)), "")


def _refuse_stranger(name: str, problems: Problems) -> None:
    stem = name.split("/")[0].split(".")[0]
    problems.of_file(
        name,
        "the file has no name of a table",
        nearest(stem, _TABLES, f"{BINDINGS} can bind a file of another name under `files` of its source"),
    )


def _refuse_missing(folder: Path, file: BoundFile, problems: Problems) -> None:
    reason = "the file is bound, but not there"
    if (folder / file.file).exists():
        reason = "the file is bound, but of no form that can be read"
    remedy = f"name one that ends in {', '.join(FORMS)}"
    problems.of_file(BINDINGS, f"{reason}: {file.file}", remedy, line=file.place.line)
