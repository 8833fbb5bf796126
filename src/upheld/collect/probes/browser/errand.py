"""What the process with the browser is asked, and what it says; each a line of JSON."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Micros


class Errand(Struct, frozen=True, kw_only=True):
    """A page to load."""

    url: str
    seconds: float
    """For all of it."""
    may_be_private: bool
    headers: tuple[tuple[str, str], ...] = ()
    user: str | None = None
    password: str = ""
    has: tuple[str, ...] = ()
    selector: str | None = None
    is_verified: bool = True
    settles: Micros
    width: int
    height: int
    most_bytes: int

    def __repr__(self) -> str:
        """Show nothing that may be secret."""
        return "Errand()"


class Trouble(Struct, frozen=True, kw_only=True):
    """Why a page was not seen, or not as it should be."""

    code: str
    words: str
    is_own: bool = False
    """It is the probe's own failure."""


class Visit(Struct, frozen=True, kw_only=True):
    """What came of it; times are microseconds from the start of the navigation."""

    trouble: Trouble | None = None
    status: int | None = None
    address: str = ""
    title: str = ""
    chain: tuple[str, ...] = ()
    """Where redirects led, without queries."""
    lacks: tuple[str, ...] = ()
    """Of what should be visible."""
    refused: tuple[str, ...] = ()
    """Of what the page wanted, and may not be asked."""
    is_cut: bool = False
    """The page wanted more bytes than it may have."""
    size: int = 0
    first_byte: Micros | None = None
    load: Micros | None = None
    lcp: Micros | None = None
    fcp: Micros | None = None
    cls: int | None = None
    """Millionths."""


class Started(Struct, frozen=True, kw_only=True):
    """Said once the browser stands ready, or that it does not."""

    trouble: str = ""
    version: str = ""
