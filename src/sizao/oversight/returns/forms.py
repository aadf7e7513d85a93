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
from sizao.oversight.returns.types import (
    OWN,
    Channel,
    Indicator,
    Measure,
    NewForm,
    NewReturn,
    NewUnit,
    OwnIndicator,
    ReturnForm,
    Sheet,
    SheetLine,
    UnitKind,
)

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


class FormForm(forms.Form):
    """A return form: whom it is for, its cut-off, the platform's figures, and figures of its own."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kinds = forms.MultipleChoiceField(label=_("Kind of unit"), widget=forms.CheckboxSelectMultiple)
    since = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    due = forms.TimeField(
        label=_("Cut-off on the next day"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    chase_hours = forms.IntegerField(label=_("Hours to answer an alarm"), min_value=1, max_value=48)
    look_back_days = forms.IntegerField(label=_("Days for which a missing return alarms"), min_value=1, max_value=31)
    indicators = forms.MultipleChoiceField(
        label=_("Figures of the platform"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Why it changes"), max_length=300, required=False)

    LEAST_LINES = 6
    """Lines for figures of its own; always two more than the form has."""

    def __init__(self, *args: Any, before: ReturnForm | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["kinds"].choices = [(each.value, each.words.in_language(language)) for each in UnitKind]  # type: ignore[attr-defined]
        self.fields["indicators"].choices = [  # type: ignore[attr-defined]
            (key, each.words.in_language(language)) for key, each in queries.indicators().items()
        ]
        self.before = before
        if before is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
        own = [each for each in before.indicators if each.key.startswith(OWN)] if before else []
        measures = [(each.value, each.words.in_language(language)) for each in Measure]
        self.lines = range(1, max(self.LEAST_LINES, len(own) + 2) + 1)
        for line in self.lines:
            known = own[line - 1] if line <= len(own) else None
            self._own_line(line, known, measures)

    def _own_line(self, line: int, known: Indicator | None, measures: list[tuple[str, str]]) -> None:
        text: dict[str, Any] = {"required": False, "max_length": 60}
        self.fields[f"own_zh_{line}"] = forms.CharField(
            label=_("Figure in Chinese"), initial=known.words.zh if known else "", **text
        )
        self.fields[f"own_en_{line}"] = forms.CharField(
            label=_("Figure in English"), initial=known.words.en if known else "", **text
        )
        self.fields[f"own_measure_{line}"] = forms.ChoiceField(
            label=_("Measure"), choices=measures, required=False, initial=known.measure.value if known else None
        )
        self.fields[f"own_counted_{line}"] = forms.CharField(
            label=_("How it is counted"), required=False, max_length=120, initial=known.counted.zh if known else ""
        )

    def shared(self) -> list[forms.BoundField]:
        """The fields of the form itself."""
        return [self[name] for name in self.fields if not name.startswith("own_")]

    def own_shown(self) -> list[list[forms.BoundField]]:
        """The lines that are in use, and one more."""
        return self.own()[: self.own_shown_number()]

    def own_more(self) -> list[list[forms.BoundField]]:
        """The lines after those, folded away."""
        return self.own()[self.own_shown_number() :]

    def own_shown_number(self) -> int:
        """How many lines are open: those in use, and one more."""
        return sum(1 for line in self.own() if line[0].value()) + 1

    def own(self) -> list[list[forms.BoundField]]:
        """The lines of figures of its own."""
        parts = ("zh", "en", "measure", "counted")
        return [[self[f"own_{part}_{line}"] for part in parts] for line in self.lines]

    def new(self) -> NewForm:
        """The form as typed."""
        given = self.cleaned_data
        order = list(queries.indicators())
        return NewForm(
            words=Words(given["name_zh"], given["name_en"] or given["name_zh"]),
            kinds=frozenset(UnitKind(each) for each in given["kinds"]), due=given["due"],
            chase_hours=given["chase_hours"], look_back_days=given["look_back_days"],
            indicators=tuple(sorted(given["indicators"], key=order.index)), own=self._figures(given),
            since=given["since"], form_id=self.before.id if self.before else "", reason=given.get("reason", ""),
        )  # fmt: skip

    def _figures(self, given: dict[str, Any]) -> tuple[OwnIndicator, ...]:
        lines = [line for line in self.lines if given[f"own_zh_{line}"].strip()]
        return tuple(
            OwnIndicator(
                Words(given[f"own_zh_{line}"], given[f"own_en_{line}"] or given[f"own_zh_{line}"]),
                Measure(given[f"own_measure_{line}"] or Measure.PERSON),
                Words(given[f"own_counted_{line}"], given[f"own_counted_{line}"]),
            )
            for line in lines
        )


def ids_of(values: list[str]) -> list[UUID]:
    """The ids among the values of a form; what is none is left out."""
    found = []
    for each in values:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
