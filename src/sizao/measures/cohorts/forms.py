"""Forms of cohorts: a rule, a stay with the person, a reason, a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import IncidentFacts
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.documents import DocumentKind
from sizao.kernel.words import Words
from sizao.measures.cohorts.types import NewRule, NewStay

DAYS = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONGEST = 90
"""Days that a rule may ask for at most: more is a typing error."""


class AreaCode(forms.CharField):
    """A printed division code, read into the area's number."""

    def clean(self, value: Any) -> Any:
        """The area's number; an unknown shape is an error of the field."""
        try:
            return areas.parse(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error


class RuleForm(forms.Form):
    """One version of a rule."""

    place = AreaCode(
        label=_("Stayed in (area code)"), max_length=19, help_text=_("6 digits for a county, 9 for a town")
    )
    since = forms.DateField(label=_("Since"), widget=DAYS)
    until = forms.DateField(label=_("Until"), widget=DAYS, required=False, help_text=_("Empty while it goes on"))
    test_days = forms.CharField(
        label=_("Test days"), max_length=60, required=False, help_text=_("Days after leaving, such as 1, 3, 7")
    )
    monitor_days = forms.IntegerField(
        label=_("Days of self-monitoring"), min_value=1, max_value=LONGEST, required=False
    )  # fmt: skip
    hand_over = forms.BooleanField(label=_("Hand over to the village or community"), required=False)
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("The notice, letter or order, with its number")
    )  # fmt: skip
    edition_id = forms.CharField(
        label=_("Edition"), max_length=120, required=False, help_text=_("Its id, such as cn-covid-ed8")
    )

    def clean_test_days(self) -> tuple[int, ...]:
        """The days as numbers."""
        typed = self.cleaned_data["test_days"].replace("、", ",").replace(",", ",").split(",")
        try:
            found = tuple(sorted({int(each) for each in typed if each.strip()}))
        except ValueError as error:
            raise forms.ValidationError(_("Write the days as numbers with commas.")) from error
        if any(not 0 <= each <= LONGEST for each in found):
            raise forms.ValidationError(_("Write the days as numbers with commas."))
        return found

    def rule(self) -> NewRule:
        """The rule as typed."""
        names = ("place", "since", "until", "test_days", "monitor_days", "hand_over", "basis", "edition_id")
        return NewRule(**{name: self.cleaned_data[name] for name in names})


class CohortForm(RuleForm):
    """A new cohort with its first version."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    area = AreaCode(label=_("Holds in (area code)"), max_length=19)
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    field_order = ("title_zh", "title_en", "area", "incident")

    def __init__(self, *args: Any, incidents: Sequence[IncidentFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        named = [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in incidents]
        self.fields["incident"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def title(self) -> Words:
        """The title in both languages."""
        return Words(self.cleaned_data["title_zh"], self.cleaned_data["title_en"])


class StayForm(forms.Form):
    """Where somebody was, and who they are: known by number, or somebody new."""

    place = AreaCode(
        label=_("Stayed in (area code)"), max_length=19, help_text=_("6 digits for a county, 9 for a town")
    )
    first_on = forms.DateField(label=_("First day there"), widget=DAYS, required=False)
    last_on = forms.DateField(label=_("Last day there"), widget=DAYS)
    area = AreaCode(label=_("Is now in (area code)"), max_length=19)
    person = forms.CharField(
        label=_("Person number"), max_length=14, required=False,
        help_text=_("or somebody new, with a name and a phone or document"),
    )  # fmt: skip
    name = forms.CharField(label=_("Full name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    document_number = forms.CharField(label=_("Identity document"), max_length=40, required=False)

    def __init__(self, *args: Any, as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_of = as_of

    def clean(self) -> dict[str, Any]:
        """The person known by number, or an identity that the vault would take."""
        given = super().clean() or {}
        number = (given.get("person") or "").strip().upper()
        if number:
            known = registry.person_by_number(number)
            given["person_id"] = known.id if known else None
            if known is None:
                self.add_error("person", _("There is no such person within your area."))
        elif not given.get("name") or not (given.get("phone") or given.get("document_number")):
            self.add_error("name", _("Give a person number, or a name with a phone or a document."))
        elif (wrong := identity.checked(self.newcomer(given), self.as_of)) is not None:
            self.add_error("name", wrong.words.in_language(get_language() or "zh"))
        return given

    def newcomer(self, given: dict[str, Any]) -> NewIdentity:
        """The identity as typed."""
        number = given.get("document_number") or ""
        kind = DocumentKind.CITIZEN_ID if number else DocumentKind.NONE
        return NewIdentity(
            name=given.get("name") or "", document_kind=kind, document_number=number, phone=given.get("phone") or ""
        )

    def stay(self, person_id: int) -> NewStay:
        """The stay of a person."""
        given = self.cleaned_data
        return NewStay(
            person_id=person_id, area=given["area"], place=given["place"], first_on=given["first_on"],
            last_on=given["last_on"],
        )  # fmt: skip


class PlaceForm(forms.Form):
    """The area that somebody meant."""

    place = AreaCode(
        label=_("Stayed in (area code)"), max_length=19, help_text=_("6 digits for a county, 9 for a town")
    )


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
