"""Forms of tracing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import TaskFacts
from sizao.ground.registry.types import PlaceKind
from sizao.trace.tracing.types import (
    PURPOSES,
    Admitted,
    CheckOutcome,
    Exclusion,
    LeadOutcome,
    LegalBasis,
    PlaceBasis,
    Purpose,
    Trial,
)
from sizao.traceback.visits import EvidenceGrade, VisitSource

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


def _picker() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _offer_why(form: forms.Form) -> None:
    """Give the fields of purpose and legal basis their closed lists, in the reader's language."""
    language = get_language() or "zh"
    for name, members in (("purpose", PURPOSES), ("legal_basis", tuple(LegalBasis))):
        form.fields[name].choices = [(each.value, each.words.in_language(language)) for each in members]  # type: ignore[attr-defined]


def _why(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"purpose": Purpose(given["purpose"]), "legal_basis": LegalBasis(given["legal_basis"])}


class TraceForm(forms.Form):
    """Why a case is traced, and on what legal basis; both are kept with the run and in the access log."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    legal_basis = forms.ChoiceField(label=_("Legal basis"))
    same_zone = forms.BooleanField(
        label=_("Only people in the same zone of a place"),
        required=False,
        help_text=_("Carriage, floor or room. People whose zone is not known are still listed."),
    )

    task = forms.ChoiceField(
        label=_("Task"), required=False, help_text=_("One of your own open tasks; the run and the access log name it.")
    )
    leave_out = forms.MultipleChoiceField(
        label=_("Count but do not list"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They pass nothing on. Who was exposed again since, or for whom more is suggested now, stays on the list."),
    )  # fmt: skip

    sources = forms.MultipleChoiceField(
        label=_("Sources to trust"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all. It holds for the case too: without the interview, what the case told is not used."),
    )  # fmt: skip
    grades = forms.MultipleChoiceField(
        label=_("Evidence to trust"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all. A lead stays a lead whatever is chosen."),
    )  # fmt: skip
    place_kinds = forms.MultipleChoiceField(
        label=_("Kinds of places"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: all."),
    )  # fmt: skip

    narrowing = ("same_zone", "leave_out", "sources", "grades", "place_kinds")
    """Fields that leave something out; they are folded away until one is used."""

    def __init__(self, *args: Any, tasks: Iterable[TaskFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        named = [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in tasks]
        self.fields["task"].choices = [("", _("none")), *named]  # type: ignore[attr-defined]
        for name, members in (
            ("purpose", PURPOSES), ("legal_basis", tuple(LegalBasis)), ("leave_out", tuple(Exclusion)),
            ("sources", tuple(VisitSource)), ("grades", tuple(EvidenceGrade)), ("place_kinds", tuple(PlaceKind)),
        ):  # fmt: skip
            self.fields[name].choices = [(each.value, each.words.in_language(language)) for each in members]  # type: ignore[attr-defined]

    def terms(self) -> dict[str, Any]:
        """What the action needs."""
        given = self.cleaned_data
        return {
            "purpose": Purpose(given["purpose"]),
            "legal_basis": LegalBasis(given["legal_basis"]),
            "same_zone": given["same_zone"],
            "leave_out": frozenset(map(Exclusion, given["leave_out"])),
            "task_id": UUID(given["task"]) if given["task"] else None,
            "admit": Admitted(
                sources=tuple(map(VisitSource, given["sources"])), grades=tuple(map(EvidenceGrade, given["grades"])),
                kinds=tuple(map(PlaceKind, given["place_kinds"])),
            ),
        }  # fmt: skip

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are always shown."""
        return [each for each in self if each.name not in self.narrowing]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields that narrow the question."""
        return [each for each in self if each.name in self.narrowing]

    @property
    def is_narrowed(self) -> bool:
        """Whether one of them was used, or is wrong."""
        return any(each.value() or each.errors for each in self.folded)


class PlaceTraceForm(TraceForm):
    """Which incident a place is traced for, from when until when, and on what ground."""

    incident = forms.ChoiceField(label=_("Incident"))
    basis = forms.ChoiceField(label=_("Why this place"))
    start = forms.DateTimeField(label=_("From"), widget=_picker(), input_formats=FORMATS)
    until = forms.DateTimeField(label=_("Until"), widget=_picker(), input_formats=FORMATS)
    zone = forms.CharField(
        label=_("Part of the place"), required=False, max_length=40, help_text=_("Seat, carriage, floor or room; empty: all. Who was in another part is no more than a general contact, who was nobody knows where is asked."),
    )  # fmt: skip

    field_order = (
        "incident",
        "basis",
        "start",
        "until",
        "zone",
        "purpose",
        "legal_basis",
        "task",
        "same_zone",
        "leave_out",
        "sources",
        "grades",
        "place_kinds",
    )

    def __init__(self, *args: Any, incidents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["incident"].choices = incidents  # type: ignore[attr-defined]
        self.fields["basis"].choices = [(each.value, each.words.in_language(language)) for each in PlaceBasis]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The period must last."""
        given = super().clean() or {}
        start, until = given.get("start"), given.get("until")
        if start and until and until <= start:
            self.add_error("until", _("The end lies before the begin."))
        return given

    def terms(self) -> dict[str, Any]:
        """What the action needs."""
        given = self.cleaned_data
        own = {name: given[name] for name in ("start", "until", "zone")}
        return {
            **super().terms(), **own, "basis": PlaceBasis(given["basis"]), "incident_id": UUID(given["incident"]),
        }  # fmt: skip


