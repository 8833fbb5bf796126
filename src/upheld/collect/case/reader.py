"""Reading a case: its rows through the columns of their tables, and states from its list of outages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.provenance import Place
from upheld.agreement.service import Quorum
from upheld.agreement.snapshot import Retention
from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.collect.arrow_arrays import texts
from upheld.collect.batch import Batch
from upheld.collect.binding_nodes import Desk, plain
from upheld.collect.bindings import Bindings, PointBinding, SourceBinding
from upheld.collect.case.case import FEE, ILLUSTRATION, Case
from upheld.collect.case.fees import take_fee
from upheld.collect.case.places import Places, Told, paid_thing
from upheld.collect.case.requests import (
    requests_of,
    services_by_error_rate,
    stretches_around,
    told_by_outages,
    untold,
)
from upheld.collect.case.rows import SOURCE, CaseRow, Pen
from upheld.collect.case.short_forms import names_told, rows_under, take_rows
from upheld.collect.case.states import HOLD, Downtime, observations_of, outside, overlaps
from upheld.collect.case.wide_zone import widened
from upheld.collect.cells import MAPPABLE
from upheld.collect.census import Census
from upheld.collect.column import Kind
from upheld.collect.columns import COLUMNS, column_named
from upheld.collect.folder import FolderReading
from upheld.collect.gathering import Gathered, Gathering
from upheld.collect.layout import Layout
from upheld.collect.problem import Problems
from upheld.collect.record_reader import read_records
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.observation import State
from upheld.evidence.request import RequestCount
from upheld.language.diagnostic import Code, Diagnostic, Level
from upheld.language.source import MapNode, Node, ScalarNode


class Setting(Struct, frozen=True, kw_only=True):
    """What a case is read beside: the agreement, its zone, and the period that is judged."""

    agreement: Agreement
    zone: Zone
    period: Interval
    label: str


def read_case(case: Case, setting: Setting) -> FolderReading:
    """Read all that a case tells; with anything wrong in it there is no evidence.

    What names no time zone is told in the agreement's. The list of outages is complete, unless the case says
    that it is not: every point was up at every other time.
    """
    desk = Desk(case.lines, list(case.diagnostics))
    zone = widened(setting.zone)
    measures = {measure.name: measure for measure in setting.agreement.measures}
    are_kept = any(isinstance(each.indicator, Retention) for each in setting.agreement.objectives)
    pen = Pen(desk, zone, setting.agreement.currency, measures=measures, are_kept=are_kept)
    places = Places.of(setting.agreement, _told_of(case, zone, setting.agreement))
    tables = frozenset(table for table in Table if table.value in case.nodes)
    _ask_of_what(case, pen, places)
    for name, service in places.recorded:
        at = case.nodes.get(Table.OUTAGES.value) or case.nodes.get(FEE)
        if at is not None:
            pen.add(Table.RESOURCES, {"resource": name, "service": service}, {}, at)
            tables |= {Table.RESOURCES}
    for table in Table:
        if table.value in case.nodes:
            take_rows(pen, table, case.nodes[table.value], places)
    if FEE in case.nodes:
        take_fee(pen, case.nodes[FEE], setting.period.start, places.wholly_paid, setting.agreement)
        tables |= {Table.FEES}
    if Table.TICKETS in tables:
        tables |= {Table.TICKET_EVENTS}
    illustration = case.nodes.get(ILLUSTRATION)
    said = None if illustration is None else pen.text(illustration, f"`{ILLUSTRATION}`")
    return _gathered(case, pen, places, setting, tables, said or None)


def _ask_of_what(case: Case, pen: Pen, places: Places) -> None:
    """Report fees of what may be a part of a service that failed, where its figure goes by its parts."""
    written = case.nodes.get(Table.FEES.value) or case.nodes.get(FEE)
    at = written or case.nodes.get(Table.OUTAGES.value)
    for service, names in places.guessed.items():
        several = ", ".join(f"`{name}`" for name in names)
        have, they = ("has a fee", "it is") if len(names) == 1 else ("have fees", "they are")
        remedy = (
            f'write its service before what each fee is for: `--fee "{service} {names[0]}=500"`, or another'
            if written is None
            else "list every part under `resources`, each with its service: "
            f"`{{resource: {names[0]}, service: {service}}}`, or another"
        )
        if written is case.nodes.get(FEE) and written is not None:
            remedy = f"write its service before its name, `{service} {names[0]}`, or another; or {remedy}"
        message = (
            f"{several} {have}, and nothing says whether {they} of `{service}`, whose figure goes by how "
            "many parts it has"
        )
        if at is not None:
            pen.desk.report(Code.UNREADABLE_VALUE, at, message, remedy)


def _told_of(case: Case, zone: Zone, agreement: Agreement) -> Told:
    """Names of parts of services, wherever a case tells of them."""
    table = case.nodes.get(Table.RESOURCES.value)
    fees = case.nodes.get(Table.FEES.value)
    paid = list(_named_in(fees))
    fee = case.nodes.get(FEE)
    by_resource = fee.find("resources") if isinstance(fee, MapNode) else None
    if isinstance(by_resource, MapNode):
        known = {name for name, _ in paid}
        things = [paid_thing(plain(key.text), agreement) for key, _ in by_resource.entries]
        paid += [(name, service) for name, service in things if name not in known]
    paid += [paid_thing(text, agreement) for text in case.paid]
    outages = case.nodes.get(Table.OUTAGES.value)
    return Told(
        resources=tuple(_named_in(table)),
        has_table=table is not None,
        paid=paid,
        named=[names_told(item, zone) for item in rows_under(outages)],
    )


def _named_in(node: Node | None) -> Iterator[tuple[str, str | None]]:
    """Resources that rows name, each with its service where it is said."""
    for item in rows_under(node):
        if isinstance(item, ScalarNode):
            yield plain(item.text), None
        elif isinstance(item, MapNode):
            name, service = item.find("resource"), item.find("service")
            if isinstance(name, ScalarNode):
                yield plain(name.text), plain(service.text) if isinstance(service, ScalarNode) else None


def _gathered(
    case: Case,
    pen: Pen,
    places: Places,
    setting: Setting,
    tables: frozenset[Table],
    illustration: str | None,
) -> FolderReading:
    problems, census, gathering = Problems(), Census(), Gathering()
    points = set(places.all_points)
    watched = [row for row in pen.rows if row.table in (Table.STATES, Table.SAMPLES)]
    bindings = Bindings(
        illustration=illustration,
        sources={
            row.cells["source"]: SourceBinding(name=row.cells["source"], hold=HOLD)
            for row in watched
            if row.table is Table.STATES
        },
        points=tuple(_bound(row) for row in _once_each(watched) if row.cells.get("site") in points),
    )
    rows: list[CaseRow] = []
    for table in Table:
        if table in tables:
            census.found(table)
            own = [row for row in pen.rows if row.table is table]
            batch = _batch(case.lines.file, len(rows), own)
            rows += own
            before = problems.found
            records = read_records(batch, Layout(table=table), bindings, problems)
            if problems.found == before and own:
                census.take(table, records)
                gathering.take(table, records, problems)
    gathered = None if problems else gathering.gathered(bindings, frozenset(census.tables), problems)
    diagnostics = [*pen.desk.diagnostics, *_told(problems, rows, pen.desk)]
    told = tuple(sorted(diagnostics, key=lambda each: (each.place, each.code.label)))
    if gathered is None or any(each.level is Level.ERROR for each in told):
        return FolderReading(evidence=None, diagnostics=told)
    return FolderReading(
        evidence=_with_states(gathered, case, pen, places, setting),
        diagnostics=told,
        tables=dict(census.tables),
        repeated=gathered.repeated,
        unbound=gathered.unbound_sites,
        unbound_series=gathered.unbound_series,
        bindings=bindings,
        latest=_latest(rows, setting),
    )


def _once_each(rows: Sequence[CaseRow]) -> list[CaseRow]:
    return list({(row.cells["source"], row.cells.get("site")): row for row in rows}.values())


def _bound(row: CaseRow) -> PointBinding:
    return PointBinding(
        point=row.cells["site"],
        source=row.cells["source"],
        site=row.cells["site"],
        place=row.node.place,
        named_at=row.node.place,
    )


def _batch(file: str, first: int, rows: Sequence[CaseRow]) -> Batch:
    cells = {
        column.name: texts([row.cells.get(column.name) or None for row in rows])
        for column in (COLUMNS[rows[0].table] if rows else ())
    }
    return Batch(file=file, first=first, size=len(rows), cells=cells)


def _told(problems: Problems, rows: Sequence[CaseRow], desk: Desk) -> Iterator[Diagnostic]:
    """Problems of rows as diagnostics, each at the value it is about."""

    def lines_of(_: str, wanted: frozenset[int]) -> Mapping[int, int]:
        return {index: rows[index].node.place.line for index in wanted}

    for index, problem in problems.by_record(lines_of):
        at: Node | Place = Place(desk.lines.file, max(problem.row, 1), 1)
        if index >= 0:
            at = rows[index].at.get(problem.column, rows[index].node)
        if index >= 0 and problem.column and problem.column not in rows[index].cells:
            if rows[index].at.get(problem.column) is None:
                yield _missing(problem.column, rows[index], desk)
            continue
        column = f"`{problem.column}`: " if problem.column else ""
        remedy = problem.remedy.replace(MAPPABLE, "write one of these")
        yield desk.lines.diagnose(Code.UNREADABLE_VALUE, at, f"{column}{problem.reason}", remedy)


def _missing(column: str, row: CaseRow, desk: Desk) -> Diagnostic:
    """What a row lacks; what was written and could not be read was reported where it was read."""
    message = f"a row of `{row.table.value}` does not say `{column}`"
    remedy = f"add `{column}: …`: {column_named(row.table, column).meaning}"
    return desk.lines.diagnose(Code.MISSING_KEY, row.node, message, remedy)


_HAPPENINGS = frozenset(
    {
        Table.TICKETS,
        Table.TICKET_EVENTS,
        Table.INCIDENTS,
        Table.INCIDENT_UPDATES,
        Table.NOTICES,
        Table.RECOVERIES,
        Table.REVIEWS,
        Table.CLAIMS,
    }
)
"""Tables that tell what somebody did; other times, such as the end of a fee, may lie ahead."""


def _latest(rows: Sequence[CaseRow], setting: Setting) -> Instant | None:
    """The last thing a case tells of that somebody did, or the end of an outage that outlasts the period."""
    times = (
        parse_instant(row.cells[column.name])
        for row in rows
        if row.table in _HAPPENINGS
        for column in COLUMNS[row.table]
        if column.kind is Kind.TIME and row.cells.get(column.name)
    )
    return max((*times, *_lasting(rows, setting)), default=None)


def _lasting(rows: Iterable[CaseRow], setting: Setting) -> Iterator[Instant]:
    """When outages ended that went on over the end of the period."""
    for row in rows:
        since, until = row.cells.get("since"), row.cells.get("until")
        if row.table is Table.OUTAGES and since and until:
            ended = parse_instant(until)
            if parse_instant(since) < setting.period.end < ended:
                yield ended


def _with_states(gathered: Gathered, case: Case, pen: Pen, places: Places, setting: Setting) -> Evidence:
    """The evidence with states of every point that has no records of its own, where outages are listed."""
    evidence = gathered.evidence
    if Table.OUTAGES.value not in case.nodes:
        return evidence
    downtimes = [
        Downtime(
            outage,
            tuple(places.taken_down(outage)),
            State.DEGRADED if outage.number in pen.degraded else State.DOWN,
            pen.locations.get(outage.number, ()),
        )
        for outage in evidence.outages
    ]
    recorded = {each.point for each in evidence.observations}
    otherwise = State.UP if case.is_complete else State.UNKNOWN
    states = tuple(
        seen
        for point in places.spots
        if point.point not in recorded
        for seen in observations_of(point, downtimes, SOURCE, otherwise, places.locations)
    )
    flags = (*overlaps(downtimes, SOURCE), *outside(downtimes, setting.period, setting.label, SOURCE))
    tables = evidence.tables | {Table.STATES}
    is_told = Table.REQUESTS in tables
    requests = (
        _requests(case, downtimes, places, setting, pen.zone, evidence.requests)
        if evidence.requests or not is_told
        else ()
    )
    if requests:
        of = sorted({each.resource or each.service or "" for each in requests}) if is_told else ()
        tables, flags = tables | {Table.REQUESTS}, (*flags, told_by_outages(SOURCE, of))
    return replace(
        evidence,
        tables=tables,
        observations=(*evidence.observations, *states),
        requests=(*evidence.requests, *requests),
        flags=tuple(sorted((*evidence.flags, *flags), key=lambda each: (each.code, each.source, each.says))),
    )


def _requests(
    case: Case,
    downtimes: Sequence[Downtime],
    places: Places,
    setting: Setting,
    zone: Zone,
    told: Sequence[RequestCount],
) -> tuple[RequestCount, ...]:
    """The requests that a list of outages tells of, where promises go by error rates.

    Where some are told of, those of what outages were of and no row may be of: such as of one of two
    services, or of one of two regions that are judged each by itself.
    """
    stretches = stretches_around(setting.period, zone)
    apart = {each.name for each in setting.agreement.services if each.down_when is Quorum.EACH}
    found = (
        each
        for service, kinds in services_by_error_rate(setting.agreement).items()
        for kind in kinds
        for each in requests_of(
            service,
            places.points[service]
            if not told
            else untold(service, places, downtimes, told, service in apart),
            places,
            downtimes,
            SOURCE,
            stretches,
            known=case.is_complete,
            labels=kind,
        )
    )
    return tuple(sorted(found, key=lambda each: (each.interval, each.series)))
