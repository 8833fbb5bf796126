"""Descriptors: as many as this process may have, since every attempt needs one."""

from __future__ import annotations

import resource


def allow_all() -> None:
    """Raise what this process may open to what it is allowed to raise it to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
