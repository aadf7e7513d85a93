"""Forms of a case: the report, the guided form, a classification, a place-time row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.trace.cases.forms.fields import LOCAL, AreaCode, Moment, PlaceNumber, labelled
from sizao.trace.cases.types import (
    CaseFacts,
    Certainty,
    Classification,
    DiscoveryRoute,
    FieldChange,
    ImportKind,
    Mask,
    NewCase,
    NewStay,
    Outcome,
    Severity,
    Subject,
    Symptom,
    Transport,
)
from sizao.trace.cases.types.discharge import DischargeTerms, DischargeTest


@dataclass(frozen=True)
class Meanwhile:
    """A field that somebody else changed while the form was open, in words; ``mine`` is empty unless both changed it."""

    change: FieldChange
    label: Any
    was: str
    now: str
    mine: str


class CaseForm(forms.Form):
    """The guided case form: dates, discovery, illness. Saved as one version."""

    onset_at = Moment(label=_("Onset"), required=False, help_text=_("Leave empty when there are no symptoms."))
    sampled_at = Moment(label=_("Positive sample taken"), required=False)
    last_negative_at = Moment(label=_("Last negative sample before"), required=False)
    isolated_at = Moment(label=_("Isolated or in hospital since"), required=False)
    reported_at = Moment(label=_("Reported"))
    discovery_route = forms.ChoiceField(label=_("Found by"))
    import_kind = forms.ChoiceField(label=_("Origin of the infection"))
    severity = forms.ChoiceField(label=_("Severity"))
    symptoms = forms.MultipleChoiceField(label=_("Symptoms"), required=False, widget=forms.CheckboxSelectMultiple)
    vaccine_doses = forms.IntegerField(label=_("Vaccine doses"), required=False, min_value=0, max_value=9)
    outcome = forms.ChoiceField(label=_("Outcome of the illness"))
    outcome_at = Moment(label=_("Outcome on"), required=False)
    external_id = forms.CharField(label=_("Number in another system"), required=False, max_length=80)
    occupation = forms.CharField(label=_("Occupation and workplace"), required=False, max_length=200)
    care = forms.CharField(
        label=_("Course of illness and visits to care"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(
        label=_("Possible source before onset"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    SECTIONS = (
        (_("Dates"), ("onset_at", "sampled_at", "last_negative_at", "isolated_at", "reported_at")),
        (_("Illness"), ("severity", "outcome", "outcome_at", "vaccine_doses", "care")),
        (_("Symptoms"), ("symptoms",)),
        (_("Where it came from"), ("discovery_route", "import_kind", "occupation", "source", "external_id")),
    )
    """The order in which an investigator asks."""
    ANSWERS = ("occupation", "care", "source")
    """Answers kept as free text in the case's form, not as columns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (
            ("discovery_route", DiscoveryRoute),
            ("import_kind", ImportKind),
            ("severity", Severity),
            ("symptoms", Symptom),
            ("outcome", Outcome),
        ):
            self.fields[name].choices = labelled(kind)  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The form's parts, each with its fields."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    @classmethod
    def initial_of(cls, case: CaseFacts, answers: dict[str, Any]) -> dict[str, Any]:
        """What the form shows for a case."""
        shown = {name: getattr(case, name) for name in cls.base_fields if hasattr(case, name)}
        moments = {name: value.astimezone(LOCAL) for name, value in shown.items() if isinstance(value, datetime)}
        return {**shown, **moments, **{name: answers.get(name, "") for name in cls.ANSWERS}}

    def changes(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The new values by column; the free answers become the case's form."""
        given = dict(self.cleaned_data)
        form = {**answers, **{name: given.pop(name) for name in self.ANSWERS}}
        return {**given, "symptoms": list(given["symptoms"]), "form": {k: v for k, v in form.items() if v}}

    def shown(self, name: str, value: object) -> str:
        """A stored or typed value of a field as a person reads it; two that read alike are the same."""
        field = self.fields.get(name)
        moment = datetime.fromisoformat(value) if isinstance(field, Moment) and isinstance(value, str) else value
        if isinstance(moment, datetime):
            return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}"
        words = dict(getattr(field, "choices", ()))
        values = sorted(value) if isinstance(value, list | tuple) else [value]
        return ", ".join(str(words.get(each, each)) for each in values if each not in (None, ""))

    def told(self, changes: Mapping[str, Sequence[object]]) -> str:
        """A saved version in words: each field with what it was and is; of the free answers, which were written anew."""
        parts = []
        for name, (was, now) in changes.items():
            if name == "form":
                answered = [each for each in self.ANSWERS if _answer(was, each) != _answer(now, each)]
                parts += [str(self.fields[each].label) for each in answered]
            else:
                label = self.fields[name].label if name in self.fields else _("Area")
                parts.append(f"{label}: {self.shown(name, was) or '—'} → {self.shown(name, now) or '—'}")
        return "; ".join(parts)

    def meanwhile(self, changes: Sequence[FieldChange]) -> list[Meanwhile]:
        """What somebody else changed, beside what was typed here where both changed the same field."""
        typed = self.cleaned_data
        found = []
        for each in changes:
            was, now = self.shown(each.name, each.was), self.shown(each.name, each.now)
            mine = self.shown(each.name, typed.get(each.name)) if each.name in typed else was
            label = self.fields[each.name].label if each.name in self.fields else _("Area")
            found.append(Meanwhile(each, label, was, now, "" if mine == was else mine or "—"))
        return found

    def again(self, case: CaseFacts, answers: dict[str, Any], changes: Sequence[Meanwhile]) -> CaseForm:
        """The form to save again: what was typed here stays, what only somebody else changed is theirs."""
        theirs = {each.change.name for each in changes if not each.mine}
        kept = {name: value for name, value in self.cleaned_data.items() if name not in theirs}
        moments = {name: each.astimezone(LOCAL) for name, each in kept.items() if isinstance(each, datetime)}
        return CaseForm(initial={**self.initial_of(case, answers), **kept, **moments})


