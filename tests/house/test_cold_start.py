"""What a cold `upheld check` imports: the list is short, and stays short."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "pimlayer" / "agreement.yaml"

THIRD_PARTY = {"click", "msgspec", "orjson", "tzdata", "upheld", "yaml"}
TAKEN_ALONG = {"typing_extensions"}
"""By msgspec, where another tool has installed it; nothing of ours asks for it."""
ROOMS = {
    "upheld.agreement",
    "upheld.chrono",
    "upheld.cli",
    "upheld.collect",
    "upheld.errors",
    "upheld.language",
    "upheld.operations",
    "upheld.quantity",
}
HEAVY = {
    "asyncio",
    "email",
    "http",
    "importlib.metadata",
    "logging",
    "multiprocessing",
    "socket",
    "ssl",
    "zoneinfo",
}

PROGRAM = """
import json, sys
before = set(sys.modules)
sys.argv = ["upheld", "check", sys.argv[1]]
from upheld.cli import main
try:
    main()
except SystemExit as stop:
    code = stop.code
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def imported_by_check() -> tuple[int, set[str]]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(EXAMPLE)], capture_output=True, text=True, check=True
    )
    code, modules = json.loads(run.stderr.splitlines()[-1])
    return code, set(modules)


def test_check_imports_only_what_it_needs() -> None:
    code, modules = imported_by_check()
    assert code == 0
    top_level = {name.split(".")[0] for name in modules if "cython" not in name}
    assert top_level - set(sys.stdlib_module_names) - TAKEN_ALONG == THIRD_PARTY
    rooms = {".".join(name.split(".")[:2]) for name in modules if name.startswith("upheld.")}
    assert rooms == ROOMS
    assert not HEAVY & modules
