"""Forms of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.registry import rules
from sizao.ground.registry.types import (
    AreaFacts,
    HelpKind,
    HelpPlan,
    NewPlace,
    NewResponsibility,
    OrganisationFacts,
    OrganisationKind,
    Party,
    PersonFacts,
    PlaceKind,
    SpecialNeed,
)
from sizao.kernel.errors import SizaoError
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
    organisation = forms.ChoiceField(label=_("Run by"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[OrganisationFacts], **kwargs: Any) -> None:
        """Offer the organisations of the officer's area and above."""
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        _choose(self, "organisation", [("", "—"), *((str(each.id), each.words) for each in organisations)])
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
            organisation_id=UUID(given["organisation"]) if given["organisation"] else None,
        )  # fmt: skip


class OrganisationForm(forms.Form):
    """A new organisation."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"))
    area = forms.CharField(label=_("Area code"), max_length=19)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=18,
        required=False,
        help_text=_("18 digits and capital letters"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        kinds = [(kind.value, kind.words.in_language(language)) for kind in OrganisationKind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the action takes.

        Raises:
            AreaMalformed: when the area code is not one.
        """
        given = self.cleaned_data
        words = Words(given["name_zh"], given["name_en"] or given["name_zh"])
        return {
            "words": words, "kind": OrganisationKind(given["kind"]), "area": rules.area_code(given["area"]),
            "credit_code": given["credit_code"],
        }  # fmt: skip


class AddAreaForm(forms.Form):
    """A grid, a building or a unit to add; without a name it is called by its number."""

    level = forms.ChoiceField(label=_("Level"))
    name_zh = forms.CharField(
        label=_("Name in Chinese"), max_length=80, required=False, help_text=_("Empty: called by its number")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)

    def __init__(self, *args: Any, parent: AreaFacts, **kwargs: Any) -> None:
        """Offer the levels that may lie in the parent."""
        super().__init__(*args, **kwargs)
        levels = [each for each in rules.SMALL if rules.may_add_below(parent, each)]
        _choose(self, "level", [(each.value, each.words) for each in levels])

    def words(self) -> Words | None:
        """The name, when one was typed."""
        given = self.cleaned_data
        return Words(given["name_zh"], given["name_en"] or given["name_zh"]) if given["name_zh"] else None


