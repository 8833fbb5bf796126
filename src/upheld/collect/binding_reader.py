"""Reading `bindings.yaml`: everything that is wrong in it is said at once, with line and column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from upheld.chrono.instant import Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.collect.almanac import read_zone
from upheld.collect.binding_nodes import Desk, plain
from upheld.collect.bindings import Bindings, BoundFile, MeasureBinding, PointBinding, SourceBinding
from upheld.collect.columns import COLUMNS
from upheld.collect.layout import DateOrder, Layout
from upheld.collect.local_time import LocalClock, Repeated
from upheld.collect.metric_bindings import read_metrics
from upheld.errors import PhraseError, TimeError, UnreadableFile
from upheld.evidence.evidence import Table
from upheld.evidence.observation import Grain
from upheld.language.diagnostic import Code, Diagnostic, Level
from upheld.language.source import MapNode, Node, ScalarNode, read_source
from upheld.quantity import did_you_mean, parse_duration

KEYS = ("bindings", "illustration", "sources", "points", "measures")
SOURCE_KEYS = ("grain", "hold", "zone", "repeated", "dates", "files", "metrics")
FILE_KEYS = ("file", "table", "fields", "values", "constants", "ignore", "dates")
POINT_KEYS = ("source", "site", "location")
MEASURE_KEYS = ("source", "series")

ANYWHERE = "any"
"""The word for a location where all are meant."""

COVERED = Interval(parse_instant("1970-01-01T00:00:00Z"), parse_instant("2100-01-01T00:00:00Z"))
"""The time for which local times of sources are read."""


def read_bindings(path: Path) -> tuple[Bindings | None, tuple[Diagnostic, ...]]:
    """Read the bindings of a folder: none where there is an error in them, empty ones without a file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Bindings(), ()
    except OSError as error:
        raise UnreadableFile(
            f"{path} can't be read ({error.strerror}); check it and its permissions"
        ) from error
    return parse_bindings(path.name, data)


def parse_bindings(file: str, data: bytes) -> tuple[Bindings | None, tuple[Diagnostic, ...]]:
    """Read bindings from bytes; `file` is the name in diagnostics."""
    source = read_source(file, data)
    desk = Desk(source.lines, list(source.diagnostics))
    bindings = _bindings(source.root, desk) if source.root else None
    diagnostics = tuple(sorted(desk.diagnostics, key=lambda each: (each.place, each.code.label)))
    refused = any(diagnostic.level is Level.ERROR for diagnostic in diagnostics)
    return None if refused else bindings, diagnostics


def _bindings(root: MapNode, desk: Desk) -> Bindings:
    keys = desk.keys(root, KEYS, "the file")
    if desk.required(root, keys, ["bindings"], "the file"):
        version = desk.text(keys["bindings"], "`bindings`")
        if version and version != "1":
            message = f"bindings of version `{version}` are not known"
            desk.report(Code.UNREADABLE_VALUE, keys["bindings"], message, "write `bindings: 1`")
    sources = {}
    for name, node in desk.entries(keys.get("sources"), "`sources`") if "sources" in keys else ():
        sources[plain(name.text)] = _source(plain(name.text), name, node, desk)
    points = tuple(_points(keys["points"], desk)) if "points" in keys else ()
    return Bindings(
        illustration=desk.text(keys.get("illustration"), "`illustration`") or None,
        sources=sources,
        points=points,
        measures=tuple(_measures(keys["measures"], desk)) if "measures" in keys else (),
    )


def _source(name: str, at: ScalarNode, node: Node, desk: Desk) -> SourceBinding:
    keys = desk.keys(node, SOURCE_KEYS, "a source")
    repeated = desk.word(keys.get("repeated"), Repeated, "a local time that came twice")
    files = tuple(
        file for each in desk.items(keys.get("files"), "`files`") for file in _file(name, each, desk)
    )
    return SourceBinding(
        name=name,
        grain=desk.word(keys.get("grain"), Grain, "the grain"),
        hold=_hold(keys.get("hold"), desk),
        dates=desk.word(keys.get("dates"), DateOrder, "the order of dates") or DateOrder.YEAR_FIRST,
        clock=_clock(keys.get("zone"), repeated or Repeated.REFUSED, desk),
        files=files,
        metrics=tuple(read_metrics(keys.get("metrics"), desk)),
        place=at.place,
    )


def _hold(node: Node | None, desk: Desk) -> Micros | None:
    text = desk.text(node, "`hold`")
    if node is None or not text:
        return None
    try:
        hold = parse_duration(text).micros
    except PhraseError as error:
        desk.report(Code.UNREADABLE_VALUE, node, error.message, error.remedy)
        return None
    if hold == 0:
        desk.report(
            Code.UNREADABLE_VALUE, node, "a state that holds for no time says nothing", "write `26 h`"
        )
    return Micros(hold)


