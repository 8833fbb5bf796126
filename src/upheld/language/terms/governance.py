"""Governance: objectives that the agreement is reviewed, and reported on."""

from __future__ import annotations

from msgspec.structs import replace

from upheld.agreement.governance import ChangeNotice, Reporting, ReportOccasion, Review, ReviewsCounted
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Reference, Text, choice
from upheld.language.record import Record
from upheld.language.terms.cadences import CADENCE
from upheld.language.terms.changes import parse_notice
from upheld.language.terms.matrices import Times
from upheld.language.terms.span_calendars import only_business_days
from upheld.language.terms.timing import BUSINESS_DAYS, HOURS, TimedTerms, timed
from upheld.quantity import Duration, Unit

_OF: Directive[str] = Directive(
    "of",
    Text("what is reviewed"),
    "What is reviewed, as evidence names it.",
    "agreement",
    default=Otherwise("agreement", "`agreement`"),
)
_EVERY: Directive[Duration] = Directive("every", CADENCE, "How often it is reviewed.", "quarter")

_COUNTED_IN: Directive[ReviewsCounted] = Directive(
    "counted_in",
    choice(ReviewsCounted),
    "Whether the time from one review to the next is what counts, or that there is one in each calendar "
    "month, quarter or year, of the first of which the agreement may cover a part only.",
    "calendar periods",
    default=Otherwise(ReviewsCounted.ELAPSED, f"`{ReviewsCounted.ELAPSED.value}`"),
)
_OF_THE_CALENDAR = (Unit.MONTH, Unit.QUARTER, Unit.YEAR)


def _build_review(fields: Fields) -> Review:
    every, counted_in = fields[_EVERY], fields[_COUNTED_IN]
    if counted_in is ReviewsCounted.CALENDAR and (every.unit not in _OF_THE_CALENDAR or every.count != 1):
        message = f"`{every}` is no period of the calendar"
        remedy = "write `every: month`, `every: quarter` or `every: year`"
        fields.reader.report(Code.WRONG_UNIT, fields.at(_COUNTED_IN), message, remedy)
    return Review(of=fields[_OF], every=every, counted_in=counted_in)


REVIEW: Directive[Review] = Directive(
    "review",
    Record(
        "review",
        "A promise to review the agreement so often. A single text is `every`.",
        (_EVERY, _OF, _COUNTED_IN),
        _build_review,
        short=_EVERY,
    ),
    "The objective is that the agreement is reviewed so often.",
    "{every: quarter}",
)

_WHAT: Directive[str] = Directive(
    "what", Text("a report"), "The report, as evidence names it.", "monthly summary"
)
_ON: Directive[ReportOccasion] = Directive(
    "on",
    choice(ReportOccasion),
    "What calls for it.",
    "end of the period",
    default=Otherwise(ReportOccasion.REQUEST, f"`{ReportOccasion.REQUEST.value}`"),
)
_CONTAINS: Directive[tuple[str, ...]] = Directive(
    "contains",
    ListOf(Text("an item"), "an item or a list of items"),
    "What it must contain.",
    "[availability, response times]",
    default=Otherwise((), "nothing in particular"),
)


def _build_reporting(fields: Fields) -> TimedTerms:
    hours, business_days = timed(fields)
    what, on, contains = fields[_WHAT], fields[_ON], fields[_CONTAINS]

    whenever = Reporting(what=what, on=on, hours=hours, business_days=business_days, contains=contains)

    def make(times: Times) -> Reporting:
        return replace(whenever, within=times.cells[0].inside)

    return TimedTerms(hours, business_days, make, untimed=whenever)


REPORTING: Directive[TimedTerms] = Directive(
    "reporting",
    Record(
        "reporting",
        "A promise to report. A single text is `what`.",
        (_WHAT, _ON, _CONTAINS, HOURS, BUSINESS_DAYS),
        _build_reporting,
        short=_WHAT,
    ),
    "The objective is that a report is given, on request or after each period.",
    "{what: monthly summary, on: request}",
)

_CHANGED: Directive[str] = Directive(
    "of",
    Text("what is changed"),
    "What is changed, as `what` of a change in evidence names it.",
    "agreement",
    default=Otherwise("agreement", "`agreement`"),
)
_IN_ADVANCE: Directive[Duration] = Directive(
    "notice",
    Phrase(parse_notice, "a least length of time (`at least 30 days`, `at least 10 business days`)"),
    "How long before it takes effect a change must have been announced, in its row or in a notice about it. "
    "Business days are counted after the day of the announcement, and the change takes effect on the last of "
    "them or later.",
    "at least 30 days",
)
_NOTICE_DAYS: Directive[str | None] = Directive(
    "business_days",
    Reference("business days", "the name of business days"),
    "The calendar by which a notice in business days is counted.",
    "banking",
    default=Otherwise(None, "the only one that is declared"),
    only_with=(_IN_ADVANCE,),
)


def _build_change_notice(fields: Fields) -> ChangeNotice:
    notice, days = fields[_IN_ADVANCE], fields[_NOTICE_DAYS]
    if notice.is_business and (notice.unit is not Unit.BUSINESS_DAY or notice.count.denominator != 1):
        message, remedy = f"`{notice}` is business time", "write it in business days, days, months or hours"
        fields.reader.report(Code.WRONG_UNIT, fields.at(_IN_ADVANCE), message, remedy)
    elif notice.is_business and days is None:
        days = only_business_days(fields, _IN_ADVANCE)
    return ChangeNotice(of=fields[_CHANGED], notice=notice, business_days=days)


CHANGE_NOTICE: Directive[ChangeNotice] = Directive(
    "change_notice",
    Record(
        "change notice",
        "A promise to announce changes, such as those of the agreement, before they take effect. A single "
        "text is `notice`.",
        (_IN_ADVANCE, _CHANGED, _NOTICE_DAYS),
        _build_change_notice,
        short=_IN_ADVANCE,
    ),
    "The objective is that changes of the agreement, or of something else, are announced in time.",
    "{notice: at least 30 days, of: agreement}",
)
