"""Forms of testing: open a point, start and end a round, enter a sample."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import IncidentFacts
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.measures.screening.errors import NobodyOfNumber
from sizao.measures.screening.types import (
    NewPoint,
    NewSample,
    PointFacts,
    Purpose,
    RoundFacts,
    RoundState,
    SubjectKind,
    Value,
)

MOST_IN_A_TUBE = 100


def _language() -> str:
    return get_language() or "zh"


class OfIncident(forms.Form):
    """What belongs to an incident and lies in an area."""

    incident = forms.ChoiceField(label=_("Incident"))
    area = forms.CharField(label=_("Area code"), max_length=19, help_text=_("12 digits for a village or community"))

    def __init__(self, *args: Any, incidents: Sequence[IncidentFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.id), f"{each.number} {each.title.in_language(_language())}") for each in incidents]
        optional = [] if self.fields["incident"].required else [("", _("none"))]
        self.fields["incident"].choices = [*optional, *named]  # type: ignore[attr-defined]

    def clean_area(self) -> int | None:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    @property
    def incident_id(self) -> UUID | None:
        """The incident that was chosen."""
        given = self.cleaned_data["incident"]
        return UUID(given) if given else None

    @property
    def words(self) -> Words:
        """The name in both languages; one typed once stands for both."""
        given = self.cleaned_data
        return Words(given["name_zh"], given["name_en"] or given["name_zh"])


class PointForm(OfIncident):
    """A sampling point to open."""

    incident = forms.ChoiceField(label=_("Incident"), required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=1000, initial=1)
    hours = forms.CharField(label=_("Hours"), max_length=80, required=False)

    def point(self, at: datetime) -> NewPoint:
        """The point as typed, open from now."""
        given = self.cleaned_data
        return NewPoint(self.words, given["area"], at, None, given["tables"], given["hours"])


class RoundForm(OfIncident):
    """A screening round to start."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)


class EndForm(forms.Form):
    """How a round ended."""

    state = forms.ChoiceField(label=_("State"))
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = (RoundState.CLEARED, RoundState.POSITIVE)
        self.fields["state"].choices = [(each.value, each.words.in_language(_language())) for each in ends]  # type: ignore[attr-defined]


class SampleForm(OfIncident):
    """One tube: of a person by their number, or of several people together."""

    incident = forms.ChoiceField(label=_("Incident"), required=False)
    area = forms.CharField(
        label=_("Area code"), max_length=19, required=False, help_text=_("Left empty: where the person lives")
    )
    person = forms.CharField(label=_("Person's number"), max_length=20, required=False)
    people = forms.IntegerField(
        label=_("People in the tube"), min_value=1, max_value=MOST_IN_A_TUBE, initial=1,
        help_text=_("More than one only when no number is given: a pooled tube."),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("Purpose"))
    round = forms.ChoiceField(label=_("Screening round"), required=False)
    point = forms.ChoiceField(label=_("Sampling point"), required=False)

    def __init__(
        self, *args: Any, rounds: Sequence[RoundFacts] = (), points: Sequence[PointFacts] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = _language()
        self.fields["purpose"].choices = [(each.value, each.words.in_language(language)) for each in Purpose]  # type: ignore[attr-defined]
        for name, found in (("round", rounds), ("point", points)):
            named = [(str(each.id), each.words.in_language(language)) for each in found]
            self.fields[name].choices = [("", _("none")), *named]  # type: ignore[attr-defined]

    def clean_area(self) -> int | None:
        """The area's number, when one was typed."""
        return super().clean_area() if self.cleaned_data["area"] else None

    def clean_person(self) -> PersonFacts | None:
        """The registered person of the number."""
        number = self.cleaned_data["person"]
        found = registry.person_by_number(number) if number else None
        if number and found is None:
            raise forms.ValidationError(NobodyOfNumber(number=number).words.in_language(_language()))
        return found

    def clean(self) -> dict[str, Any]:
        """A sample lies somewhere: where it was said, else where the person lives."""
        given = super().clean() or self.cleaned_data
        person = given.get("person")
        given["area"] = given.get("area") or (person.area_residence if person else None)
        if given["area"] is None and "area" not in self.errors and "person" not in self.errors:
            self.add_error("area", _("Say where the sample was taken."))
        return given

    def sample(self, at: datetime) -> NewSample:
        """The sample as typed, taken now."""
        given = self.cleaned_data
        ids = {name: UUID(given[name]) if given[name] else None for name in ("round", "point")}
        return NewSample(
            SubjectKind.PERSON, given["area"], at, Purpose(given["purpose"]), self.incident_id,
            person_id=given["person"].id if given["person"] else None, point_id=ids["point"], round_id=ids["round"],
            people=1 if given["person"] else given["people"],
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What the laboratory found in the picked tubes."""

    value = forms.ChoiceField()
    laboratory = forms.CharField(max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [(each.value, each.words.in_language(_language())) for each in Value]  # type: ignore[attr-defined]
