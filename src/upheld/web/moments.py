"""Moments: how times are shown on pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from upheld.chrono.instant import Instant, format_instant, to_datetime

register = template.Library()


@register.filter
def moment(at: Instant | None) -> SafeString | str:
    """An instant in UTC to the minute, which a machine can read to the microsecond; empty for none."""
    if at is None:
        return ""
    shown = f"{to_datetime(at):%Y-%m-%d %H:%M}"
    return format_html('<time datetime="{}">{} UTC</time>', format_instant(at), shown)
