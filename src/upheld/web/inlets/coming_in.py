"""What comes in by inlets: heartbeats as plain requests, and beacons of pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes.web_vitals import MOST_BYTES
from upheld.collect.shapes.web_vitals import SHAPE as WEB_VITALS
from upheld.operations.inlets import Inlet, InletKind, Sent, find_inlet, let_in
from upheld.web.access import Limit, View
from upheld.web.api.answers import problem, refused_rows
from upheld.web.api.body import media_type_of
from upheld.web.api.troubles import TroubleError, told
from upheld.web.limits import count
from upheld.web.request import INTAKES, Request

_SAID = frozenset({"state", "response_us"})
_HERE = Path(__file__).parent
_ASKED_AGAIN = 7200
"""Seconds for which a browser remembers that pages of an origin may send."""


def _answering(view: View) -> View:
    def answered(request: Request, ending: str) -> HttpResponse:
        return told(lambda asked: view(asked, ending))(request)  # type: ignore[arg-type, return-value]

    return csrf_exempt(answered)


@_answering
def heartbeat(request: Request, ending: str) -> HttpResponse:
    """Take note that something is alive."""
    inlet = _inlet(ending, InletKind.HEARTBEAT)
    _within(request, Limit.HEARTBEATS, inlet.actor)
    said = request.GET.dict()
    if unknown := sorted(said.keys() - _SAID):
        raise TroubleError(
            400,
            "The parameters can't be read",
            f"a heartbeat says `state` and `response_us`, not `{unknown[0]}`",
        )
    received = let_in(inlet, INTAKES.of(inlet.dossier.slug), Sent(said=said), request.now)
    if isinstance(received, ParcelProblems):
        return refused_rows(received)
    answer = HttpResponse("heard\n", content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@_answering
def beacon(request: Request, ending: str) -> HttpResponse:
    """Take in what a page measured; pages of other origins may not say anything."""
    inlet = _inlet(ending, InletKind.WEB_VITALS)
    origin = request.headers.get("Origin", "")
    if origin not in inlet.origins:
        raise TroubleError(403, "That is not allowed", "pages of this origin may not send anything here")
    if request.method == "OPTIONS":
        return _open_to(origin, HttpResponse(status=204))
    _within(request, Limit.PAGES, inlet.actor)
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise TroubleError(413, "The body is too large", f"a beacon has at most {MOST_BYTES // 1024} KiB")
    form = media_type_of(request)
    if form not in WEB_VITALS.media_types:
        known = " or ".join(WEB_VITALS.media_types)
        raise TroubleError(415, "The body is of no form that is read here", f"send it as {known}")
    sent = Sent(body=request.body, media_type=form)
    received = let_in(inlet, INTAKES.of(inlet.dossier.slug), sent, request.now)
    if isinstance(received, ParcelProblems):
        return _open_to(origin, refused_rows(received))
    return _open_to(origin, HttpResponse(status=204))


def script(request: HttpRequest, ending: str) -> HttpResponse:
    """Give the script that measures a page; the same for all inlets."""
    if find_inlet(ending, InletKind.WEB_VITALS) is None:
        return problem(404, "There is nothing here", "there is no such inlet, or it was ended")
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@cache
def _script() -> str:
    """Google's library, and what sends its figures."""
    head = "/* web-vitals 6.2.3, Copyright Google LLC, Apache License 2.0 */\n"
    return head + "".join((_HERE / name).read_text() for name in ("web-vitals.iife.js", "report.js"))


def _inlet(ending: str, kind: InletKind) -> Inlet:
    inlet = find_inlet(ending, kind)
    if inlet is None:
        raise TroubleError(404, "There is nothing here", "there is no such inlet, or it was ended")
    return inlet


def _within(request: Request, limit: Limit, actor: str) -> None:
    if count(request, limit, actor).is_over:
        raise TroubleError(429, "Too many requests", "ask again when `Retry-After` says")


def _open_to(origin: str, answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = origin
    answer["Access-Control-Allow-Methods"] = "POST"
    answer["Access-Control-Allow-Headers"] = "Content-Type"
    answer["Access-Control-Max-Age"] = str(_ASKED_AGAIN)
    answer["Vary"] = "Origin"
    return answer
