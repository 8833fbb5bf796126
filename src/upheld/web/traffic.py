"""The traffic of this installation, by the routes of the table."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, get_resolver

from upheld.runtime.traffic import Traffic

NO_ROUTE = "none"
"""What answers are counted under that no route gave."""


def _names() -> tuple[str, ...]:
    patterns = get_resolver().url_patterns
    return NO_ROUTE, *(str(each.name) for each in patterns if isinstance(each, URLPattern))


TRAFFIC = Traffic(settings.ENVIRONMENT.data, _names)
"""Opened when the first answer is counted, and so after the process was made."""
