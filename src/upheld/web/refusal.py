"""Refusals: what is told to those who ask for what they can't have; a page, or problem+json (RFC 9457)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from msgspec import Struct


class Words(Struct, frozen=True):
    """What is told."""

    title: str
    says: str


WORDS = {
    400: Words("That request can't be read", "Go back, and try again."),
    401: Words("Sign in first", "This answer is given to tokens only: send one as `Authorization: Bearer`."),
    403: Words("That is not allowed", "You may not do this with what you were given."),
    404: Words("There is nothing here", "The address is mistyped, or what was here is not for you."),
    405: Words("That can't be done here", "The address takes no requests of this kind."),
    429: Words("Too many requests", "Wait a few minutes, then try again."),
    500: Words("Something went wrong", "It is our fault. What you had sent may not have been kept."),
}
FOR_MACHINES = ("/api/", "/v1/", "/beat/", "/vitals/")
"""What begins so is answered to programs, and nobody signs in there."""
FORGED = "The form was open for too long, or the page it came from is not this one. Load it again."


def refuse(request: HttpRequest, status: int, says: str = "") -> HttpResponse:
    """Refuse a request in the form that its sender reads."""
    words = WORDS[status]
    says = says or words.says
    if request.path_info.startswith(FOR_MACHINES):
        content = {"type": "about:blank", "title": words.title, "status": status, "detail": says}
        return JsonResponse(content, status=status, content_type="application/problem+json")
    return render(request, "refused.html", {"title": words.title, "says": says}, status=status)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return refuse(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return refuse(request, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, of a form without the token that shows it is ours."""
    return refuse(request, 403, FORGED)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return refuse(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return refuse(request, 500)
