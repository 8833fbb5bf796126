"""Heartbeats: a plain request that says that something works, made into a sample of the time it came."""

from __future__ import annotations

from upheld.chrono.instant import format_instant
from upheld.collect.parcel.parcel import ParcelProblems, RowProblem
from upheld.collect.parcel.reader import Cells, records_of_cells
from upheld.collect.parcel.samples import Samples
from upheld.collect.problem import nearest, quoted
from upheld.collect.sample_stream import batch_of
from upheld.collect.shapes.shape import Received, Reception, Shape
from upheld.evidence.evidence import Table

_PARAMETERS = {
    "site": "what is alive, in the words of its source",
    "location": "from where it is watched",
    "state": "up, degraded, down or unknown; `up` where it is not said",
    "response_us": "how long its work took, in microseconds",
}


def _read(body: bytes, reception: Reception) -> Received | ParcelProblems:
    """Take the time of arrival for that of the sample; the body says nothing."""
    for name in reception.parameters:
        if name not in _PARAMETERS:
            reason, remedy = f"unknown parameter {quoted(name)}", nearest(name, _PARAMETERS)
            return ParcelProblems(problems=(RowProblem(row=None, field=name, reason=reason, remedy=remedy),))
    row = {"state": "up", **{name: text for name, text in reception.parameters.items() if text}}
    row |= {"source": reception.source, "at": format_instant(reception.now)}
    taken = records_of_cells(Table.SAMPLES, Cells(rows=[row], places=[""]))
    if isinstance(taken, ParcelProblems):
        return taken
    return Received(samples=Samples(batch=batch_of(taken.records)))


SHAPE = Shape(
    takes="a ping of something that is alive",
    media_types=(),
    parameters=_PARAMETERS,
    is_of_its_time=True,
    read=_read,
)
