"""How long the commands take, each a process started cold: `python -m benchmarks.commands`."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.row import Row, show

EXAMPLES = Path(__file__).parents[1] / "examples"
AGREEMENT = EXAMPLES / "pimlayer" / "agreement.yaml"
UPHELD = Path(sys.executable).with_name("upheld")
MONTHS = (
    ("cloud-apim", "agreement", "dedicated"),
    ("infopromo", "agreement", "premium"),
    ("managed-hosting", "agreement", "complete"),
    ("optizio", "agreement", "enterprise"),
    ("pimlayer", "agreement", None),
    ("upheld", "agreement", None),
    ("optizio", "as-published", "enterprise"),
)
"""The examples, each with a plan; the last leaves 21 terms open, which settle in 1,152 combinations."""
RUNS = 11
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Byte code is cached, as it is after the first run of any installation."""


def main() -> list[Row]:
    """Measure, print and return the rows."""
    with tempfile.TemporaryDirectory() as folder:
        evidence = Path(folder) / "evidence"
        shutil.copytree(EXAMPLES / "pimlayer" / "evidence", evidence)
        _upheld("import", "upptime", str(EXAMPLES / "evidence" / "foodcoopx_status.csv"), "-o", str(evidence))
        objectives = ("--objective", "initial_response", "--objective", "uptime")
        month = ("--evidence", str(evidence), "--period", "2026-03")
        evaluate = ("evaluate", str(AGREEMENT), *month, *objectives)
        rows = [
            _row("upheld check, the example", ("check", str(AGREEMENT)), "< 0.3 s"),
            _row("upheld evaluate, the example and its month", evaluate, "< 1 s"),
            *(
                _row(f"upheld evaluate, {name}/{text}.yaml", _month(name, text, plan), "< 1 s")
                for name, text, plan in MONTHS
            ),
            Row(
                what="an interpreter that does nothing", figure=_median((sys.executable, "-c", "")), unit="s"
            ),
        ]
    show(f"Commands, started cold (median of {RUNS} processes)", rows)
    return rows


def _month(name: str, text: str, plan: str | None) -> tuple[str, ...]:
    folder = EXAMPLES / name
    on_plan = () if plan is None else ("--plan", plan)
    evidence = ("--evidence", str(folder / "evidence"), "--period", "2026-03")
    return "evaluate", str(folder / f"{text}.yaml"), *evidence, *on_plan


def _row(what: str, words: tuple[str, ...], asked: str) -> Row:
    return Row(what=what, figure=_median((str(UPHELD), *words)), unit="s", asked=asked)


def _median(command: tuple[str, ...]) -> float:
    """Seconds of the median process, after one that warms the disk and caches the byte code."""
    seconds = []
    for _ in range(RUNS + 1):
        begun = perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=_ENVIRONMENT)
        seconds.append(perf_counter() - begun)
    return statistics.median(seconds[1:])


def _upheld(*words: str) -> None:
    subprocess.run((str(UPHELD), *words), check=True, capture_output=True)


if __name__ == "__main__":
    main()
