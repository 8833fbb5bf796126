"""What pictures share: patterns, marks, and the rules that colour their shapes."""

from __future__ import annotations

from upheld.report.markup import Markup, element

STYLE = """
.picture{display:block;overflow:visible;font:12px/1 var(--face)}
.picture text{fill:var(--ink);font-variant-numeric:tabular-nums}
.picture text{stroke:var(--paper);stroke-width:4;stroke-linejoin:round;paint-order:stroke}
.picture .label{fill:var(--quiet)}
.picture .strong{fill:var(--ink);font-weight:600}
.up{fill:var(--up)}
.down{fill:var(--bad);stroke:var(--bad);stroke-width:1.5}
.degraded{fill:url(#stripes);stroke:var(--degraded);stroke-width:1}
.unknown{fill:url(#dots);stroke:var(--edge);stroke-width:1}
.gap{fill:url(#gaps)}
.excluded{fill:url(#hatch);stroke:var(--edge);stroke-width:1}
.bar{fill:var(--bar)}
.beyond{fill:url(#beyond);stroke:var(--bad);stroke-width:1}
.bin{stroke:var(--paper);stroke-width:1}
.beyond.bin{stroke:var(--bad)}
.frame{fill:none;stroke:var(--edge);stroke-width:1.5}
.axis,.tick{stroke:var(--edge);stroke-width:1}
.lane{stroke:var(--rule);stroke-width:1}
.span{stroke:var(--ink);stroke-width:2}
.target{stroke:var(--ink);stroke-width:2;stroke-dasharray:5 3}
.found{stroke:var(--ink);stroke-width:2}
.ground-paper{fill:var(--paper)}
.line-edge{fill:var(--edge)}
.line-bad{fill:var(--bad)}
.line-degraded{fill:var(--degraded)}
.mark-good{fill:var(--good);stroke:var(--paper)}
.mark-bad{fill:none;stroke:var(--bad);stroke-width:3}
.mark-open{fill:var(--paper);stroke:var(--ink);stroke-width:2}
.mark-copy{fill:var(--bar);stroke:var(--paper)}
"""
"""Rules for every shape; colours are properties of the palette."""


def definitions() -> Markup:
    """Patterns and marks, which shapes refer to; they stand once on a page, and draw nothing themselves."""
    return element(
        "defs",
        _hatch("hatch", "line-edge", "ground-paper", 45, 6),
        _hatch("beyond", "line-bad", "ground-paper", 135, 5),
        _hatch("stripes", "line-degraded", "ground-paper", 90, 4),
        _dots(),
        _hatch("gaps", "line-edge", "ground-paper", 45, 5),
        _mark("kept", "M0-6a6 6 0 1 0 0 12a6 6 0 1 0 0-12z", "mark-good"),
        _mark("breached", "M-5-5 5 5M5-5-5 5", "mark-bad"),
        _mark("running", "M0-5a5 5 0 1 0 0 10a5 5 0 1 0 0-10z", "mark-open"),
        _mark("indeterminate", "M0-6 6 0 0 6-6 0z", "mark-open"),
        _mark("copy", "M0-5a5 5 0 1 0 0 10a5 5 0 1 0 0-10z", "mark-copy"),
    )


def _mark(name: str, path: str, shape: str) -> Markup:
    return element("path", id=f"mark-{name}", d=path, class_=shape)


def _hatch(name: str, line: str, ground: str, angle: int, gap: int) -> Markup:
    return element(
        "pattern",
        element("rect", width=gap, height=gap, class_=ground),
        element("rect", width=2, height=gap, class_=line),
        id=name,
        width=gap,
        height=gap,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({angle})",
    )


def _dots() -> Markup:
    return element(
        "pattern",
        element("rect", width=6, height=6, class_="ground-paper"),
        element("circle", cx=2, cy=2, r=1, class_="line-edge"),
        element("circle", cx=5, cy=5, r=1, class_="line-edge"),
        id="dots",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
