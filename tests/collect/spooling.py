"""Processes that put records into a spool until they are killed."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from upheld.collect.probes.spool import Spool


def keep_spooling(folder: Path, notes: Path) -> None:
    """Put records down, noting each once it counts: the notes are what somebody was told."""
    spool = Spool(folder, segment=4096)
    noted = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = 0
    while True:
        number += 1
        if spool.append(f"{spool.run} {number}".encode() * (number % 7 + 1), count=number % 3 + 1):
            os.write(noted, f"{spool.run} {number}\n".encode())


def keep_delivering(folder: Path, server: Path) -> None:
    """Hand records over to a file that stands for a server, which takes each sequence of a run once."""
    spool = Spool(folder, segment=4096)
    taken = os.open(server, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while (consignment := spool.next(600)) is not None:
        lines = "".join(f"{consignment.run} {each.sequence}\n" for each in consignment.records)
        os.write(taken, lines.encode())
        time.sleep(0.002)
        spool.acknowledge(consignment)


if __name__ == "__main__":
    {"spool": keep_spooling, "deliver": keep_delivering}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
