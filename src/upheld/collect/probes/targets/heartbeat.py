"""What is asked by a probe of the kind `heartbeat`."""

from __future__ import annotations

from msgspec import Struct


class Heartbeat(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="heartbeat", forbid_unknown_fields=True
):
    """To be filled in with its kind."""

    host: str = ""
