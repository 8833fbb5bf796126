"""Short forms: how the things that a case mostly tells of are written in a line or a few keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from upheld.chrono.instant import LATEST, Instant, format_instant, parse_instant
from upheld.chrono.zone import Zone
from upheld.collect.binding_nodes import plain
from upheld.collect.case.moment import read_stretch
from upheld.collect.case.outage_text import (
    DEGRADED,
    NEVER,
    StrangerError,
    check_name,
    names_in,
    names_of,
    read_outage,
    share_cells,
)
from upheld.collect.case.places import Places
from upheld.collect.case.rows import CaseRow, Day, Pen, cells_of
from upheld.collect.case.states import SINCE
from upheld.errors import PhraseError
from upheld.evidence.evidence import Table
from upheld.language.diagnostic import Code
from upheld.language.source import ListNode, MapNode, Node, RefusedNode, ScalarNode

NOTHING = ("none", "no", "nothing", "[]", "")
"""Words for an empty list."""


def rows_under(node: Node | None) -> tuple[Node, ...]:
    """The rows under a key: a list of them, one that stands alone, or none."""
    if node is None:
        return ()
    if isinstance(node, ListNode):
        return node.items
    if isinstance(node, ScalarNode) and node.text.strip().lower() in NOTHING:
        return ()
    return (node,)


def take_rows(pen: Pen, table: Table, node: Node, places: Places) -> None:
    """Write the rows of a table, in whatever form each stands."""
    for item in rows_under(node):
        match item:
            case RefusedNode():
                continue
            case ScalarNode() if table in _LINES:
                _LINES[table](pen, item, places)
            case MapNode() if table in _MAPPINGS:
                _MAPPINGS[table](pen, item, places)
            case MapNode():
                pen.row(table, item, {}, {})
            case _:
                remedy = "write its columns as keys with values: `{…: …, …: …}`"
                pen.desk.report(
                    Code.WRONG_SHAPE, item, f"a row of `{table.value}` is written otherwise", remedy
                )


def names_told(item: Node, zone: Zone) -> tuple[str, ...]:
    """The names in an outage as they are written, whatever they are of; none where it can't be read."""
    try:
        match item:
            case ScalarNode(text):
                return names_of(text, zone)
            case MapNode():
                nodes = [node for key in ("services", "of", "resources") for node in _listed(item.find(key))]
                texts = [plain(each.text) for each in nodes if isinstance(each, ScalarNode)]
                return tuple(name.strip() for text in texts for name in text.split(";") if name.strip())
    except PhraseError:
        pass
    return ()


def _resource_line(pen: Pen, item: ScalarNode, places: Places) -> None:
    pen.add(Table.RESOURCES, {"resource": plain(item.text)}, {"resource": item}, item)


def _outage_line(pen: Pen, item: ScalarNode, places: Places) -> None:
    try:
        read = read_outage(item.text, pen.zone, places.all_names)
    except PhraseError as error:
        pen.refuse(item, _with_service(error, places))
        return
    services, resources = places.sorted_out(read.names)
    _check_placed(pen, item, places, services, resources)
    cells = cells_of(read.when, "since", "until") | _joined(services=services, resources=resources)
    row = pen.add(Table.OUTAGES, cells | dict(read.facts), {}, item)
    _outage(pen, row, read.is_degraded, places.seen_from(read.names))


def _outage_mapping(pen: Pen, item: MapNode, places: Places) -> None:
    own = {key: node for key in ("state", "of", "location") if (node := item.find(key)) is not None}
    cells: dict[str, str] = {}
    for key in ("reported", "reported_at"):
        node = item.find(key)
        if isinstance(node, ScalarNode) and plain(node.text) in NEVER:
            own[key] = node
            cells["never_reported"] = "yes"
    affected = item.find("affected")
    if isinstance(affected, ScalarNode) and (share := share_cells(plain(affected.text))) is not None:
        own["affected"] = affected
        cells |= share
    names: tuple[str, ...] = ()
    for node in (*_listed(own.get("of")), *_listed(own.get("location"))):
        try:
            names += names_in(pen.text(node, "`of`"), places.all_names)
        except PhraseError as error:
            pen.refuse(node, _with_service(error, places))
    _check_names(pen, item, places)
    services, resources = places.sorted_out(names)
    _check_placed(pen, item, places, services, resources)
    cells |= _joined(services=services, resources=resources)
    state = pen.text(own["state"], "`state`") if "state" in own else ""
    if state not in ("", "down", DEGRADED):
        pen.desk.report(
            Code.UNKNOWN_WORD,
            own["state"],
            f"`{state}` is no state of an outage",
            "write `down` or `degraded`",
        )
    row = pen.row(Table.OUTAGES, item, cells, own)
    _outage(pen, row, state == DEGRADED, places.seen_from(names))