def _clock(node: Node | None, repeated: Repeated, desk: Desk) -> LocalClock | None:
    name = desk.text(node, "`zone`")
    if node is None or not name:
        return None
    try:
        return LocalClock(zone=read_zone(name, COVERED), repeated=repeated)
    except TimeError as error:
        message, _, remedy = str(error).partition(": ")
        desk.report(Code.UNREADABLE_VALUE, node, message, remedy or "write a name such as Europe/Brussels")
        return None


def _file(source: str, node: Node, desk: Desk) -> Iterator[BoundFile]:
    """Read what is said of one file; nothing where it can't be told which file or table it is."""
    keys = desk.keys(node, FILE_KEYS, "a file of a source")
    if not isinstance(node, MapNode) or not desk.required(
        node, keys, ("file", "table"), "a file of a source"
    ):
        return
    table = desk.word(keys["table"], Table, "a table")
    file = desk.text(keys["file"], "`file`")
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts:
        desk.report(
            Code.UNREADABLE_VALUE, keys["file"], f"`{file}` leaves the folder", "put the file into it"
        )
    if table is None or not file:
        return
    columns = [column.name for column in COLUMNS[table]]
    constants = {"source": source} | desk.texts(
        _known(keys.get("constants"), columns, desk), "the value for every row"
    )
    layout = Layout(
        table=table,
        fields=desk.texts(_known(keys.get("fields"), columns, desk), "the file's name of the column"),
        values=_values(keys.get("values"), columns, desk),
        constants=constants,
        ignored=frozenset(
            desk.text(each, "a column to leave out") for each in desk.items(keys.get("ignore"), "`ignore`")
        ),
        dates=desk.word(keys.get("dates"), DateOrder, "the order of dates"),
    )
    yield BoundFile(file=str(path), layout=layout, place=node.place)


def _known(node: Node | None, columns: list[str], desk: Desk) -> Node | None:
    """Report the keys of a mapping that are no columns of the table."""
    if isinstance(node, MapNode):
        for key, _ in node.entries:
            if plain(key.text) not in columns:
                remedy = did_you_mean(key.text, columns, f"the table has {', '.join(columns)}")
                desk.report(Code.UNKNOWN_KEY, key, f"the table has no column `{key.text}`", remedy)
    return node


def _values(node: Node | None, columns: list[str], desk: Desk) -> dict[str, dict[str, str]]:
    if node is None:
        return {}
    entries = desk.entries(_known(node, columns, desk), "`values`")
    return {plain(key.text): desk.texts(value, "one of our words") for key, value in entries}


def _points(node: Node, desk: Desk) -> Iterator[PointBinding]:
    """Read the bindings of all points; one that says again what another one of its point said is reported."""
    for point, value in desk.entries(node, "`points`"):
        seen: set[tuple[str, str, str]] = set()
        for each in desk.items(value, f"point `{point.text}`"):
            keys = desk.keys(each, POINT_KEYS, "a point")
            complete = desk.required(each, keys, ("source", "site"), f"point `{point.text}`")
            if not isinstance(each, MapNode) or not complete:
                continue
            binding = PointBinding(
                point=point.text.strip(),
                source=desk.text(keys["source"], "`source`"),
                site=desk.text(keys["site"], "`site`"),
                locations=_locations(keys.get("location"), desk),
                place=each.place,
                named_at=point.place,
            )
            watched = {
                (binding.source, binding.site, location) for location in binding.locations or (ANYWHERE,)
            }
            anywhere = (binding.source, binding.site, ANYWHERE)
            same_site = any(known[:2] == (binding.source, binding.site) for known in seen)
            if watched & seen or (same_site and (anywhere in seen or anywhere in watched)):
                message = f"point `{binding.point}` is bound to `{binding.site}` of `{binding.source}` twice"
                desk.report(Code.UNREADABLE_VALUE, each, message, "take one of the two out")
            seen |= watched
            yield binding


def _measures(node: Node, desk: Desk) -> Iterator[MeasureBinding]:
    """Read the bindings of all measures; one that says again what another one said is reported."""
    for measure, value in desk.entries(node, "`measures`"):
        name = plain(measure.text)
        seen: set[tuple[str, str]] = set()
        for each in desk.items(value, f"measure `{name}`"):
            keys = desk.keys(each, MEASURE_KEYS, "a measure")
            complete = desk.required(each, keys, MEASURE_KEYS, f"measure `{name}`")
            if not isinstance(each, MapNode) or not complete:
                continue
            source, series = desk.text(keys["source"], "`source`"), desk.text(keys["series"], "`series`")
            if (source, series) in seen:
                message = f"measure `{name}` is bound to `{series}` of `{source}` twice"
                desk.report(Code.UNREADABLE_VALUE, each, message, "take one of the two out")
            seen.add((source, series))
            yield MeasureBinding(
                measure=name, source=source, series=series, place=each.place, named_at=measure.place
            )


def _locations(node: Node | None, desk: Desk) -> tuple[str, ...]:
    names = tuple(desk.text(each, "`location`") for each in desk.items(node, "`location`"))
    return () if names == (ANYWHERE,) else names
