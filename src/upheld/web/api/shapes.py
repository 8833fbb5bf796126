"""What other systems send in shapes of their own: as rows and samples of a dossier, by tokens."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import to_builtins

from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes import SHAPES
from upheld.collect.shapes.otlp_answers import export_answer, status_answer
from upheld.collect.shapes.shape import JSON, PROTOBUF
from upheld.errors import NoRoom, NotWritten, UpheldError, UsageError
from upheld.operations.receiving import Posting, Receipt, receive
from upheld.operations.taking_in import Place, dossier_for
from upheld.quantity import did_you_mean
from upheld.web.access import View
from upheld.web.api.answers import answer, refused_rows
from upheld.web.api.body import media_type_of, unpacked
from upheld.web.api.keys import key_of
from upheld.web.api.troubles import TroubleError, told
from upheld.web.request import INTAKES, Request

SOURCE, DOSSIER = "source", "dossier"
OTLP = "otlp"
_BINARY_STATUS = "application/x-protobuf"
_INVALID, _UNAVAILABLE = 3, 14
"""Codes of gRPC."""


def receiver_of_shape(name: str) -> View:
    """The view that takes in what is sent in a shape."""
    shape = SHAPES[name]

    def take(request: Request) -> HttpResponse:
        asked = request.GET.dict()
        _refuse_unknown(asked, (SOURCE, DOSSIER, *shape.parameters))
        form = media_type_of(request)
        if shape.media_types and form not in shape.media_types:
            known = " or ".join(shape.media_types)
            raise TroubleError(415, "The body is of no form that is read here", f"send it as {known}")
        received = _received(request, name, form)
        if isinstance(received, ParcelProblems):
            return refused_rows(received)
        content = {**to_builtins(received.taken), "left_out": dict(received.left_out)}
        return answer(content, 200 if received.taken.is_repetition else 201)

    return csrf_exempt(told(take))


def _received(request: Request, name: str, form: str) -> Receipt | ParcelProblems:
    asked = request.GET.dict()
    source = asked.pop(SOURCE, "")
    if not source.strip() or len(source) > 100 or not source.isprintable():
        raise UsageError("say who sends it, as bindings.yaml calls it: `?source=…`, at most 100 letters")
    dossier = dossier_for(request.viewer, asked.pop(DOSSIER, None))
    posting = Posting(
        shape=SHAPES[name],
        source=source,
        body=unpacked(request),
        media_type=form,
        parameters=asked,
        key=key_of(request),
        actor=request.viewer.actor,
    )
    return receive(Place(dossier, INTAKES.of(dossier.slug)), posting, request.now)


def _refuse_unknown(asked: dict[str, str], names: Sequence[str]) -> None:
    for parameter in asked:
        if parameter not in names:
            hint = did_you_mean(parameter, names, f"it has {', '.join(names)}")
            raise UsageError(f"there is no parameter `{parameter}` here: {hint}")


@csrf_exempt
def export(request: Request) -> HttpResponse:
    """Take an export of OpenTelemetry in, and answer as its protocol has it."""
    form = media_type_of(request)
    is_binary = form == PROTOBUF
    if form not in (PROTOBUF, JSON):
        return _status(415, f"send it as {PROTOBUF} or {JSON}", is_binary=False)
    try:
        _refuse_unknown(request.GET.dict(), (SOURCE, DOSSIER))
        received = _received(request, OTLP, form)
    except TroubleError as trouble:
        return _status(trouble.status, trouble.detail, is_binary=is_binary)
    except (NoRoom, NotWritten) as error:
        # senders try again after these, and after no others
        refused = _status(503, str(error), is_binary=is_binary)
        refused["Retry-After"] = "30"
        return refused
    except UpheldError as error:
        return _status(400, str(error), is_binary=is_binary)
    if isinstance(received, ParcelProblems):
        return _status(400, "; ".join(map(str, received.problems[:5])), is_binary=is_binary)
    left = received.left_out
    says = "; ".join(f"{count} left out: {reason}" for reason, count in left.items())
    said = export_answer(sum(left.values()), says, is_binary=is_binary)
    return HttpResponse(said, content_type=form)


def _status(status: int, says: str, *, is_binary: bool) -> HttpResponse:
    code = _UNAVAILABLE if status == 503 else _INVALID
    body = status_answer(code, says, is_binary=is_binary)
    return HttpResponse(body, status=status, content_type=_BINARY_STATUS if is_binary else JSON)
