"""Inlets over the interface: making and ending them."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from upheld.operations.inlets import InletKind, InletWish, end_inlet, make_inlet, make_inlet_once
from upheld.operations.taking_in import dossier_for
from upheld.web.api.answers import answer, problem
from upheld.web.api.body import unpacked
from upheld.web.api.keys import key_of
from upheld.web.api.troubles import TroubleError, told
from upheld.web.inlets.addresses import beacon_address, heartbeat_address, script_address
from upheld.web.request import Request


class AskedInlet(Struct, kw_only=True, forbid_unknown_fields=True):
    """An inlet as it is asked for."""

    kind: str
    """`heartbeat` or `web vitals`."""
    name: str
    source: str
    site: str = ""
    location: str = ""
    origins: list[str] = []


@csrf_exempt
@told
def make(request: Request) -> HttpResponse:
    """Make an inlet, and tell its address: that of a heartbeat this once, or again under the same key."""
    key = key_of(request)
    try:
        asked = msgspec.json.decode(unpacked(request), type=AskedInlet)
        kind = InletKind(asked.kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise TroubleError(400, "The body can't be read", f"it is no inlet: {error}") from error
    dossier = dossier_for(request.viewer, request.GET.get("dossier"))
    wish = InletWish(
        kind=kind,
        name=asked.name,
        source=asked.source,
        dossier=dossier.pk,
        site=asked.site,
        location=asked.location,
        origins=asked.origins,
    )
    if key is None:
        number, ending = make_inlet(request.viewer, wish, request.now)
        made_now = True
    else:
        once = make_inlet_once(request.viewer, wish, key, request.now)
        number, ending, made_now = once.number, once.ending, not once.is_repetition
    request.subject = f"inlet {asked.name}"
    content: dict[str, object] = {"number": number}
    if kind is InletKind.HEARTBEAT:
        content["address"] = heartbeat_address(ending)
    else:
        content |= {"address": beacon_address(ending), "script": script_address(ending)}
    made = answer(content, 201 if made_now else 200)
    made["Cache-Control"] = "private, no-store"
    return made


@csrf_exempt
def end(request: Request, number: int) -> HttpResponse:
    """End an inlet at once; one that was ended before is not there any more."""
    if not end_inlet(request.viewer, number, request.now):
        return problem(404, "There is nothing here", "there is no such inlet for this token, or it was ended")
    return HttpResponse(status=204)