def _check_placed(
    pen: Pen, item: Node, places: Places, services: Sequence[str], resources: Sequence[str]
) -> None:
    """Report a resource that may be of several services, where nobody says of which."""
    for name in resources:
        if name in places.unplaced and not services:
            several = places.unplaced[name]
            pen.desk.report(
                Code.UNREADABLE_VALUE,
                item,
                f"`{name}` may be of {' or '.join(f'`{each}`' for each in several)}, which take their points "
                "as recorded",
                f"name the service before it, `{several[0]} {name}`, or say it once for all: "
                f"`resources: [{{resource: {name}, service: {several[0]}}}]`",
            )


def _with_service(error: PhraseError, places: Places) -> PhraseError:
    """Say of a new name how it is placed, where several services may have it."""
    services = places.open_to_names
    if not isinstance(error, StrangerError) or not services:
        return error
    which = " or ".join(f"`{each}`" for each in services)
    placed = f"`{services[0]} {error.name}`"
    remedy = f"where it is a part of {which}, name the service before it, {placed}; or else {error.remedy}"
    return PhraseError(error.message, remedy)


def _check_names(pen: Pen, item: MapNode, places: Places) -> None:
    """Report services and resources that nothing knows, and points of none of the services beside them."""
    found: dict[str, list[str]] = {"services": [], "resources": []}
    for column, names in found.items():
        for node in _listed(item.find(column)):
            for name in pen.text(node, f"`{column}`").split(";") if isinstance(node, ScalarNode) else ():
                _check(pen, node, name.strip(), places, column)
                names.append(name.strip())
    stray = places.strays(found["services"], found["resources"])
    at = item.find("resources")
    if stray is not None and at is not None:
        services = " or ".join(f"`{name}`" for name in found["services"])
        standing = [service for service, points in places.points.items() if stray in points]
        pen.desk.report(
            Code.UNREADABLE_VALUE,
            at,
            f"`{stray}` is no point of {services}",
            f"it is one of {', '.join(standing)}: correct `services`, or leave it out",
        )


def _check(pen: Pen, node: Node, name: str, places: Places, column: str) -> None:
    known = places.points if column == "services" else {*places.all_points, *places.resources}
    try:
        if name:
            check_name(name, known)
    except PhraseError as error:
        pen.refuse(node, error)


def _outage(pen: Pen, row: CaseRow, is_degraded: bool, locations: tuple[str, ...]) -> None:
    if is_degraded:
        pen.degraded.add(row.cells["outage"])
    if locations:
        pen.locations[row.cells["outage"]] = locations


def _maintenance_line(pen: Pen, item: ScalarNode, places: Places) -> None:
    try:
        when = read_stretch(item.text, pen.zone)
        services, resources = places.sorted_out(names_in(when.rest, places.names))
    except PhraseError as error:
        pen.refuse(item, error)
        return
    cells = _work(pen) | cells_of(when, "starts_at", "ends_at")
    cells |= _joined(services=services, resources=resources)
    pen.add(Table.MAINTENANCE, cells, {}, item)


def _maintenance_mapping(pen: Pen, item: MapNode, places: Places) -> None:
    _check_names(pen, item, places)
    own = {key: node for key in ("of", "took_place") if (node := item.find(key)) is not None}
    cells = _work(pen) | _named(pen, own.get("of"), places)
    if "took_place" in own:
        cells |= pen.stretch(own["took_place"], "took_place_from", "took_place_until")
    pen.row(Table.MAINTENANCE, item, cells, own)


def _exclusion_mapping(pen: Pen, item: MapNode, places: Places) -> None:
    _check_names(pen, item, places)
    of = item.find("of")
    pen.row(Table.EXCLUSIONS, item, _named(pen, of, places), {} if of is None else {"of": of})


def _request_mapping(pen: Pen, item: MapNode, places: Places) -> None:
    """A count of requests is of one service, one thing in it, or both.

    A thing that nothing else names may be one of a service whose points are as recorded.
    """
    of = item.find("of")
    name = "" if of is None else pen.text(of, "`of`")
    try:
        services, resources = places.sorted_out(names_in(name, places.names) if name else ())
        if of is not None and (len(services) > 1 or len(resources) > 1):
            several = " and ".join((*services, *resources))
            raise PhraseError(
                f"`of` names {several}, and requests are counted of one", "write a row for each"
            )
    except PhraseError as error:
        services, resources = (), (name,)
        if of is not None and not any(points == (service,) for service, points in places.points.items()):
            pen.refuse(of, error)
    cells = _joined(service=services, resource=resources)
    pen.row(Table.REQUESTS, item, cells, {} if of is None else {"of": of})


def _named(pen: Pen, of: Node | None, places: Places) -> dict[str, str]:
    """The services and resources that stand under `of`."""
    names: tuple[str, ...] = ()
    for node in _listed(of):
        try:
            names += names_in(pen.text(node, "`of`"), places.names)
        except PhraseError as error:
            pen.refuse(node, error)
    services, resources = places.sorted_out(names)
    return _joined(services=services, resources=resources)


