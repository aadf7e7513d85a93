"""Who a case or contact is: a person the platform knows, or somebody who is entered now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Sex
from sizao.kernel import documents
from sizao.kernel.documents import DocumentKind
from sizao.kernel.errors import SizaoError
from sizao.trace.cases.forms.fields import AreaCode, labelled
from sizao.trace.cases.types import Newcomer, Subject

KNOWN, NEW = "known", "new"
_HIDDEN = {"autocomplete": "off"}
FAULTS = {"document": "document_number", "phone": "phone", "name": "name", "birth": "birth_year"}
"""Which field a refusal of the vault belongs to, by what its code speaks of."""


class SubjectForm(forms.Form):
    """A person: chosen among those found, given by number, or new with name, document, phone and address."""

    mode = forms.ChoiceField(
        label=_("Who it is"), initial=KNOWN, required=False, widget=forms.RadioSelect,
        choices=[(KNOWN, _("Already registered")), (NEW, _("New person"))],
    )  # fmt: skip
    who = forms.CharField(
        label=_("Document number, phone, name, pinyin initials or person number"), max_length=80, required=False,
        widget=forms.TextInput(attrs=_HIDDEN),
    )  # fmt: skip
    person = forms.CharField(max_length=14, required=False)
    name = forms.CharField(label=_("Full name"), max_length=80, required=False, widget=forms.TextInput(attrs=_HIDDEN))
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs=_HIDDEN))
    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    document_number = forms.CharField(
        label=_("Identity document number"), max_length=40, required=False, widget=forms.TextInput(attrs=_HIDDEN)
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False, min_value=1890, max_value=2100)
    address = forms.CharField(label=_("Address"), max_length=200, required=False, widget=forms.TextInput(attrs=_HIDDEN))
    residence = AreaCode(label=_("Lives in"), required=False, help_text=_("Code or name; empty: the area below."))

    KNOWN_FIELDS = ("who",)
    NEW_FIELDS = ("name", "phone", "document_kind", "document_number", "sex", "birth_year", "residence", "address")

    def __init__(self, *args: Any, as_of: date, may_enter: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_enter, self.as_of = may_enter, as_of
        kinds = [DocumentKind.CITIZEN_ID, *(each for each in DocumentKind if each is not DocumentKind.CITIZEN_ID)]
        self.fields["document_kind"].choices = labelled(kinds)  # type: ignore[attr-defined]
        self.fields["sex"].choices = labelled([Sex.UNKNOWN, *(each for each in Sex if each is not Sex.UNKNOWN)])  # type: ignore[attr-defined]
        if not may_enter:
            self.fields["mode"].choices = [(KNOWN, _("Already registered"))]  # type: ignore[attr-defined]

    def parts(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each way, for the page."""
        return {
            KNOWN: [self[name] for name in self.KNOWN_FIELDS],
            NEW: [self[name] for name in self.NEW_FIELDS] if self.may_enter else [],
        }

    def clean(self) -> dict[str, Any]:
        """The subject, under ``subject``: a person in scope, or an identity the vault would take."""
        given = super().clean() or {}
        if given.get("mode") == NEW and self.may_enter:
            self._check_new(given)
        else:
            self._check_known(given)
        return given

    def _check_known(self, given: dict[str, Any]) -> None:
        number = (given.get("person") or given.get("who") or "").strip().upper()
        found = registry.person_by_number(number) if number else None
        if found is None:
            self.add_error("who", _("Find the person and choose one of those found, or enter somebody new."))

    def _check_new(self, given: dict[str, Any]) -> None:
        wrong = identity.checked(self._identity(given), self.as_of) if not self.errors else None
        if wrong is not None:
            self.add_error(_field_of(wrong), wrong.words.in_language(get_language() or "zh"))

    def _identity(self, given: dict[str, Any]) -> NewIdentity:
        number = given.get("document_number") or ""
        return NewIdentity(
            name=given.get("name") or "", document_number=number, phone=given.get("phone") or "",
            document_kind=DocumentKind(given["document_kind"]) if number else DocumentKind.NONE,
            address=given.get("address") or "", sex=Sex(given.get("sex") or Sex.UNKNOWN.value),
        )  # fmt: skip

    def subject(self) -> Subject:
        """The person known, or the one to be entered."""
        given = self.cleaned_data
        if given["mode"] != NEW:
            number = (given["person"] or given["who"]).strip().upper()
            found = registry.person_by_number(number)
            return Subject(person_id=found.id if found else None, area=found.area_residence if found else None)
        held = self._identity(given)
        newcomer = Newcomer(identity=held, birth_year=given["birth_year"] or _year(held), area=given["residence"])
        return Subject(newcomer=newcomer, area=given["residence"])


def _field_of(wrong: SizaoError) -> str | None:
    return next((field for part, field in FAULTS.items() if part in wrong.code), None)


def _year(held: NewIdentity) -> int | None:
    """The year of birth that a document states; the vault has checked the document before."""
    if not held.document_number:
        return None
    stated = documents.facts(documents.document(held.document_kind, held.document_number))
    return stated.birth_date.year if stated.birth_date else None