class LeadForm(forms.Form):
    """What a call on picked leads found."""

    picked = forms.TypedMultipleChoiceField(required=True)
    outcome = forms.ChoiceField(choices=CheckOutcome.choices())
    note = forms.CharField(max_length=500)

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"].choices = [(each, each) for each in ids]  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why a trace is not signed."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TrialsForm(forms.Form):
    """Two ways to ask the same question: an edition each, and thresholds where they should differ from it; and why."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    legal_basis = forms.ChoiceField(label=_("Legal basis"))

    first = forms.ChoiceField(label=_("First edition"))
    first_minutes = forms.IntegerField(
        label=_("Shortest contact (minutes)"), required=False, min_value=0, max_value=1440
    )
    first_linger = forms.IntegerField(
        label=_("Air stays risky for (minutes)"), required=False, min_value=0, max_value=10_080
    )
    first_strong = forms.BooleanField(label=_("Leave out scans and inferred positions"), required=False)
    second = forms.ChoiceField(label=_("Second edition"))
    second_minutes = forms.IntegerField(
        label=_("Shortest contact (minutes)"), required=False, min_value=0, max_value=1440
    )
    second_linger = forms.IntegerField(
        label=_("Air stays risky for (minutes)"), required=False, min_value=0, max_value=10_080
    )
    second_strong = forms.BooleanField(label=_("Leave out scans and inferred positions"), required=False)

    def __init__(self, *args: Any, editions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = editions  # type: ignore[attr-defined]
        _offer_why(self)

    def why(self) -> dict[str, Any]:
        """Purpose and legal basis, of a form that is right."""
        return _why(self.cleaned_data)

    @property
    def reasons(self) -> list[Any]:
        """The fields of why."""
        return [self["purpose"], self["legal_basis"]]

    @property
    def halves(self) -> list[list[Any]]:
        """The fields of each trial."""
        return [[self[name] for name in self.fields if name.startswith(half)] for half in ("first", "second")]

    def trials(self) -> list[Trial]:
        """What the action takes."""
        given = self.cleaned_data
        return [
            Trial(
                edition_id=given[half], min_minutes=given[f"{half}_minutes"], linger_minutes=given[f"{half}_linger"],
                without_leads=given[f"{half}_strong"],
            )
            for half in ("first", "second")
        ]  # fmt: skip


class ReplyForm(forms.Form):
    """What came of asking the person of a lead."""

    outcome = forms.ChoiceField(label=_("What came of it"))
    note = forms.CharField(label=_("What was said"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["outcome"].choices = [(each.value, each.words.in_language(language)) for each in LeadOutcome]  # type: ignore[attr-defined]


class WindowForm(forms.Form):
    """From when until when, why and on what legal basis."""

    start = forms.DateTimeField(label=_("From"), widget=_picker(), input_formats=FORMATS)
    until = forms.DateTimeField(label=_("Until"), widget=_picker(), input_formats=FORMATS)
    purpose = forms.ChoiceField(label=_("Purpose"))
    legal_basis = forms.ChoiceField(label=_("Legal basis"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_why(self)

    def clean(self) -> dict[str, Any]:
        """The period must last."""
        given = super().clean() or {}
        start, until = given.get("start"), given.get("until")
        if start and until and until <= start:
            self.add_error("until", _("The end lies before the begin."))
        return given

    def window(self) -> dict[str, Any]:
        """Start, end, purpose and legal basis, of a form that is right."""
        given = self.cleaned_data
        return {"start": given["start"], "until": given["until"], **_why(given)}
