"""Pages for machines that everybody may ask for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.web.request import Request

_VALID = 180 * DAY


def robots(request: Request) -> HttpResponse:
    """Ask machines that index pages to stay away: everything here is somebody's."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def security(request: Request) -> HttpResponse:
    """Say to whom weaknesses are reported (RFC 9116); 404 where the operator has named nobody."""
    contact = settings.ENVIRONMENT.security_contact
    address = settings.ENVIRONMENT.address
    if contact is None:
        from django.http import Http404

        raise Http404
    # to the day, so that the answer does not change from second to second
    until = Instant((request.now + _VALID) // DAY * DAY)
    lines = (
        f"Contact: {contact}",
        f"Expires: {format_instant(until)}",
        "Preferred-Languages: en",
        f"Canonical: {address}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
