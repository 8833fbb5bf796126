"""Lockout: who tries too many passwords from one place is kept out of that account for a while."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from upheld.web.refusal import refuse


def who_tried(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """Give the account that somebody tried to get into, as it is counted."""
    tried = (credentials or {}).get("email") or (credentials or {}).get("login") or request.POST.get("login")
    return str(tried or "").strip().lower()


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Tell them to wait; whether there is such an account is not told."""
    return refuse(
        request, 429, "This address was tried too often from where you are. Wait a quarter of an hour."
    )
