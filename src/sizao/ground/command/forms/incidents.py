"""Forms of command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import Duty, GroupKind, MemberFacts, NewIncident, NewTask, SignedDecision, TaskKind
from sizao.kernel import areas
from sizao.kernel.editions import Disease
from sizao.kernel.words import LabelledEnum, Words

OFFERED = (TaskKind.OTHER, TaskKind.VERIFY, TaskKind.FOLLOW_UP, TaskKind.SUPPLY, TaskKind.DISINFECT, TaskKind.SAMPLE)
"""What chiefs of grids, buildings and units are asked for."""


class Moment(forms.DateTimeField):
    """A local date and time, typed with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


class AreaCode(forms.CharField):
    """A printed division code, read into the area's number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=19, **kwargs)

    def clean(self, value: Any) -> Any:
        """The area's number; an unknown shape is an error of the field."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return areas.parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error


def labelled(kinds: Iterable[LabelledEnum]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    language = get_language() or "zh"
    return [(each.value, each.words.in_language(language)) for each in kinds]


class IncidentForm(forms.Form):
    """A new incident; its edition follows from the disease, the area and the time."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    disease = forms.ChoiceField(label=_("Disease"))
    area = AreaCode(label=_("Area code"), help_text=_("Six digits for a county or district"))
    reported_at = Moment(label=_("Reported at"))
    detected_at = Moment(label=_("Detected at"), required=False, help_text=_("First record of it anywhere"))
    emergence_at = Moment(label=_("Emerged at"), required=False, help_text=_("Onset of the first case, when known"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = labelled(Disease)  # type: ignore[attr-defined]

    def title(self) -> Words:
        """The title in both languages."""
        given = self.cleaned_data
        return Words(given["title_zh"], given["title_en"] or given["title_zh"])


class MarkForm(forms.Form):
    """When a milestone happened."""

    key = forms.ChoiceField(label=_("Milestone"))
    actual_at = Moment(label=_("Happened at"))
    note = forms.CharField(label=_("What shows it"), max_length=400, required=False)

    def __init__(self, *args: Any, milestones: Sequence[tuple[str, Words]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["key"].choices = [(key, words.in_language(language)) for key, words in milestones]  # type: ignore[attr-defined]


class DelayForm(forms.Form):
    """Why a milestone is late, in the group's own words."""

    key = forms.ChoiceField(label=_("Milestone"))
    reason = forms.CharField(label=_("Reason"), max_length=400)

    def __init__(self, *args: Any, milestones: Sequence[tuple[str, Words]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["key"].choices = [(key, words.in_language(language)) for key, words in milestones]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """One line of reason."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class TaskForm(forms.Form):
    """A new task for a group."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    group = forms.ChoiceField(label=_("Group"))
    area = AreaCode(label=_("Area code"))
    due_at = Moment(label=_("Due"), required=False)
    detail = forms.CharField(
        label=_("Details"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [each for each in TaskKind if each is not TaskKind.MILESTONE]
        self.fields["kind"].choices = labelled(kinds)  # type: ignore[attr-defined]
        self.fields["group"].choices = labelled(GroupKind)  # type: ignore[attr-defined]

    def task(self) -> NewTask:
        """The task as typed."""
        given = self.cleaned_data
        title = Words(given["title_zh"], given["title_en"] or given["title_zh"])
        return NewTask(
            TaskKind(given["kind"]), title, GroupKind(given["group"]), given["area"], given["due_at"], given["detail"]
        )


class AssignForm(forms.Form):
    """Who takes a task: a member of the group, or another name."""

    member = forms.ChoiceField(label=_("Member of the group"), required=False)
    name = forms.CharField(label=_("Or another name"), max_length=80, required=False)

    def __init__(self, *args: Any, members: Sequence[MemberFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        choices = [(str(place), each.name) for place, each in enumerate(self.members)]
        self.fields["member"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two must be given."""
        given = super().clean() or {}
        if not given.get("member") and not given.get("name", "").strip():
            raise forms.ValidationError(_("Choose a member or type a name."))
        return given

    def assignee(self) -> tuple[str, int | None]:
        """The name and account of who takes it."""
        chosen = self.cleaned_data.get("member")
        if chosen:
            member = self.members[int(chosen)]
            return member.name, member.user_id
        return self.cleaned_data["name"].strip(), None


class EvidenceForm(forms.Form):
    """What shows that a task was done."""

    evidence = forms.CharField(
        label=_("What was done"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.CharField(label=_("Document"), max_length=200, required=False)


class StateForm(forms.Form):
    """The paper behind a change of state."""

    signed_by = forms.CharField(label=_("Signed by"), max_length=80, required=False)
    number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    text = forms.CharField(
        label=_("Decision"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def decision(self) -> SignedDecision:
        """The decision as typed; the rule says whether it is complete."""
        given = self.cleaned_data
        return SignedDecision(given["signed_by"], given["number"], given["text"])


class OpenWithItForm(forms.Form):
    """The incident that is opened on entering the emergency state."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    disease = forms.ChoiceField(label=_("Disease"))
    reported_at = Moment(label=_("Reported at"))
    detected_at = Moment(label=_("Detected at"), required=False, help_text=_("First record of it anywhere"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = labelled(Disease)  # type: ignore[attr-defined]

    def incident(self) -> NewIncident:
        """The incident as typed."""
        given = self.cleaned_data
        title = Words(given["title_zh"], given["title_en"] or given["title_zh"])
        return NewIncident(title, given["disease"], given["reported_at"], given["detected_at"])


class MemberForm(forms.Form):
    """An officer who joins a group."""

    group = forms.ChoiceField(label=_("Group"))
    name = forms.CharField(label=_("Name"), max_length=80)
    duty = forms.ChoiceField(label=_("Duty"))
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    phone = forms.CharField(label=_("Duty phone"), max_length=40, required=False)

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = list(groups)  # type: ignore[attr-defined]
        self.fields["duty"].choices = labelled(Duty)  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """A task for a chief by name."""

    chief = forms.ChoiceField(label=_("To whom"))
    title = forms.CharField(label=_("Task in words"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: labelled(OFFERED))
    detail = forms.CharField(
        label=_("Details"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Numbers of households, leads or lists; no names"),
    )  # fmt: skip
    due_at = Moment(label=_("Due"), required=False)

    def __init__(self, *args: Any, chiefs: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chief"].choices = list(chiefs)  # type: ignore[attr-defined]


class HandOnForm(forms.Form):
    """Another chief of the same address, and why."""

    chief = forms.ChoiceField(label=_("To whom"))
    reason = forms.CharField(label=_("Reason"), max_length=400)

    def __init__(self, *args: Any, chiefs: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chief"].choices = list(chiefs)  # type: ignore[attr-defined]
