"""Reading over the interface: lists part by part, single things, and the documents of statements."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from msgspec import to_builtins
from msgspec.structs import replace

from upheld.operations.taking_in import dossier_for
from upheld.report.document import document_bytes
from upheld.web.access import View
from upheld.web.api.answers import answer, marked, problem
from upheld.web.api.asking import CURSOR, chosen, wanted_of
from upheld.web.api.cursors import cursor_of
from upheld.web.api.lists import Listed
from upheld.web.api.troubles import told
from upheld.web.request import Request


def list_of(listed: Listed) -> View:
    """The view of a list."""

    def part(request: Request) -> HttpResponse:
        given = request.GET.dict()
        wanted = wanted_of(given, listed.asks, listed.name)
        if listed.of_a_dossier and request.viewer.is_staff:
            wanted = replace(wanted, dossier=dossier_for(request.viewer, wanted.dossier).slug)
        leaf = listed.part(request.sight, wanted)
        cursor = None if leaf.after is None else cursor_of(leaf.after, listed.name, chosen(given))
        content = {"items": [to_builtins(listed.show(each)) for each in leaf.items], "next": cursor}
        answered = answer(content)
        if cursor is not None:
            following = urlencode({**given, CURSOR: cursor})
            answered["Link"] = f'<{request.build_absolute_uri(request.path)}?{following}>; rel="next"'
        return marked(request, answered)

    return told(part)


def single_of(listed: Listed) -> View:
    """The view of a single thing of a list."""

    def one(request: Request, number: int) -> HttpResponse:
        found = listed.single(request.sight, number)
        if found is None:
            return nothing(f"no {listed.one} with this number")
        return marked(request, answer(to_builtins(listed.show(found))))

    return _numbered(one)


def document(request: Request, number: int) -> HttpResponse:
    """Give the document of a statement, byte for byte as it was made."""
    found = request.sight.statement(number)
    if found is None:
        return nothing("no statement with this number")
    return marked(request, HttpResponse(document_bytes(found[1]), content_type="application/json"))


def nothing(what: str) -> HttpResponse:
    """404: there is none, or none for whoever asks, which is told apart for nobody."""
    return problem(404, "There is nothing here", f"there is {what}, or it is not for this token")


def _numbered(view: Callable[[Request, int], HttpResponse]) -> View:
    def answering(request: Request, number: int) -> HttpResponse:
        return told(lambda asked: view(asked, number))(request)

    return answering
