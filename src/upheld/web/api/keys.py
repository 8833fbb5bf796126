"""Keys of requests: by which a request that is sent again is known."""

from __future__ import annotations

from upheld.web.api.troubles import TroubleError
from upheld.web.request import Request

LONGEST_KEY = 150


def key_of(request: Request) -> str | None:
    """The key that was sent; absent where there is none. TroubleError for one that can't be used."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise TroubleError(
            400, "The key can't be used", f"an Idempotency-Key has 1 to {LONGEST_KEY} characters"
        )
    return key
