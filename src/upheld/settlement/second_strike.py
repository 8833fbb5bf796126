"""The second strike: a breach, a written notice of it, and another breach soon after the notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.termination import BreachAfterNotice
from upheld.chrono.instant import Instant
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.duties.message import sent_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.reason import Moment
from upheld.evidence.governance import Notice
from upheld.settlement.breach_record import BreachRecord, DatedBreach
from upheld.settlement.time_limit import Since, time_limit


class Struck(Struct, frozen=True):
    """A breach, the notice of it, and the breach that followed in time."""

    first: DatedBreach
    notice: Notice
    sent_at: Instant
    second: DatedBreach


def second_strikes(
    ground: BreachAfterNotice,
    record: BreachRecord,
    notices: Sequence[Notice],
    calendars: Calendars,
    as_of: Instant,
) -> Iterator[Struck]:
    """Give each breach that follows a notice of an earlier one in time, by the last such notice."""
    sent = [
        (at, notice)
        for notice in notices
        if alike(notice.kind, ground.notice) and (at := sent_at(notice)) is not None and at <= as_of
    ]
    for second in record.breaches:
        for at, notice in sorted(sent, key=lambda pair: (pair[0], pair[1].identity), reverse=True):
            earlier = [each for each in record.breaches if each.breach.at <= at]
            last = time_limit(ground.within, Since(at), calendars)
            if earlier and isinstance(last, Moment) and at < second.breach.at <= last.value:
                yield Struck(earlier[-1], notice, at, second)
                break
