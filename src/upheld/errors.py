"""Failures of the program or the world; bad agreements and missing evidence are values, not exceptions."""

from __future__ import annotations


class UpheldError(Exception):
    """Root of every exception Upheld raises on purpose; the message says what, where and what to do."""


class PhraseError(UpheldError):
    """A phrase such as `4 business hours` that can't be read; `remedy` says what would be right."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}: {remedy}")
        self.message = message
        self.remedy = remedy


class TimeError(UpheldError):
    """An instant, interval, zone or period that does not exist, or time outside what a calendar covers."""


class LockError(UpheldError):
    """A lock file that is damaged, or does not cover what the agreement needs."""


class UnreadableFile(UpheldError):
    """A file that is missing, damaged, or not of the kind it claims to be."""


class UsageError(UpheldError):
    """A request that makes no sense for this agreement or evidence (unknown plan, period not begun)."""


class SettingError(UpheldError):
    """A setting of the service that is missing or can't be meant."""


class LedgerError(UpheldError):
    """The ledger would be, or is, not what was recorded."""


class ConflictError(UpheldError):
    """A request that contradicts an earlier one, such as other content under a key that was used."""


class WorkError(UpheldError):
    """Work that was recorded, or would be done, in a way that could lose it."""


class LeaseLost(UpheldError):
    """Work that somebody else holds by now; what was done for it takes no effect."""


class NoRoom(UpheldError):
    """A disk that is full, or fuller than it may get: nothing of what was handed in was written down."""


class NotWritten(UpheldError):
    """What could not be made durable for another reason than room: nothing of it counts as recorded."""


class BackupError(UpheldError):
    """A backup that can't be made, or that is not what was written."""
