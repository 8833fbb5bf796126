"""Choosing one of many: a list to choose from that is written at once."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Chooser(forms.Select):
    """As Django's, which renders a template for each choice."""

    def render(
        self, name: str, value: object, attrs: Mapping[str, object] | None = None, renderer: object = None
    ) -> SafeString:
        """Give the markup."""
        chosen = {str(each) for each in self.format_value(value)}
        selected = SafeString(" selected")
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((each, selected if str(each) in chosen else "", words) for each, words in self.choices),
        )
        given = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>\n{}\n</select>", given, options)
