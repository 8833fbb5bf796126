"""Addresses of inlets, as they are told to whoever makes one."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def heartbeat_address(ending: str) -> str:
    """Where a heartbeat is sent to."""
    return f"{settings.ENVIRONMENT.address}{reverse('heartbeat', args=[ending])}"


def script_address(ending: str) -> str:
    """Where a page loads its script from."""
    return f"{settings.ENVIRONMENT.address}{reverse('vitals_script', args=[ending])}"


def beacon_address(ending: str) -> str:
    """Where a page sends what it measured."""
    return f"{settings.ENVIRONMENT.address}{reverse('beacon', args=[ending])}"
