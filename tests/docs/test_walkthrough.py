"""What a page may leave out of a command's output, and what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from walkthrough import walked

FILE = "```yaml it.yaml\nupheld: 1\n```\n\n"


@pytest.fixture
def whole(tmp_path: Path) -> list[str]:
    """What checking a file with a mistake prints, line by line."""
    page = walked(f"{FILE}```console\n$ upheld check it.yaml\n```", tmp_path)
    lines = page.removeprefix(f"{FILE}```console\n$ upheld check it.yaml\n").removesuffix("```").splitlines()
    assert len(lines) > 6
    return lines


def _kept(lines: list[str], folder: Path) -> bool:
    shown = "".join(f"{line}\n" for line in lines)
    page = f"{FILE}```console\n$ upheld check it.yaml\n{shown}```"
    (folder / "it.yaml").unlink(missing_ok=True)
    return walked(page, folder) == page


def test_lines_may_be_left_out_anywhere(whole: list[str], tmp_path: Path) -> None:
    assert _kept([*whole[:2], "…", *whole[-2:]], tmp_path)
    assert _kept(["…", *whole[-1:]], tmp_path)
    assert _kept([*whole[:1], "…"], tmp_path)
    assert _kept(["…", *whole[2:3], "…"], tmp_path)


def test_what_is_shown_must_be_printed(whole: list[str], tmp_path: Path) -> None:
    assert not _kept(whole[:2], tmp_path)
    assert not _kept([*whole[:2], "…", "something else"], tmp_path)
    assert not _kept([whole[-1], "…", whole[0]], tmp_path)
    assert not _kept([*whole, "…"], tmp_path)


def test_a_change_must_fit_just_once(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="stand 0 times"):
        walked(f"{FILE}```diff it.yaml\n-nothing: such\n+something: else\n```", tmp_path)