class RenameForm(forms.Form):
    """Another name for an area."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)

    def words(self) -> Words:
        """The name as typed."""
        return Words(self.cleaned_data["name_zh"], self.cleaned_data["name_en"])


class ReasonForm(forms.Form):
    """Why an area is closed or reopened."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class ChiefForm(forms.Form):
    """Who looks after an area: an account, or a named post."""

    username = forms.ChoiceField(label=_("Account"), required=False)
    post = forms.CharField(
        label=_("or a post"),
        max_length=80,
        required=False,
        help_text=_("A post such as “estate manager”, no private name"),
    )

    def __init__(self, *args: Any, holders: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the accounts that work here."""
        super().__init__(*args, **kwargs)
        _choose(self, "username", [("", "—"), *holders])


class RunByForm(forms.Form):
    """Which organisation runs a place."""

    organisation = forms.ChoiceField(label=_("Organisation"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[OrganisationFacts], **kwargs: Any) -> None:
        """Offer the organisations of the place's area and above."""
        super().__init__(*args, **kwargs)
        _choose(self, "organisation", [("", "—"), *((str(each.id), each.words) for each in organisations)])

    def chosen(self) -> UUID | None:
        """The organisation, or none."""
        return UUID(self.cleaned_data["organisation"]) if self.cleaned_data["organisation"] else None


class ResponsibleForm(forms.Form):
    """Who answers for what at a place: an account, an organisation, or a named post."""

    party = forms.ChoiceField(label=_("Party"))
    duty = forms.CharField(label=_("Answers for"), max_length=200)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    username = forms.ChoiceField(label=_("or an account"), required=False)
    post = forms.CharField(
        label=_("or a post"),
        max_length=120,
        required=False,
        help_text=_("A post such as “estate manager”, no private name"),
    )

    def __init__(
        self, *args: Any, organisations: Sequence[OrganisationFacts], holders: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer the organisations and the accounts that work here."""
        super().__init__(*args, **kwargs)
        _choose(self, "party", [(each.value, each.words) for each in Party])
        _choose(self, "organisation", [("", "—"), *((str(each.id), each.words) for each in organisations)])
        _choose(self, "username", [("", "—"), *holders])

    def responsibility(self, place_id: int) -> NewResponsibility:
        """Who was named."""
        given = self.cleaned_data
        organisation = UUID(given["organisation"]) if given["organisation"] else None
        return NewResponsibility(
            place_id, Party(given["party"]), given["duty"], given["username"], organisation, given["post"]
        )


class HouseholdForm(forms.Form):
    """A household: an area that exists and what stands on the door."""

    area = forms.CharField(
        label=_("Area code"),
        max_length=19,
        help_text=_("19 digits for a unit, 17 a building, 14 a grid, 12 a community"),
    )
    label = forms.CharField(label=_("Door"), max_length=40, help_text=_("Such as 301; no name"))


class MemberForm(forms.Form):
    """A person who lives in a household, by public number."""

    number = forms.CharField(
        label=_("Person number"), max_length=14, help_text=_("P-…, as the page of the person shows it")
    )


class NeedForm(forms.Form):
    """A special need of somebody in a household."""

    person = forms.ChoiceField(label=_("Person"))
    kind = forms.ChoiceField(label=_("Need"))

    def __init__(self, *args: Any, persons: Sequence[PersonFacts], **kwargs: Any) -> None:
        """Offer the members."""
        super().__init__(*args, **kwargs)
        _choose(self, "person", [(str(each.id), each.number) for each in persons])
        _choose(self, "kind", [(each.value, each.words) for each in SpecialNeed])


class PlanForm(forms.Form):
    """Help to give: what, by whom, until when."""

    help = forms.ChoiceField(label=_("Help"))
    responsible = forms.CharField(label=_("By whom"), max_length=120, help_text=_("A post, a team or an account"))
    due_at = forms.DateTimeField(
        label=_("Until"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=400, required=False, help_text=_("No names, no phone numbers"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds of help."""
        super().__init__(*args, **kwargs)
        _choose(self, "help", [(each.value, each.words) for each in HelpKind])

    def plan(self) -> HelpPlan:
        """The plan as typed."""
        given = self.cleaned_data
        return HelpPlan(HelpKind(given["help"]), given["responsible"], given["due_at"], given["note"])


class NoteForm(forms.Form):
    """A remark beside a step."""

    note = forms.CharField(label=_("Note"), max_length=400, required=False, help_text=_("No names, no phone numbers"))


class BoundaryForm(forms.Form):
    """An authority's boundary file with the coordinate system it was drawn in."""

    file = forms.FileField(
        label=_("File"), help_text=_("GeoJSON (also .gz) with one division code per boundary, up to 20 MB")
    )
    crs = forms.ChoiceField(
        label=_("Coordinate system"), help_text=_("A wrong choice moves every boundary by about 450 m.")
    )
    source = forms.CharField(
        label=_("Whose boundaries"), max_length=120, help_text=_("The authority and the date, as the map will say")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the systems; none is chosen beforehand."""
        super().__init__(*args, **kwargs)
        _choose(self, "crs", [("", "—"), *((each.value, each.words) for each in Crs)])

    def refuse(self, refusal: SizaoError) -> None:
        """Show why the file cannot be taken."""
        self.add_error("file", refusal.words.in_language(get_language() or "zh"))


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a field its choices in the reader's language."""
    language = get_language() or "zh"
    said = [(key, each.in_language(language) if isinstance(each, Words) else each) for key, each in choices]
    form.fields[name].choices = said  # type: ignore[attr-defined]
