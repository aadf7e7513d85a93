"""Forms of follow-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.documents import DocumentKind
from sizao.kernel.words import LabelledEnum
from sizao.measures.followup.types import CheckOutcome, NewCheck, Symptom, TestResult
from sizao.measures.followup.types.invitations import LONGEST_REQUEST, OwnReport


def labelled(members: Iterable[LabelledEnum]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    language = get_language() or "zh"
    return [(each.value, each.words.in_language(language)) for each in members]


class Moment(forms.DateTimeField):
    """A local date and time, typed with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


class CheckForm(forms.Form):
    """One daily check: the button says how it went, temperature and symptoms if there is something to say."""

    outcome = forms.ChoiceField(
        choices=[
            (each.value, each.value) for each in (CheckOutcome.WELL, CheckOutcome.SYMPTOM, CheckOutcome.UNREACHABLE)
        ]
    )
    temperature = forms.DecimalField(required=False, max_digits=3, decimal_places=1)
    symptoms = forms.MultipleChoiceField(required=False)
    note = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptoms"].choices = labelled(Symptom)  # type: ignore[attr-defined]

    def new_check(self, check_id: UUID) -> NewCheck:
        """What the action takes."""
        given = self.cleaned_data
        temperature: Decimal | None = given["temperature"]
        return NewCheck(
            check_id=check_id, outcome=CheckOutcome(given["outcome"]), temperature=temperature,
            symptoms=tuple(given["symptoms"]), note=given["note"],
        )  # fmt: skip


class TestForm(forms.Form):
    """One result of a scheduled test."""

    __test__ = False

    sampled_at = Moment(label=_("Sampled at"))
    result = forms.ChoiceField(label=_("Result"))
    laboratory = forms.CharField(label=_("Laboratory"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = labelled(TestResult)  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """An extension with its reason."""

    days = forms.IntegerField(label=_("Further days"), min_value=1, max_value=60)
    test_days = forms.CharField(
        label=_("Test on days"), required=False, max_length=60, help_text=_("Of the extension, such as 1, 3.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_test_days(self) -> list[int]:
        """The days as numbers."""
        text = self.cleaned_data["test_days"].replace("、", ",").replace(",", ",")
        days = [each.strip() for each in text.split(",") if each.strip()]
        if not all(each.isascii() and each.isdigit() for each in days):
            raise forms.ValidationError(_("Days are whole numbers, such as 1, 3."))
        return sorted({int(each) for each in days})

    def clean(self) -> dict[str, Any]:
        """No test after the last day."""
        given = super().clean() or {}
        if any(not 1 <= each <= given.get("days", 0) for each in given.get("test_days", [])):
            self.add_error("test_days", _("A test day lies outside the extension."))
        return given


LOWEST, HIGHEST = -9, 150
"""Storeys that a building may have."""


class PlaceForm(forms.Form):
    """Where people stay: a quarantine site, or home. Whose plans ask for a site are not at home because nobody chose."""

    UNSET = "unset"

    place = forms.ChoiceField(label=_("Quarantine site"), required=False)
    floor = forms.IntegerField(
        label=_("Floor"), required=False, min_value=LOWEST, max_value=HIGHEST,
        help_text=_("Of the room at the site: when somebody there turns positive, the floors next to theirs are judged."),
    )  # fmt: skip
    arrived_at = Moment(label=_("Arrived at"), required=False)
    reason = forms.CharField(label=_("Why before time"), required=False, max_length=500)

    def __init__(self, *args: Any, at_site: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        sites = [
            (str(each.id), each.words.in_language(language))
            for each in registry.places_of_kind(PlaceKind.QUARANTINE_SITE)
        ]
        choose = [(self.UNSET, _("Please choose"))] if at_site else []
        self.fields["place"].choices = [*choose, ("", _("at home")), *sites]  # type: ignore[attr-defined]
        if at_site:
            self.initial["place"] = sites[0][0] if len(sites) == 1 else self.UNSET


class ReasonForm(forms.Form):
    """A reason, kept on record."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DoorForm(forms.Form):
    """The public door: a code, and an answer that only the person knows; on a known phone the answer alone."""

    handle = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Your code"), max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Last four characters of your identity document, or your date of birth"), max_length=20,
        help_text=_("Such as 021X, or 19900131."), widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_second: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_second:
            del self.fields["code"], self.fields["handle"]


class OwnCheckForm(forms.Form):
    """What somebody says of themselves: a check of the calendar, or symptoms at any time when no check is named."""

    check_id = forms.UUIDField(required=False)
    outcome = forms.ChoiceField(
        choices=[(each.value, each.value) for each in (CheckOutcome.WELL, CheckOutcome.SYMPTOM)]
    )
    temperature = forms.DecimalField(required=False, max_digits=3, decimal_places=1)
    symptoms = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptoms"].choices = labelled(Symptom)  # type: ignore[attr-defined]

    def told(self) -> OwnReport:
        """What the action takes."""
        given = self.cleaned_data
        return OwnReport(
            given["check_id"], CheckOutcome(given["outcome"]), given["temperature"], tuple(given["symptoms"])
        )


class AnswerForm(forms.Form):
    """The answer to somebody who asked for a review; they read it on their own page."""

    answer = forms.CharField(
        label=_("Answer"), max_length=LONGEST_REQUEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this on their own page."),
    )  # fmt: skip


class WhereForm(forms.Form):
    """First step of an arrival: under which incident, where the person is managed, and when they came."""

    incident = forms.ChoiceField(label=_("Incident"))
    area = forms.ChoiceField(label=_("Managed in"))
    arrived_at = Moment(label=_("Arrived"))

    def __init__(
        self, *args: Any, incidents: Iterable[tuple[str, str]], places: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = list(incidents)  # type: ignore[attr-defined]
        self.fields["area"].choices = list(places)  # type: ignore[attr-defined]


class ArrivalForm(forms.Form):
    """Second step: who it is, where from, and which of the edition's regimes holds."""

    regime = forms.ChoiceField(label=_("Management"), widget=forms.RadioSelect)
    origin = forms.CharField(label=_("Came from"), max_length=120)
    departed_at = Moment(
        label=_("Left there"), required=False, help_text=_("needed where the days count from the departure")
    )
    transport = forms.CharField(label=_("Train, flight or car"), max_length=60, required=False)
    person = forms.CharField(
        label=_("Person number"),
        max_length=14,
        required=False,
        help_text=_("or somebody new, with a name and a phone or document"),
    )
    name = forms.CharField(label=_("Full name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    document_number = forms.CharField(label=_("Identity document"), max_length=40, required=False)

    def __init__(self, *args: Any, regimes: Iterable[tuple[str, str]], as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_of = as_of
        self.fields["regime"].choices = list(regimes)  # type: ignore[attr-defined]

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
