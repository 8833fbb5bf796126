"""iCalendar: works that come again and again, expanded into a table of maintenance."""

from __future__ import annotations

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.collect.importers.importer import Import, Importer
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.works_calendar import begins, is_endless, occurrences, read_rules
from upheld.evidence.evidence import Table

FAR = 50 * 366 * DAY
"""So long after its beginning a rule that ends has ended."""


def run(work: Import) -> None:
    """Write a row for each occurrence: what is written stays as it was expanded."""
    read = read_rules(work.path.name, work.path.read_bytes())
    if isinstance(read, ParcelProblems):
        for wrong in read.problems:
            work.problems.of_file(wrong.place, wrong.reason, wrong.remedy)
        return
    until = work.settings.until
    for rule in read:
        if until is None and is_endless(rule):
            reason, remedy = f"`{rule.name}` comes for ever", "say until when: --until 2027-01-01"
            work.problems.of_file(work.path.name, reason, remedy)
            continue
        for each in occurrences(rule, begins(rule), until or Instant(begins(rule) + FAR)):
            times = {"starts_at": format_instant(each.starts_at), "ends_at": format_instant(each.ends_at)}
            work.rows += 1
            work.publication.write(Table.MAINTENANCE, {"source": work.source, **each.cells, **times})


IMPORTER = Importer(
    reads="works in iCalendar: DTSTART, DTEND, RRULE, RDATE, EXDATE (needs upheld[server])",
    needs_zone=False,
    tables=(Table.MAINTENANCE,),
    run=run,
)
