"""Agents over the interface: signs of life, what is to be probed, and what was seen."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.exchange import (
    MOST_RECORDS,
    Beat,
    BeatAnswer,
    Delivery,
    DeliveryAnswer,
    Standing,
)
from upheld.operations.probing.dispatching import enlisted, hear, seat_of, tag_of, written_orders_for
from upheld.operations.probing.errands import errands_for, take_in
from upheld.operations.probing.reporting import Place, report
from upheld.web.api.answers import answer
from upheld.web.api.body import read_body
from upheld.web.api.troubles import TroubleError, told
from upheld.web.request import INTAKES, SERVICE, Request

T = TypeVar("T", bound=Struct)


@csrf_exempt
@told
def beat(request: Request) -> HttpResponse:
    """Note that an agent lives; say whether it is on duty, and what time it is."""
    said = _read(request, Beat)
    seat = seat_of(request.viewer, said.location)
    take_in(seat, said.ran, request.now)
    duty = hear(seat, said, request.now)
    is_at_hand = duty.standing is Standing.ON_DUTY and not said.is_measuring
    seconds: int = settings.ENVIRONMENT.agent_beat
    answered = BeatAnswer(
        standing=duty.standing,
        words=duty.words,
        probes=tag_of(seat),
        again_after=Micros(seconds * SECOND),
        received=request.now,
        sent=SERVICE.now,
        errands=errands_for(seat, request.now) if is_at_hand else (),
    )
    return answer(msgspec.to_builtins(answered))


@told
def probes(request: Request) -> HttpResponse:
    """Give what is to be probed from the token's location, with secrets; 304 where that is known."""
    seat = seat_of(request.viewer, request.viewer.location)
    # before the definitions: where they change in between, they are fetched once more and not missed
    tag = f'"{tag_of(seat)}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(written_orders_for(seat), content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@told
def outcomes(request: Request) -> HttpResponse:
    """Take in what an agent saw, once; it is on disk when this is answered."""
    sent = _read(request, Delivery)
    if len(sent.records) > MOST_RECORDS:
        raise TroubleError(413, "There are too many records", f"send at most {MOST_RECORDS:,} at once")
    seat = seat_of(request.viewer, sent.location)
    said = Beat(location=sent.location, instance=sent.instance, run=sent.run)
    run = enlisted(seat, said, request.now)[1]
    place = Place(seat.dossier, INTAKES.of(seat.dossier.slug))
    reported = report(place, run, sent.records, request.now)
    answered = DeliveryAnswer(delivered=reported.delivered, taken=reported.taken, left_out=reported.left_out)
    return answer(msgspec.to_builtins(answered))


def _read(request: Request, kind: type[T]) -> T:
    body, _ = read_body(request)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise TroubleError(400, "The body can't be read", str(error)) from error
