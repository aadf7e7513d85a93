"""Forms of zones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import IncidentFacts
from sizao.kernel import areas
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.zones.types import EvidenceKind, NewZone

GEOMETRIES = {"Polygon", "MultiPolygon"}


class ZoneForm(forms.Form):
    """A zone to propose; the edition in force says which kinds there are."""

    incident = forms.ChoiceField(label=_("Incident"))
    kind = forms.ChoiceField(label=_("Kind of zone"))
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    area = forms.CharField(label=_("Area code"), max_length=19, help_text=_("12 digits for a village or community"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    measures = forms.CharField(
        label=_("Measures"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    boundary = forms.CharField(
        label=_("Boundary (GeoJSON, WGS-84)"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, incidents: Sequence[IncidentFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        named = [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in incidents]
        self.fields["incident"].choices = named  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(each.value, each.words.in_language(language)) for each in ZoneKind]  # type: ignore[attr-defined]

    def clean_area(self) -> int:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    def clean_boundary(self) -> dict[str, object] | None:
        """The geometry, when one is given: a polygon or several."""
        text = self.cleaned_data["boundary"].strip()
        if not text:
            return None
        try:
            shape = json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is not a GeoJSON polygon.")) from error
        if not isinstance(shape, dict) or shape.get("type") not in GEOMETRIES or "coordinates" not in shape:
            raise forms.ValidationError(_("This is not a GeoJSON polygon."))
        return shape

    def zone(self) -> NewZone:
        """The zone as typed."""
        given = self.cleaned_data
        return NewZone(
            kind=ZoneKind(given["kind"]), words=Words(given["name_zh"], given["name_en"] or given["name_zh"]),
            area=given["area"], incident_id=given["incident"], reason=given["reason"],
            measures=Words(given["measures"], given["measures"]), boundary=given["boundary"], is_schematic=False,
        )  # fmt: skip


class EvidenceForm(forms.Form):
    """One moment that the release counts from, or a negative finding."""

    kind = forms.ChoiceField(label=_("What"))
    moment = forms.DateTimeField(
        label=_("When"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    note = forms.CharField(label=_("Known from"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["kind"].choices = [(each.value, each.words.in_language(language)) for each in EvidenceKind]  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    """The notice or decision that makes a step public."""

    document = forms.CharField(label=_("Notice or decision"), max_length=160, required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)
