"""Commit: some batches written into this process's log together, and on disk together.

Between processes a lock gives every batch its place in one common order, and tells which keys are taken; they
wait for the disk side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from upheld.errors import ConflictError, NotWritten, UpheldError
from upheld.telemetry.batch import Packed
from upheld.telemetry.durable import locked, make_folder, refusal, sync_file
from upheld.telemetry.log import WAL, frame, order_lock
from upheld.telemetry.log_writer import LogWriter
from upheld.telemetry.manifest import begin
from upheld.telemetry.register import Register
from upheld.telemetry.room import Room, require_free, require_within

_BETWEEN_MEASURES = 1 << 24
"""Bytes taken in between two looks at how much a folder holds."""


@dataclass(slots=True, eq=False)
class Offer:
    """A batch that is handed in, and what came of it."""

    batch: Packed
    repeated: bool = False
    """It was there already."""
    error: UpheldError | None = field(default_factory=lambda: NotWritten("the write was broken off"))
    """Why it was not taken in; none once it is on disk, and not before."""


@dataclass(slots=True, eq=False)
class Commits:
    """What writes batches for one process, a group at a time."""

    folder: Path
    room: Room
    _log: LogWriter = field(init=False)
    _register: Register = field(init=False)
    _unmeasured: int = _BETWEEN_MEASURES

    def __post_init__(self) -> None:
        wal = self.folder / WAL
        try:
            make_folder(wal)
            with locked(order_lock(self.folder)):
                begin(self.folder)
        except OSError as error:
            raise refusal(error, f"{wal} can't be made", "nothing was recorded", "begin again") from error
        self._log = LogWriter(wal)
        self._register = Register(wal)

    def commit(self, offers: Sequence[Offer]) -> None:
        """Write what is new among batches, and say of each what came of it, when that is on disk."""
        fresh: dict[bytes, list[Offer]] = {}
        known: dict[bytes, list[Offer]] = {}
        try:
            with locked(order_lock(self.folder)):
                self._register.refresh()
                for offer in offers:
                    self._place(offer, fresh, known)
                failure = self._write([first.batch for first, *_ in fresh.values()]) if fresh else None
        except (OSError, UpheldError) as error:
            for offer in offers:
                offer.error = self._refusal(error)
            return
        if fresh and failure is None:
            failure = self._sync(list(fresh))
        for twins in fresh.values():
            for offer in twins:
                offer.error, offer.repeated = failure, offer is not twins[0]
        self._settle_known(known)

    def close(self) -> None:
        """Let go of the log and the register."""
        self._log.close()
        self._register.close()

    def _place(self, offer: Offer, fresh: dict[bytes, list[Offer]], known: dict[bytes, list[Offer]]) -> None:
        """Tell a batch that is new from one that is there under its key, and from another under its key."""
        key, digest = offer.batch.key, offer.batch.digest
        before = self._register.known(key)
        if before is not None and before.digest == digest:
            known.setdefault(before.log, []).append(offer)
        elif before is None and (key not in fresh or fresh[key][0].batch.digest == digest):
            fresh.setdefault(key, []).append(offer)
        else:
            offer.error = ConflictError(
                f"other samples were recorded under the key `{key.decode()}`: send these under one of their "
                "own, and the earlier ones again only as they were"
            )

    def _write(self, batches: Sequence[Packed]) -> UpheldError | None:
        """Write batches and record their keys, or leave everything as it was and say why."""
        first = self._register.next_order
        frames = [
            frame(order, batch.key, batch.digest, batch.payload) for order, batch in enumerate(batches, first)
        ]
        try:
            self._measure(sum(map(len, frames)))
            self._log.write(first, frames)
            try:
                self._register.add(
                    self._log.sign,
                    ((order, batch.key, batch.digest) for order, batch in enumerate(batches, first)),
                )
            except OSError:
                self._log.undo()
                raise
        except (OSError, UpheldError) as error:
            return self._refusal(error)
        return None

    def _measure(self, size: int) -> None:
        require_free(self.folder, self.room, size)
        if self._unmeasured >= _BETWEEN_MEASURES:
            require_within(self.folder, self.room)
            self._unmeasured = 0
        self._unmeasured += size

    def _sync(self, keys: Sequence[bytes]) -> UpheldError | None:
        """Make durable what was written. Where that fails it is taken back, and that log is left alone.

        The system may forget a failed write and report the next sync as good, so none is tried again.
        """
        try:
            self._log.sync()
        except OSError as error:
            sign = self._log.sign
            with locked(order_lock(self.folder)):
                self._log.undo()
                self._log.close()
                self._register.take_back(sign, keys)
            return self._refusal(error)
        return None

    def _settle_known(self, known: dict[bytes, list[Offer]]) -> None:
        """Answer repeated batches once those they repeat are on disk: their process may still wait for it."""
        own = self._log.sign
        for log, offers in known.items():
            failure: UpheldError | None = None
            try:
                if log != own:
                    for path in (self.folder / WAL).glob(f"*-{log.hex()}.log"):
                        with suppress(FileNotFoundError):  # sorted and deleted: durable elsewhere
                            sync_file(path)
            except OSError as error:
                failure = self._refusal(error)
            for offer in offers:
                offer.error, offer.repeated = failure, True

    def _refusal(self, error: OSError | UpheldError) -> UpheldError:
        if isinstance(error, UpheldError):
            return error
        return refusal(error, f"samples can't be written to {self.folder / WAL}")
