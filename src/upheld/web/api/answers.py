"""Answers of the interface: JSON, and problem+json (RFC 9457) in one shape."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson
from django.http import HttpRequest, HttpResponse

from upheld.collect.parcel.parcel import ParcelProblems

PROBLEM = "application/problem+json"


def answer(content: object, status: int = 200) -> HttpResponse:
    """Give content as JSON."""
    return HttpResponse(orjson.dumps(content), status=status, content_type="application/json")


def problem(status: int, title: str, detail: str, more: Mapping[str, object] | None = None) -> HttpResponse:
    """Say what is wrong, and what would be right."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, **(more or {})}
    return HttpResponse(orjson.dumps(said), status=status, content_type=PROBLEM)


def marked(request: HttpRequest, answered: HttpResponse) -> HttpResponse:
    """Mark an answer by what it says; 304, and nothing of it, for whoever has it already (RFC 9110)."""
    mark = f'"{hashlib.sha256(answered.content).hexdigest()[:32]}"'
    answered["ETag"] = mark
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    if mark not in known and "*" not in known:
        return answered
    same = HttpResponse(status=304)
    for name in ("ETag", "Link"):
        if name in answered:
            same[name] = answered[name]
    return same


def refused_rows(problems: ParcelProblems) -> HttpResponse:
    """422: every bad row by its place; nothing was recorded."""
    found = len(problems.problems) + problems.unlisted
    rows = [
        {
            "row": each.row,
            "line": each.line,
            "field": each.field or None,
            "reason": each.reason,
            "remedy": each.remedy,
        }
        for each in problems.problems
    ]
    more = {"errors": rows, "unlisted": problems.unlisted}
    noun = "thing is" if found == 1 else "things are"
    return problem(422, "The rows can't be taken", f"{found} {noun} wrong; nothing was recorded", more)
