"""Requests as views are given them: on whose behalf, what those see, and when."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from upheld.chrono.instant import Instant
from upheld.operations.accounts.admission import Admission
from upheld.runtime.intakes import Intakes
from upheld.runtime.opened import Opened
from upheld.store.sight import Sight
from upheld.store.viewer import Viewer
from upheld.web.limits import Standing

SERVICE = Opened(settings.ENVIRONMENT)
INTAKES = Intakes.of_environment(settings.ENVIRONMENT)
"""Opened when the first sample comes, and so after the process was made."""


class Request(HttpRequest):
    """A request that went through the gate."""

    viewer: Viewer
    sight: Sight
    now: Instant
    admission: Admission | None
    """By what a program was let in."""
    standing: Standing | None
    """How whoever asks stands with the limit they are under."""
    subject: str
    """What a change is about, for the trail; views may say it."""


def address_of(request: HttpRequest) -> str:
    """Give the address a request comes from, as the outermost of the known proxies saw it."""
    direct = str(request.META.get("REMOTE_ADDR") or "")
    proxies: int = settings.ENVIRONMENT.proxies
    if not proxies:
        return direct
    # each proxy adds one at the right; what stands further left is whatever the client claimed
    forwarded = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    return forwarded[-proxies] if len(forwarded) >= proxies and forwarded[-proxies] else direct
