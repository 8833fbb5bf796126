"""Moments: how times are shown on pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from upheld.chrono.instant import Instant, format_instant

register = template.Library()


@register.filter
def moment(at: Instant | None) -> SafeString | str:
    """An instant in UTC to the minute, which a machine can read to the microsecond; empty for none."""
    if at is None:
        return ""
    written = format_instant(at)
    # digits and signs of our own: nothing in it is to be escaped
    return mark_safe(f'<time datetime="{written}">{written[:10]} {written[11:16]} UTC</time>')  # noqa: S308
