"""Forms of the returns: the sheet of one unit's day, and a new unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.returns import queries
from sizao.oversight.returns.types import Channel, NewReturn, NewUnit, Sheet, SheetLine, UnitKind

MOST = 99_999_999
"""Larger than any figure a unit can mean."""


class SheetForm(forms.Form):
    """The asked figures of a sheet, one field each; the reason is asked for when a filed return is corrected."""

    channel = forms.ChoiceField(label=_("Came in"), required=False)
    reason = forms.CharField(label=_("Reason for the correction"), max_length=300, required=False)

    def __init__(self, sheet: Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        for line in sheet.asked():
            self.fields[line.indicator.key] = forms.IntegerField(
                label=line.indicator.words.in_language(language), min_value=0, max_value=MOST, required=False,
                initial=sheet.filed.figures.get(line.indicator.key) if sheet.filed else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "pattern": "[0-9]*", "autocomplete": "off"}),
            )  # fmt: skip
        kinds = [Channel.PLATFORM, Channel.PHONE]
        self.fields["channel"].choices = [(each.value, each.words.in_language(language)) for each in kinds]  # type: ignore[attr-defined]
        self.sheet = sheet

    def rows(self) -> list[tuple[SheetLine, forms.BoundField]]:
        """The asked lines with their fields."""
        return [(line, self[line.indicator.key]) for line in self.sheet.asked()]

    def new(self, *, is_nil: bool) -> NewReturn:
        """The return as typed; an empty field is left out, never taken for a nil."""
        given = self.cleaned_data
        keys = [line.indicator.key for line in self.sheet.asked()]
        typed = {key: given[key] for key in keys if given.get(key) is not None}
        channel = Channel(given["channel"]) if given.get("channel") else Channel.PLATFORM
        return NewReturn(self.sheet.unit.id, self.sheet.form.id, self.sheet.on, typed, is_nil, given["reason"], channel)


class UnitForm(forms.Form):
    """A new reporting unit with the form it owes."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind of unit"))
    area = forms.CharField(label=_("Area code"), max_length=19)
    form = forms.ChoiceField(label=_("Return it owes"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    owner = forms.CharField(label=_("Officer who answers for it"), max_length=80, required=False)
    phone = forms.CharField(label=_("Duty telephone"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["kind"].choices = [(each.value, each.words.in_language(language)) for each in UnitKind]  # type: ignore[attr-defined]
        self.fields["form"].choices = [(each.id, each.words.in_language(language)) for each in queries.forms()]  # type: ignore[attr-defined]

    def clean_area(self) -> int:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    def new(self) -> NewUnit:
        """The unit as typed."""
        given = self.cleaned_data
        return NewUnit(
            words=Words(given["name_zh"], given["name_en"] or given["name_zh"]), kind=UnitKind(given["kind"]),
            area=given["area"], form_id=given["form"], since=given["since"], until=given["until"],
            owner=given["owner"], phone=given["phone"],
        )  # fmt: skip


def ids_of(values: list[str]) -> list[UUID]:
    """The ids among the values of a form; what is none is left out."""
    found = []
    for each in values:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
