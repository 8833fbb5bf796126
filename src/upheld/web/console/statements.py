"""Statements: which there are, and each as a page that stands alone."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from django.http import HttpResponse
from django.shortcuts import render

from upheld.report.document import document_bytes
from upheld.report.html import render_html
from upheld.report.html.frame import style
from upheld.web.paging import ROWS, before_of, looked_for, part_of
from upheld.web.refusal import refuse
from upheld.web.request import Request


def statements(request: Request) -> HttpResponse:
    """List statements, the latest first."""
    find = looked_for(request)
    found = request.sight.statements(None, before_of(request), ROWS + 1, find)
    part = part_of(request, found, "before", found[:ROWS][-1].key if found else 0)
    return render(request, "console/statements.html", {"statements": part, "find": find})


def statement(request: Request, key: int) -> HttpResponse:
    """Show one, as it is sent to a customer."""
    found = request.sight.statement(key)
    if found is None:
        return refuse(request, 404)
    answer = HttpResponse(render_html(found[1]), content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = _policy()
    return answer


def document(request: Request, key: int) -> HttpResponse:
    """Give the document of one, byte for byte as it was made."""
    found = request.sight.statement(key)
    if found is None:
        return refuse(request, 404)
    answer = HttpResponse(document_bytes(found[1]), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="statement-{key}.json"'
    return answer


@cache
def _policy() -> str:
    """The page stands alone, with its style in it: that style is allowed, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
