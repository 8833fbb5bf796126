"""The store as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """One app holds every record: they refer to each other, and move by one row of migrations."""

    name = "upheld.store"
    label = "store"
    verbose_name = "Upheld's records"
