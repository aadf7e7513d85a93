"""Fields that several forms share: a local moment, an area, a person, a place; and choices in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.words import LabelledEnum, Words

LOCAL = ZoneInfo("Asia/Shanghai")


def said(words: Words) -> str:
    """Words in the reader's language."""
    return words.in_language(get_language() or "zh")


def labelled(members: Iterable[LabelledEnum]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    return [(each.value, said(each.words)) for each in members]


class Moment(forms.DateTimeField):
    """A local date and time, typed with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)


class AreaCode(forms.CharField):
    """An area by its printed division code, the code with its name as a list offers it, or its name alone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, widget=forms.TextInput(attrs={"list": AREA_LIST}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The area's number; a shape or name that means none, or several, is an error of the field."""
        text = super().clean(value)
        code = text.split(" ")[0] if text else ""
        try:
            return areas.parse(code) if code.isdigit() else self._named(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    def _named(self, text: str) -> int:
        found = [each for each in registry.search_areas(text) if text in (each.words.zh, each.words.en)]
        if len(found) != 1:
            raise forms.ValidationError(_("This is not a division code."))
        return found[0].code


AREA_LIST = "areas-to-choose"
"""The id of the list of suggestions that a page gives its area fields."""


def choose_areas(within: int) -> list[str]:
    """Towns and villages of a county, or the districts and towns of something larger, as suggestions to type from."""
    county = areas.level_of(within) >= areas.Level.COUNTY
    levels = (areas.Level.TOWN, areas.Level.COMMUNITY) if county else (areas.Level.COUNTY, areas.Level.TOWN)
    return [
        f"{areas.printed(each.code)} {said(each.words)}"
        for level in levels
        for each in registry.areas_at(level, within)
    ]


class PlaceNumber(forms.CharField):
    """A place's public number, read into the place; may be empty."""

    def clean(self, value: Any) -> Any:
        """The place; an unknown number is an error of the field."""
        text = super().clean(value).strip().upper()
        found = next((each for each in registry.search_places(text) if each.number == text), None) if text else None
        if text and found is None:
            raise forms.ValidationError(_("There is no such place within your area."))
        return found
