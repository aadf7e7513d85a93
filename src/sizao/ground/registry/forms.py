"""Forms of the registry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.registry import rules
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.geodesy import Crs, to_wgs84
from sizao.kernel.words import Words


class PlaceForm(forms.Form):
    """A new place; its position is converted to WGS-84 from the coordinate system it was read in."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind of place"))
    area = forms.CharField(label=_("Area code"), max_length=19, help_text=_("12 digits for a village or community"))
    longitude = forms.FloatField(label=_("Longitude"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False)
    crs = forms.ChoiceField(
        label=_("Read from"),
        choices=[("wgs84", _("GPS (WGS-84)")), ("gcj02", _("AMap, Tencent (GCJ-02)")), ("bd09", _("Baidu (BD-09)"))],
        help_text=_("A wrong choice moves the place by about 450 m."),
    )
    capacity = forms.IntegerField(label=_("Capacity"), required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["kind"].choices = [(kind.value, kind.words.in_language(language)) for kind in PlaceKind]  # type: ignore[attr-defined]

    def place(self) -> NewPlace:
        """The place as typed.

        Raises:
            AreaMalformed: when the area code is not one.
        """
        given = self.cleaned_data
        position = (given["longitude"], given["latitude"])
        if None not in position:
            position = to_wgs84(*position, Crs(given["crs"]))
        return NewPlace(
            words=Words(given["name_zh"], given["name_en"] or given["name_zh"]), kind=PlaceKind(given["kind"]),
            area=rules.area_code(given["area"]), longitude=position[0], latitude=position[1],
            capacity=given["capacity"],
        )  # fmt: skip
