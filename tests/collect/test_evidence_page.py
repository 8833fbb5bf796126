"""`docs/evidence.md`: its tables are those of the code, its examples are read, and nothing is left out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from evidence_folder import write

from upheld.agreement.objective import Indicator
from upheld.chrono.instant import HOUR, format_instant
from upheld.collect import binding_reader
from upheld.collect.column_reference import column_reference, table_reference, unit_reference
from upheld.collect.fitting.needed_tables import TABLES_OF
from upheld.collect.fitting.promise_reference import promise_reference
from upheld.collect.folder import FolderReading, read_folder
from upheld.collect.forms import FORMS
from upheld.collect.importers import IMPORTERS
from upheld.collect.layout import DateOrder
from upheld.collect.local_time import Repeated
from upheld.collect.metric_bindings import METRIC_KEYS
from upheld.collect.parcel.handle_reference import handle_reference
from upheld.collect.parcel.parcel import MOST_ROWS, BodyForm, Parcel
from upheld.collect.parcel.reader import LONGEST_RESPONSE, read_parcel
from upheld.collect.shapes import SHAPES
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.observation import Grain

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) (?:file=(\S+)|(read|refused))\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _examples() -> list[tuple[dict[str, str], str, str]]:
    """The examples: files up to a block that says what comes of them, then afresh."""
    found, files = [], dict[str, str]()
    for _, name, outcome, text in BLOCK.findall(PAGE):
        if name:
            files[name] = text
        else:
            found.append((files, outcome, text))
            files = {}
    assert not files
    return found


def _summary(reading: FolderReading) -> list[str]:
    """What was read, a line for each thing."""
    evidence = reading.evidence
    if evidence is None:
        return [str(problem) for problem in reading.problems]
    lines = [evidence.illustration] if evidence.illustration else []
    for each in evidence.observations:
        place = f"{each.source}/{each.site}" + (f"@{each.location}" if each.location else "")
        hold = f", held for {each.hold // HOUR} h" if each.grain is Grain.STATE else ""
        lines.append(f"{each.point}: {len(each.times)} {each.grain.value}s of {place}{hold}")
    for ticket in evidence.tickets:
        events = ", ".join(event.kind.value for event in ticket.events)
        lines.append(f"{ticket.source}/{ticket.number}: {events}")
    for work in evidence.maintenance:
        start, end = format_instant(work.planned.start), format_instant(work.planned.end)
        lines.append(f"{work.source}/{work.name}: {start} to {end}")
    lines.extend(_measured(evidence))
    lines.extend(_events(evidence))
    lines.extend(_accounts(evidence))
    lines.extend(f"flagged: {flag.code}" for flag in evidence.flags)
    lines.extend(f"not bound: {site.source}/{site.site}, {site.records} records" for site in reading.unbound)
    return lines


def _measured(evidence: Evidence) -> Iterator[str]:
    for run in evidence.measurements:
        if len(run.times):
            values, total = run.counts.sum(), run.totals.sum()
            yield (
                f"{run.measure}: {len(run.times)} records of {run.key}, {values} values, {total} "
                f"{run.scale.value} in all"
            )
        for histogram in run.histograms:
            buckets = zip(histogram.counts, histogram.bounds, strict=True)
            shown = (f"{n} above" if bound is None else f"{n} up to {bound}" for n, bound in buckets)
            yield f"{run.measure}: a histogram of {run.key}: {', '.join(shown)}"
    for figure in evidence.aggregates:
        of = f"{figure.statistic} of {figure.source}/{figure.series}"
        yield f"{figure.measure}: {of} is {figure.value} {figure.scale.value}"
    for count in evidence.requests:
        start, end = format_instant(count.interval.start), format_instant(count.interval.end)
        yield f"{count.series}: {count.failed} of {count.total} requests failed from {start} to {end}"


def _events(evidence: Evidence) -> Iterator[str]:
    for incident in evidence.incidents:
        told = ", ".join(item for update in incident.updates for item in update.contains)
        yield f"{incident.identity}: {incident.kind}, told {told}"
    yield from (f"{outage.identity}: resources {', '.join(outage.resources)}" for outage in evidence.outages)
    for case in evidence.exclusions:
        yield f"{case.identity}: {case.cause}, agreed by {', '.join(case.approved_by)}"
    yield from (f"{change.identity}: {change.what}" for change in evidence.changes)
    for notice in evidence.notices:
        sent = "asked for, not sent" if notice.sent_at is None else "sent"
        yield f"{notice.identity}: {sent}"


def _accounts(evidence: Evidence) -> Iterator[str]:
    for snapshot in evidence.snapshots:
        seen = f"from {format_instant(snapshot.first_seen)} to {format_instant(snapshot.last_seen)}"
        yield f"{snapshot.identity}: seen {seen}"
    for recovery in evidence.recoveries:
        yield f"{recovery.identity}: {'drill' if recovery.is_drill else 'failure'}"
    yield from (f"{each.identity}: {each.control}" for each in evidence.attestations)
    yield from (f"review of {each.of}" for each in evidence.reviews)
    yield from (f"{claim.identity}: {claim.objective}" for claim in evidence.claims)
    yield from (f"{fee.identity}: {fee.amount}" for fee in evidence.fees)
    yield from (f"{account.identity}: {account.size}" for account in evidence.accounts)
    yield from (f"{credit.identity}: {credit.amount}" for credit in evidence.credits)
    yield from (f"resource {each.name} of {each.service}" for each in evidence.resources)


@pytest.mark.parametrize("number", range(len(_examples())))
def test_an_example_is_read_as_the_page_says(tmp_path: Path, number: int) -> None:
    files, outcome, text = _examples()[number]
    for name, data in files.items():
        write(tmp_path, name, data)
    reading = read_folder(tmp_path)
    assert reading.diagnostics == ()
    assert (reading.evidence is None) == (outcome == "refused")
    assert _summary(reading) == text.splitlines()


BODY = re.compile(
    r"^```ndjson body=(\w+)\n(.*?)^```\n\n^```text (kept|told)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)


@pytest.mark.parametrize(("table", "body", "outcome", "text"), BODY.findall(PAGE))
def test_a_body_is_taken_as_the_page_says(table: str, body: str, outcome: str, text: str) -> None:
    read = read_parcel(Table(table), body.encode(), BodyForm.NDJSON)
    assert isinstance(read, Parcel) == (outcome == "kept")
    if isinstance(read, Parcel):
        said = [f"{row.identity} {row.content.decode()}" for row in read.rows]
    else:
        said = list(map(str, read.problems))
    assert said == text.splitlines()


def test_forms_and_limits_of_bodies_stand_on_the_page() -> None:
    assert len(BODY.findall(PAGE)) > 1
    for form in BodyForm:
        assert f"`{form.value}`" in PAGE
    for limit in (MOST_ROWS, LONGEST_RESPONSE):
        assert f"{limit:,}".replace(",", " ") in PAGE


@pytest.mark.parametrize("table", list(Table))
def test_the_columns_of_the_page_are_those_of_the_code(table: Table) -> None:
    assert column_reference(table) in PAGE


@pytest.mark.parametrize("reference", [table_reference, unit_reference, promise_reference, handle_reference])
def test_the_lists_of_the_page_are_those_of_the_code(reference: Callable[[], str]) -> None:
    assert reference() in PAGE


def test_every_kind_of_promise_has_its_tables() -> None:
    assert set(TABLES_OF) == set(get_args(Indicator))


def test_every_key_word_ending_and_importer_stands_on_the_page() -> None:
    keys = {
        *binding_reader.KEYS,
        *binding_reader.SOURCE_KEYS,
        *binding_reader.FILE_KEYS,
        *binding_reader.POINT_KEYS,
        *binding_reader.MEASURE_KEYS,
        *METRIC_KEYS,
        *IMPORTERS,
        *SHAPES,
    }
    for key in keys:
        assert f"\n| `{key}` |" in PAGE
    words = {*(each.value for each in (*DateOrder, *Repeated, *Grain)), *FORMS, binding_reader.ANYWHERE}
    for word in words:
        assert f"`{word}`" in PAGE


def test_every_flag_stands_on_the_page() -> None:
    source = Path(binding_reader.__file__).parent
    codes = {
        code for path in source.rglob("*.py") for code in re.findall(r'code="([a-z-]+)"', path.read_text())
    }
    assert codes
    for code in codes:
        assert f"\n| `{code}` |" in PAGE


def test_reading_evidence_does_not_wait_for_pandas_or_holidays() -> None:
    folder = Path(__file__).parents[2] / "examples" / "pimlayer" / "evidence"
    code = (
        "import sys; from pathlib import Path; from upheld.collect.folder import read_folder; "
        f"read_folder(Path({str(folder)!r})); print({{'pandas', 'holidays'}} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
