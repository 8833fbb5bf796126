"""Exclusions: time or events that do not count, and what must be true for that."""

from __future__ import annotations

from upheld.agreement.exclusion import (
    EmergencyWork,
    Exclusion,
    HoursExclusion,
    MaintenanceExclusion,
    NoticeIs,
)
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Named, Reference, Written, choice
from upheld.language.record import Record
from upheld.language.terms.causes import ACTS_ON, CAUSE, CAUSE_TERMS, build_acts_on, build_cause
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.work_limits import (
    ALLOWANCE,
    EXCESS,
    LONGEST,
    MAINTENANCE,
    NOTICE,
    NOTICE_DAYS,
    days_of_notice,
)

HOURS_NAME = Reference("hours", "the name of service hours")

_DURING: Directive[str] = Directive(
    "during",
    HOURS_NAME,
    "A standing window is left out, such as every night at four.",
    "nightly",
)
_NOTICE_IS: Directive[NoticeIs] = Directive(
    "notice_is",
    choice(NoticeIs),
    "What late notice does: where it is a `condition` the work counts, where it is a `duty` the lateness is "
    "reported.",
    "duty",
    default=Open(
        Code.NOTICE_EFFECT,
        "the words do not say whether maintenance announced too late still does not count",
        senses(
            {
                NoticeIs.CONDITION: "what is announced too late counts like any outage",
                NoticeIs.DUTY: "it does not count, and the late notice is a miss of its own",
            }
        ),
    ),
    only_with=(NOTICE,),
)
_HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Hours in which the work must lie; work outside them is not left out.",
    "nightly",
    default=Otherwise(None, "at any time"),
    only_with=(MAINTENANCE,),
)
_EMERGENCIES: Directive[EmergencyWork] = Directive(
    "emergency_work",
    choice(EmergencyWork),
    "What emergency maintenance counts as, where `maintenance` does not name it and the text allows it "
    "without notice.",
    "excluded",
    default=Otherwise(EmergencyWork.COUNTED, f"`{EmergencyWork.COUNTED.value}`"),
    only_with=(MAINTENANCE,),
)


def _build(fields: Fields) -> Exclusion:
    if fields.has(CAUSE):
        return build_cause(fields)
    if fields.has(_DURING):
        return HoursExclusion(
            name=fields.name,
            during=fields[_DURING],
            acts_on=build_acts_on(fields),
            clause=fields[CLAUSE],
            place=fields.place,
        )
    return MaintenanceExclusion(
        name=fields.name,
        kinds=fields[MAINTENANCE],
        notice=fields[NOTICE][0],
        notice_by_kind=fields[NOTICE][1],
        business_days=days_of_notice(fields),
        notice_is=fields[_NOTICE_IS],
        hours=fields[_HOURS],
        emergencies=fields[_EMERGENCIES],
        longest=fields[LONGEST],
        allowances=fields[ALLOWANCE],
        excess=fields[EXCESS],
        acts_on=build_acts_on(fields),
        clause=fields[CLAUSE],
        place=fields.place,
    )


EXCLUSIONS: Directive[tuple[Written[Exclusion], ...]] = Directive(
    "exclusions",
    Named(
        "exclusion",
        Record(
            "exclusion",
            "Time or events that do not count. Its first key says which: `maintenance`, `during` or `cause`.",
            (
                MAINTENANCE,
                NOTICE,
                NOTICE_DAYS,
                _NOTICE_IS,
                _HOURS,
                _EMERGENCIES,
                LONGEST,
                ALLOWANCE,
                EXCESS,
                _DURING,
                *CAUSE_TERMS,
                ACTS_ON,
                CLAUSE,
            ),
            _build,
            one_of=(MAINTENANCE, _DURING, CAUSE),
        ),
    ),
    "Exclusions by name: what does not count where an objective names them, or they act by themselves.",
    "{works: {maintenance: planned, notice: at least 24 hours}}",
    default=Otherwise((), "none"),
)
