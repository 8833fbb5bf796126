"""The service opened: records within reach, and the clock read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import django
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import SettingError
from upheld.runtime.environment import Environment, read_environment

SETTINGS = "upheld.runtime.settings"


class Opened(Struct, frozen=True):
    """What a process of the service works with."""

    environment: Environment

    @property
    def now(self) -> Instant:
        """The time; nothing below reads the clock."""
        return Instant(time.time_ns() // 1000)


def open_service() -> Opened:
    """Open the records that the environment names; SettingError where there are none yet."""
    environment = read_environment(os.environ)
    require_service(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    return Opened(environment)


def require_service(environment: Environment) -> None:
    """SettingError where the environment names a data folder without a service."""
    if environment.database is None and not database_file(environment).exists():
        raise SettingError(
            f"there is no service in {environment.data}: set UPHELD_DATA to its folder, or start one with "
            "`upheld up`"
        )


def database_file(environment: Environment) -> Path:
    """Where the embedded database is kept."""
    return environment.data / "upheld.sqlite3"
