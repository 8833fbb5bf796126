"""Something done in a process that ends, and memory that is given back: both leave nothing out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from places import until

PROGRAM = """
import os, signal, sys, time
from upheld.errors import PhraseError, SettingError
from upheld.runtime.apart import apart

signal.signal(signal.SIGINT, signal.default_int_handler)  # of who runs in the background it is ignored

def says():
    return os.getppid(), ["some", "words"]

def refuses():
    raise SettingError("the setting is wrong")

def refuses_oddly():
    raise PhraseError("4 moons", "write 4 hours")

def fails():
    raise ValueError("the program is wrong")

def stays():
    print(os.getpid(), flush=True)
    time.sleep(600)

print(repr(apart(globals()[sys.argv[1]])), flush=True)
"""
CAUGHT = (
    PROGRAM.replace("print(repr(apart", "try:\n    print(repr(apart")
    + """
except SettingError as error:
    print("refused:", error)
except PhraseError as error:
    print("odd:", error)
"""
)


def run(what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", CAUGHT, what], capture_output=True, text=True, check=False)


def test_what_is_said_comes_back_and_refusals_are_raised_here() -> None:
    said = run("says")
    assert (said.returncode, said.stdout.partition(", ")[2]) == (0, "['some', 'words'])\n")
    assert run("refuses").stdout == "refused: the setting is wrong\n"
    assert run("refuses_oddly").stdout == "odd: 4 moons: write 4 hours\n"


def test_a_failure_is_told_and_ends_the_program() -> None:
    failed = run("fails")
    assert failed.returncode == 1
    assert "ValueError: the program is wrong" in failed.stderr


def test_it_ends_with_its_parent_and_is_ended_by_it(tmp_path: Path) -> None:
    for number, code in ((signal.SIGKILL, -9), (signal.SIGINT, -2)):
        told = tmp_path / str(number)
        with told.open("w") as output:
            parent = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, "stays"], stdout=output, stderr=subprocess.DEVNULL
            )
            until(lambda told=told: told.read_text().endswith("\n"))
            child = int(told.read_text())
            os.kill(parent.pid, number)
            assert parent.wait(300) == code
            until(lambda child=child: not Path(f"/proc/{child}").exists())


SHED = """
import ssl, sys
import numpy as np
import pyarrow.parquet as pq
import pyarrow as pa
from cryptography.fernet import Fernet
from upheld.runtime.shedding import shed_files

def of_files():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssFile"))

before = of_files()
shed_files()
assert of_files() < before
pq.write_table(pa.table({"figure": np.arange(1000)}), sys.argv[1], compression="zstd")
assert pq.ParquetFile(sys.argv[1]).read()["figure"].to_numpy().sum() == 499500
assert Fernet(key := Fernet.generate_key()).decrypt(Fernet(key).encrypt(b"some words")) == b"some words"
assert ssl.create_default_context().check_hostname
assert np.linalg.inv(np.eye(3)).trace() == 3
"""


def test_a_process_goes_on_without_the_pages_of_files_it_has_shed(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SHED, str(tmp_path / "some.parquet")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
