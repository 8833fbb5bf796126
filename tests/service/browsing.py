"""A browser that looks at a service: what it finds wrong on a page, and pictures of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

TOOL = Path(__file__).parents[2] / "tools" / "browser"
PICTURES = os.environ.get("UPHELD_PICTURES")
"""A folder for pictures of every page that was looked at, where somebody wants to look, too."""
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; without one the test is skipped on a desk, and fails where CI is set."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    found = subprocess.run(
        [str(TOOL)], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        if os.environ.get("CI") == "true":
            pytest.fail(found.stderr)
        pytest.skip("there is no Chromium")
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Onlooker:
    """Looks at pages: nothing may be wrong with them, by axe and by the console."""

    def __init__(self, page: Page, place: str) -> None:
        self.page = page
        self.place = place
        self.complaints: list[str] = []
        page.on("console", lambda line: self._heard(line.type, line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def look(self, name: str) -> None:
        """Look at a page in light and dark, on a phone and on a desk; keep pictures where they are wanted."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for size, (width, height) in SIZES.items():
                self.page.set_viewport_size({"width": width, "height": height})
                found = Axe().run(self.page)
                assert found.violations_count == 0, f"{name} {scheme} {size}: {found.generate_report()}"
                assert self._overflow() <= 0, f"{name} is wider than a {size}"
                if PICTURES:
                    file = Path(PICTURES) / f"{name}-{size}-{scheme}.png"
                    self.page.screenshot(path=str(file), full_page=True)
        assert self.complaints == [], name

    def _overflow(self) -> int:
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return wider

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.place, "data:")):
            self.complaints.append(f"asked for {url}")
