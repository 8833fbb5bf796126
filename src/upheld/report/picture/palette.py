"""The palette: every colour of pages and pictures, on light and on dark paper."""

from __future__ import annotations

from collections.abc import Mapping

Palette = Mapping[str, str]
"""A colour for each role, as `#rrggbb`."""

LIGHT: Palette = {
    "paper": "#ffffff",
    "panel": "#f5f6f8",
    "ink": "#1b2330",
    "quiet": "#525d6d",
    "rule": "#d5dae1",
    "edge": "#7b8695",
    "link": "#1d4f91",
    "good": "#1a6b3c",
    "bad": "#a3221b",
    "open": "#7f5300",
    "up": "#a9cdb8",
    "degraded": "#8a5a00",
    "bar": "#4d6d94",
    "note": "#fdf6e3",
}
DARK: Palette = {
    "paper": "#11151b",
    "panel": "#1a2028",
    "ink": "#e4e8ee",
    "quiet": "#a4aebb",
    "rule": "#323b47",
    "edge": "#7f8b9a",
    "link": "#8fb8f0",
    "good": "#6fcf97",
    "bad": "#ff8b80",
    "open": "#edbb5a",
    "up": "#2e5a42",
    "degraded": "#edbb5a",
    "bar": "#7fa3cf",
    "note": "#2a2413",
}

TEXT = ("ink", "quiet", "link", "good", "bad", "open")
"""Roles in which text is set, on any of the papers: at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
SHAPES = ("edge", "good", "bad", "open", "degraded", "bar")
"""Roles in which shapes that mean something are drawn: at least 3 to 1 (WCAG 2.2, 1.4.11)."""
PAPERS = ("paper", "panel", "note")


def properties(palette: Palette) -> str:
    """The palette as CSS custom properties."""
    return "".join(f"--{role}:{colour};" for role, colour in palette.items())


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
