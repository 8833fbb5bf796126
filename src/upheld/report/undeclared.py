"""What a text leaves open, as plain data."""

from __future__ import annotations

from upheld.agreement.interpretation import TermReading
from upheld.evaluation.statement import Undeclared
from upheld.report.figure import Json, present


def undeclared_data(undeclared: Undeclared) -> Json:
    """A term that the agreement does not declare: its readings, and what rests on them.

    `within` of a reading is the mapping of the file in which its line would stand; `read_as` counts from 0.
    """
    term = undeclared.term
    return {
        "code": term.code,
        "asks": term.asks,
        "at": str(term.place),
        "readings": [_reading(reading) for reading in term.readings],
        **present(
            objectives=list(undeclared.objectives),
            decides=list(undeclared.decides),
            settlement=[part.value for part in undeclared.settlement],
            read_as=undeclared.read_as,
        ),
    }


def _reading(reading: TermReading) -> Json:
    return {
        "line": reading.line,
        **present(within=list(reading.within), meaning=reading.meaning or None),
    }
