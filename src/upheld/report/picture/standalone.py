"""A picture as a file of its own, for print: the same shapes, with the colours of light paper written out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from upheld.report.markup import Markup, element
from upheld.report.picture.definitions import STYLE, definitions
from upheld.report.picture.drawing import Picture
from upheld.report.picture.palette import LIGHT

_FACE = "system-ui, 'Liberation Sans', Arial, sans-serif"
_PROPERTY = re.compile(r"var\(--([a-z]+)\)")


def standalone(picture: Picture, width: int) -> str:
    """The picture as SVG of so many pixels across, which needs no page around it."""
    values: Mapping[str, str] = {**LIGHT, "face": _FACE}
    drawing = element(
        "svg",
        Markup(f"<style>{STYLE}</style>"),
        definitions(),
        picture.svg("picture"),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=picture.height,
    )
    return _PROPERTY.sub(lambda found: values[found[1]], drawing)
