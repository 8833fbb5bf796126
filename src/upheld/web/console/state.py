"""State: how every promise stands in the period that goes on, and the clocks of open tickets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from upheld.chrono.instant import MINUTE
from upheld.web.paging import looked_for
from upheld.web.refusal import refuse
from upheld.web.request import Request

AGREEMENTS_AT_ONCE = 20
PROMISES_AT_ONCE = 60
"""Of one agreement, on the page of all of them."""
ROWS_AT_ONCE = 50
PARTS_AT_ONCE = 20
"""Of promises, on a page that has those of everybody and those of customers beside each other."""
SECONDS = 10
"""Between two looks whether a page that is open is still as things stand."""


def state(request: Request) -> HttpResponse:
    """Show how agreements stand, with what is the same for everybody on a plan."""
    start, find = _start(request), looked_for(request)

    def shown() -> HttpResponse:
        found = request.sight.states(request.now, start, AGREEMENTS_AT_ONCE + 1, find)
        states, more = found[:AGREEMENTS_AT_ONCE], len(found) > AGREEMENTS_AT_ONCE
        promises = request.sight.live_shared([each.number for each in states], PROMISES_AT_ONCE + 1)
        lags = {each.agreement: each for each in request.sight.lags(request.now)}
        content = {
            "parts": [
                {
                    "lag": lags.get(each.number),
                    "state": each,
                    "promises": promises[each.number][:PROMISES_AT_ONCE],
                    "more": len(promises[each.number]) > PROMISES_AT_ONCE,
                }
                for each in states
            ],
            "find": find,
            "further": urlencode({**_kept(find=find), "from": start + AGREEMENTS_AT_ONCE}) if more else "",
            "seconds": SECONDS,
        }
        return render(request, "console/state.html", content)

    return _unless_known(request, shown)


def state_of(request: Request, number: int) -> HttpResponse:
    """Show how one agreement stands: all that is the same for everybody, and what is customers' own."""
    found = request.sight.state(number, request.now)
    if found is None:
        return refuse(request, 404)
    start, verdict, find = _start(request), request.GET.get("verdict", ""), looked_for(request)
    chosen = verdict if verdict in found.of_customers else next(iter(found.of_customers), "")

    def shown() -> HttpResponse:
        own = (
            request.sight.live_of_customers(number, chosen, start, PARTS_AT_ONCE + 1, find) if chosen else []
        )
        since = _number(request.GET.get("promises", "")) or 0
        is_first = not start and not find
        promises = request.sight.live_shared([number], PARTS_AT_ONCE + 1, since)[number] if is_first else []
        kept = _kept(find=find) if find else {"verdict": chosen}
        content = {
            "state": found,
            "lags": request.sight.lags(request.now, number),
            "promises": promises[:PARTS_AT_ONCE],
            "more": since + PARTS_AT_ONCE if len(promises) > PARTS_AT_ONCE else None,
            "own": own[:PARTS_AT_ONCE],
            "chosen": "" if find else chosen,
            "find": find,
            "further": urlencode({**kept, "from": start + PARTS_AT_ONCE}) if len(own) > PARTS_AT_ONCE else "",
            "seconds": SECONDS,
        }
        return render(request, "console/state_of.html", content)

    return _unless_known(request, shown)


def clocks(request: Request) -> HttpResponse:
    """Show the clocks of open tickets, those with the least time left first."""
    start, written, find = _start(request), request.GET.get("agreement", ""), looked_for(request)
    agreement = _number(written)

    def shown() -> HttpResponse:
        found = request.sight.live_clocks(agreement, start, ROWS_AT_ONCE + 1, find)
        further = {**_kept(agreement=agreement, find=find), "from": start + ROWS_AT_ONCE}
        content = {
            "clocks": found[:ROWS_AT_ONCE],
            "lags": request.sight.lags(request.now, agreement),
            "now": request.now,
            "agreement": None if agreement is None else request.sight.state(agreement, request.now),
            "find": find,
            "further": urlencode(further) if len(found) > ROWS_AT_ONCE else "",
            "seconds": SECONDS,
        }
        return render(request, "console/clocks.html", content)

    return _unless_known(request, shown)


def _unless_known(request: Request, shown: Callable[[], HttpResponse]) -> HttpResponse:
    """Show a page, or say that it is as it was (RFC 9110, 304).

    It is marked by the changes of live state, by the minute, since time left is told to the minute, and by
    who looks; so whoever asks again and again costs no more than that.
    """
    whose = f"{request.viewer.actor} {sorted(request.viewer.every_role)}"
    said = (
        f"{request.sight.state_mark(request.now)} {request.now // MINUTE} {whose} {request.get_full_path()}"
    )
    mark = f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    answer = HttpResponse(status=304) if mark in known else shown()
    answer["ETag"] = mark
    return answer


def _kept(**asked: object) -> dict[str, object]:
    """What the address of the next part says, too."""
    return {name: said for name, said in asked.items() if said}


def _start(request: Request) -> int:
    return _number(request.GET.get("from", "")) or 0


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