def _fee_mapping(pen: Pen, item: MapNode, places: Places) -> None:
    pen.row(Table.FEES, item, {"since": format_instant(SINCE)}, {})


def _work(pen: Pen) -> dict[str, str]:
    count = sum(row.table is Table.MAINTENANCE for row in pen.rows) + 1
    return {"name": f"maintenance {count}", "kind": "planned"}


_MESSAGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "first_response": ("reply", {"substance": "substantive"}),
    "replies": ("reply", {}),
    "updates": ("update", {}),
    "acknowledged": ("acknowledged", {}),
    "resolved": ("resolved", {"is_workaround": "no"}),
    "workaround": ("resolved", {"is_workaround": "yes"}),
    "reopened": ("reopened", {}),
    "closed": ("closed", {}),
    "diagnosed": ("diagnosed", {}),
    "dispatched": ("dispatched", {}),
}
"""Keys of a ticket that tell when something happened to it."""
_WAITING = "waiting for customer"


def _ticket(pen: Pen, item: MapNode, places: Places) -> None:
    told = (*_MESSAGES, "pauses", "events")
    own = {key: node for key in told if (node := item.find(key)) is not None}
    of = item.find("of")
    named = {} if of is None else {"of": of}
    ticket = pen.row(Table.TICKETS, item, _things(pen, item, of, places), own | named)
    number = {column: ticket.cells[column] for column in ("source", "ticket")}
    day, before = _day_of(pen, ticket), len(pen.rows)
    for key, node in own.items():
        for each in _listed(node):
            if key == "pauses":
                _pause(pen, each, number)
            elif key == "events" and isinstance(each, MapNode):
                pen.row(Table.TICKET_EVENTS, each, number | {"actor": "agent"}, {}, day)
            elif key == "events":
                pen.desk.report(
                    Code.WRONG_SHAPE, each, "an event is written otherwise", "write `{at: …, event: reply}`"
                )
            else:
                _event(pen, each, key, number, day)
    pen.rows[before:] = sorted(pen.rows[before:], key=_told_at)


def _told_at(row: CaseRow) -> Instant:
    """When an event was, so that what is told by keys and by `events` comes in order of time."""
    at = row.cells.get("at")
    return parse_instant(at) if at else LATEST


def _things(pen: Pen, item: MapNode, of: Node | None, places: Places) -> dict[str, str]:
    """What a ticket is about; a name under `services` or `resources` that nothing bears is reported."""
    _check_names(pen, item, places)
    cells = _named(pen, of, places)
    resources = cells.get("resources", "").split(";")
    return _joined(services=() if "services" in cells else places.services_of(resources)) | cells


def _event(pen: Pen, node: Node, key: str, number: Mapping[str, str], day: Day) -> None:
    event, more = _MESSAGES[key]
    cells = {**number, "event": event, "actor": "agent", **more}
    if isinstance(node, MapNode):
        pen.row(Table.TICKET_EVENTS, node, cells, {}, day)
    elif (at := pen.moment(node, day)) is not None:
        pen.add(Table.TICKET_EVENTS, {**cells, "at": at}, {"at": node}, node)


def _pause(pen: Pen, node: Node, number: Mapping[str, str]) -> None:
    text = pen.text(node, "a pause")
    if not text:
        return
    try:
        when = read_stretch(text, pen.zone)
    except PhraseError as error:
        pen.refuse(node, error)
        return
    reason = {"actor": "agent", "reason": when.rest or _WAITING}
    pen.add(
        Table.TICKET_EVENTS,
        {**number, **reason, "event": "paused", "at": format_instant(when.start)},
        {"at": node},
        node,
    )
    if when.end is not None:
        pen.add(
            Table.TICKET_EVENTS,
            {**number, **reason, "event": "resumed", "at": format_instant(when.end)},
            {"at": node},
            node,
        )


def _day_of(pen: Pen, row: CaseRow) -> Day:
    """The day a ticket was opened, for times that name none."""
    opened = row.cells.get("opened_at")
    return pen.zone.date(parse_instant(opened)) if opened else None


def _listed(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, ListNode) else (node,)


def _joined(**names: tuple[str, ...]) -> dict[str, str]:
    return {column: ";".join(several) for column, several in names.items() if several}


_LINES: Mapping[Table, Callable[[Pen, ScalarNode, Places], None]] = {
    Table.OUTAGES: _outage_line,
    Table.MAINTENANCE: _maintenance_line,
    Table.RESOURCES: _resource_line,
}
"""Tables of which a row may be one line."""
_MAPPINGS: Mapping[Table, Callable[[Pen, MapNode, Places], None]] = {
    Table.OUTAGES: _outage_mapping,
    Table.MAINTENANCE: _maintenance_mapping,
    Table.TICKETS: _ticket,
    Table.EXCLUSIONS: _exclusion_mapping,
    Table.FEES: _fee_mapping,
    Table.REQUESTS: _request_mapping,
}
"""Tables whose rows have keys besides their columns."""
