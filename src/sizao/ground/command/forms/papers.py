"""Forms of papers: instructions, meetings, orders, circulars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.forms.incidents import AreaCode, Moment, labelled
from sizao.ground.command.types import (
    GroupKind,
    MeetingKind,
    NewAttendance,
    NewMeeting,
    NewTask,
    Presence,
    TaskKind,
)
from sizao.kernel.words import Words


def long_text(label: Any, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class IncidentChoice(forms.ChoiceField):
    """An open incident, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Incident"), required=False, **kwargs)


class OfIncident(forms.Form):
    """A form that may name an incident."""

    incident = IncidentChoice()

    def __init__(self, *args: Any, incidents: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = [("", "—"), *incidents]  # type: ignore[attr-defined]


class InstructionForm(OfIncident):
    """A requirement from above as its paper says it."""

    number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    source = forms.CharField(label=_("Issuer"), max_length=160)
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_at = Moment(label=_("Report back by"), required=False)
    text = long_text(_("What is required"))


class SplitForm(forms.Form):
    """One task: what, whose group, which owner, until when."""

    title = forms.CharField(label=_("Task"), max_length=200)
    group = forms.ChoiceField(label=_("Group"))
    owner = forms.CharField(label=_("Owner"), max_length=80, required=False)
    due_at = Moment(label=_("Due"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = labelled(GroupKind)  # type: ignore[attr-defined]

    def task(self, area: int, kind: TaskKind) -> NewTask:
        """The task as typed."""
        given = self.cleaned_data
        title = Words(given["title"], given["title"])
        return NewTask(kind, title, GroupKind(given["group"]), area, given["due_at"], assignee=given["owner"].strip())


class ReportForm(forms.Form):
    """The report back upwards."""

    to = forms.CharField(label=_("To"), max_length=160)
    number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    summary = long_text(_("Summary"))


class MeetingForm(OfIncident):
    """A meeting with its agenda and who was there."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    held_at = Moment(label=_("Held at"))
    place = forms.CharField(label=_("Place and sub-venues"), max_length=160, required=False)
    chair = forms.CharField(label=_("Chair"), max_length=80, required=False)
    agenda = long_text(_("Agenda"), required=False)
    attendance = long_text(
        _("Attendance"), required=False,
        help_text=_("One person a line: name, unit, and present, sub-venue, excused or absent (present when left out)."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = labelled(MeetingKind)  # type: ignore[attr-defined]

    def meeting(self) -> NewMeeting:
        """The meeting as typed."""
        given = self.cleaned_data
        lines = [each for each in given["attendance"].splitlines() if each.strip()]
        return NewMeeting(
            MeetingKind(given["kind"]), given["title"], given["held_at"], given["place"], given["chair"],
            given["agenda"], tuple(_attendance(each) for each in lines), given["incident"] or None,
        )  # fmt: skip


def _attendance(line: str) -> NewAttendance:
    cells = [each.strip() for each in line.replace(",", ",").replace("\t", ",").split(",")] + ["", ""]
    said = cells[2].casefold()
    known = {
        name: each
        for each in Presence
        for name in (each.value, each.words.zh, each.words.en.casefold(), each.value.replace("_", "-"))
    }
    return NewAttendance(cells[0][:80], cells[1][:120], known.get(said, Presence.PRESENT))


class MinutesForm(forms.Form):
    """The minutes of a meeting."""

    text = long_text(_("Minutes of the meeting"), rows=8)


class ResolutionForm(SplitForm):
    """A decision of a meeting; it becomes the owner's task."""

    text = long_text(_("Decision"), rows=2)
    field_order = ("text", "title", "group", "owner", "due_at")


class OrderForm(OfIncident):
    """An order straight to the front."""

    area_to = AreaCode(label=_("To (area code)"), help_text=_("A town, a community or a grid below"))
    title = forms.CharField(label=_("Order"), max_length=200)
    text = long_text(_("Details"))
    group = forms.ChoiceField(label=_("Group that carries it out"))
    due_at = Moment(label=_("Due"), required=False)
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = labelled(GroupKind)  # type: ignore[attr-defined]
        self.initial.setdefault("group", GroupKind.COMMUNITY.value)


class CircularForm(forms.Form):
    """New upper rules made known."""

    edition = forms.ChoiceField(label=_("Edition"))
    previous = forms.ChoiceField(label=_("Replaces"), required=False)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    text = long_text(_("What changes here"))
    read_by = Moment(label=_("To be read by"), required=False)
    to_groups = forms.BooleanField(label=_("To the groups of this headquarters"), required=False, initial=True)
    to_areas = forms.BooleanField(label=_("To the areas one level down"), required=False, initial=True)

    def __init__(self, *args: Any, editions: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = list(editions)  # type: ignore[attr-defined]
        self.fields["previous"].choices = [("", "—"), *editions]  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """How one knows that a unit has read a paper."""

    note = forms.CharField(label=_("How you know"), max_length=200)
