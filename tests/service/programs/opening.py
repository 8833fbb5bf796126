"""The service of the environment, opened for a program of the tests."""

from __future__ import annotations

import logging.config

from upheld.runtime.opened import Opened, open_service


def opened() -> Opened:
    """Open it; lines of the log go to standard error."""
    from upheld.runtime.logs import LOGGING

    service = open_service()
    logging.config.dictConfig(LOGGING)
    return service