def _answer(form: object, name: str) -> object:
    return form.get(name, "") if isinstance(form, Mapping) else ""


class NewCaseForm(forms.Form):
    """A case to be reported: what, and the few dates everything else hangs on; the person has a form of their own."""

    classification = forms.ChoiceField(label=_("Classification"))
    onset_at = Moment(label=_("Onset"), required=False, help_text=_("Leave empty when there are no symptoms."))
    sampled_at = Moment(label=_("Positive sample taken"), required=False)
    reported_at = Moment(label=_("Reported"))
    discovery_route = forms.ChoiceField(label=_("Found by"), initial=DiscoveryRoute.UNKNOWN.value)
    import_kind = forms.ChoiceField(label=_("Origin of the infection"), initial=ImportKind.UNKNOWN.value)
    area = AreaCode(
        label=_("Area answerable for the case"), required=False, help_text=_("Empty: where the person lives.")
    )

    def __init__(self, *args: Any, known: Sequence[Classification] = (), **kwargs: Any) -> None:
        """``known`` are the classifications that the incident's edition has."""
        super().__init__(*args, **kwargs)
        self.fields["classification"].choices = labelled(  # type: ignore[attr-defined]
            each for each in known if each is not Classification.NOT_A_CASE
        )
        self.fields["discovery_route"].choices = labelled(DiscoveryRoute)  # type: ignore[attr-defined]
        self.fields["import_kind"].choices = labelled(ImportKind)  # type: ignore[attr-defined]

    def new_case(self, subject: Subject, elsewhere: int) -> NewCase:
        """What the action takes; ``elsewhere`` is the area when neither the form nor the person names one."""
        given = self.cleaned_data
        return NewCase(
            person_id=subject.person_id or 0, area=given["area"] or subject.area or elsewhere,
            reported_at=given["reported_at"], classification=Classification(given["classification"]),
            onset_at=given["onset_at"], sampled_at=given["sampled_at"],
            discovery_route=DiscoveryRoute(given["discovery_route"]), import_kind=ImportKind(given["import_kind"]),
        )  # fmt: skip


class ClassifyForm(forms.Form):
    """A classification with its reason; the buttons carry the classification."""

    to = forms.ChoiceField(choices=Classification.choices())
    seen = forms.ChoiceField(choices=Classification.choices(), required=False)
    reason = forms.CharField(required=False, max_length=500)

    def decision(self) -> dict[str, Any]:
        """What the action takes; ``seen`` is the classification that the page showed."""
        given = self.cleaned_data
        seen = Classification(given["seen"]) if given["seen"] else None
        return {"to": Classification(given["to"]), "seen": seen, "reason": given["reason"]}


class ReasonForm(forms.Form):
    """A reason, kept on record."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class CloseForm(ReasonForm):
    """What an edition asks before somebody who recovered is discharged: its tests, or the reason why without them."""

    def __init__(self, *args: Any, terms: DischargeTerms | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        tests: dict[str, forms.Field] = {}
        for number in range(1, (terms.tests if terms else 0) + 1):
            tests[f"sampled_{number}"] = Moment(label=_("PCR %(n)s sampled") % {"n": number}, required=False)
            tests[f"ct_{number}"] = forms.FloatField(
                label=_("Ct of PCR %(n)s") % {"n": number}, required=False, min_value=1, max_value=60,
                help_text=_("Leave it empty when the test was negative."),
            )  # fmt: skip
        self.fields = {**tests, **self.fields}

    def tests(self) -> list[DischargeTest]:
        """The tests filled in."""
        given, count = self.cleaned_data, self.terms.tests if self.terms else 0
        rows = ((given[f"sampled_{n}"], given[f"ct_{n}"]) for n in range(1, count + 1))
        return [DischargeTest(sampled, ct) for sampled, ct in rows if sampled]


class StayForm(forms.Form):
    """One place-time row of the trajectory."""

    start = Moment(label=_("Arrived"))
    until = Moment(label=_("Left"))
    place = PlaceNumber(label=_("Place number"), required=False, help_text=_("Begins with L-; or describe the place."))
    place_text = forms.CharField(label=_("Place, in words"), required=False, max_length=200)
    transport = forms.ChoiceField(label=_("Transport"))
    vehicle = forms.CharField(label=_("Vehicle or trip number"), required=False, max_length=40)
    seat = forms.CharField(label=_("Seat"), required=False, max_length=20)
    mask = forms.ChoiceField(label=_("Mask"), initial=Mask.UNKNOWN.value)
    certainty = forms.ChoiceField(label=_("Certainty"), initial=Certainty.PROBABLE.value)
    note = forms.CharField(label=_("Companions and remarks"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("transport", Transport), ("mask", Mask), ("certainty", Certainty)):
            self.fields[name].choices = labelled(kind)  # type: ignore[attr-defined]

    def new_stay(self) -> NewStay:
        """What the action takes."""
        given = self.cleaned_data
        return NewStay(
            start=given["start"], until=given["until"], place_id=given["place"].id if given["place"] else None,
            place_text=given["place_text"], transport=Transport(given["transport"]), vehicle=given["vehicle"],
            seat=given["seat"], mask=Mask(given["mask"]), certainty=Certainty(given["certainty"]), note=given["note"],
        )  # fmt: skip
