"""What is asked by a probe of the kind `smtp`."""

from __future__ import annotations

from msgspec import Struct


class Smtp(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="smtp", forbid_unknown_fields=True):
    """To be filled in with its kind."""

    host: str = ""
