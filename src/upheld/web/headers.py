"""Headers of every answer that Django has none for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)
_SECRET = ("/account", "/inlets", "/invitation", "/people", "/password", "/sign-in", "/telling", "/tokens")
"""Where pages may hold a secret that is shown once."""


@cache
def _policy() -> str:
    """What a page may load; the same for all, so that it is put together once."""
    return str(build_policy())


class Headers:
    """Keeps answers out of shared caches, and what pages need not out of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and add what is missing."""
        response = self.get_response(request)
        response.setdefault(HEADER, _policy())
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # elsewhere no-cache: a page may be asked for again by its ETag
        kept = "no-store" if request.path_info.startswith(_SECRET) else "no-cache"
        response.setdefault("Cache-Control", f"private, {kept}")
        return response
