"""`upheld customers`: what lists change is printed; nothing is recorded before it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TEXT = "fee,customer,amount,currency,since\nF-1,Example Ltd,10,EUR,2026-01-01T00:00:00Z\n"


def run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "upheld", *words],
        env=variables | {"UPHELD_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_lists_are_shown_applied_and_taken_back(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "crm.csv"
    data.mkdir()
    file.write_text(TEXT)
    example = Path(__file__).parents[2] / "examples" / "upheld" / "agreement.yaml"
    assert run(data, "migrate").returncode == 0
    assert "no dossier 'hosting'" in run(data, "customers", str(file), "--into", "hosting").stderr
    assert run(data, "enrol", str(example), "--slug", "hosting").returncode == 0
    looked = run(data, "customers", str(file), "--into", "hosting")
    assert f"{file}:2: new fees F-1" in looked.stdout
    assert "nothing is recorded without --apply" in looked.stdout
    applied = run(data, "customers", str(file), "--into", "hosting", "--apply")
    assert "1 new, 0 corrected, 0 ended, 0 unchanged; recorded as batch" in applied.stdout
    number = applied.stdout.split()[-1]
    assert (
        "nothing had to be recorded"
        in run(data, "customers", str(file), "--into", "hosting", "--apply").stdout
    )
    assert f"{number}  " in run(data, "evidence", "batches").stdout
    undone = run(data, "evidence", "undo", number)
    assert f"batch {number} is taken back" in undone.stdout
    assert "taken back already" in run(data, "evidence", "undo", number).stderr
    assert "there is no batch 999" in run(data, "evidence", "undo", "999").stderr
    file.write_text(TEXT.replace(",10,", ",ten,"))
    wrong = run(data, "customers", str(file), "--into", "hosting", "--apply")
    assert wrong.returncode == 1
    assert f"{file}:2: column `amount`" in wrong.stderr
