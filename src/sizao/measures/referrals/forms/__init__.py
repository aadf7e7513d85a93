"""Forms of the referrals room: a list that arrives, an answer, a routing, a reason for carrying over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import IncidentFacts
from sizao.kernel import areas
from sizao.kernel.words import LabelledEnum
from sizao.measures.referrals.types import NewList, Outcome, PaperLanguage, Priority, SourceKind

MOST_BYTES = 20_000_000
LOCAL = "%Y-%m-%dT%H:%M"


def labelled(kind: type[LabelledEnum]) -> list[tuple[str, str]]:
    """The members of an enumeration in the reader's language."""
    language = get_language() or "zh"
    return [(each.value, each.words.in_language(language)) for each in kind]


class ListForm(forms.Form):
    """A list that arrives: who sent it, how urgent, and the list itself, pasted or as a file."""

    kind = forms.ChoiceField(label=_("Kind of list"))
    sender = forms.CharField(label=_("Sender"), max_length=120)
    letter = forms.CharField(label=_("Number of the letter"), max_length=80, required=False)
    priority = forms.ChoiceField(label=_("Priority"), initial=Priority.TODAY.value)
    reply_by = forms.DateTimeField(
        label=_("Answer wanted by"), required=False, input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        help_text=_("left empty: the end of the day"),
    )  # fmt: skip
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    asked = forms.CharField(label=_("Measure asked for"), max_length=400, required=False)
    text = forms.CharField(
        label=_("Paste the list"), required=False, max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}),
        help_text=_("rows of a spreadsheet with their headings, or the lines of a letter"),
    )  # fmt: skip
    file = forms.FileField(label=_("or a file"), required=False, help_text=_("Excel or CSV"))

    def __init__(self, *args: Any, incidents: Sequence[IncidentFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        named = [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in incidents]
        self.fields["incident"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        self.fields["kind"].choices = labelled(SourceKind)  # type: ignore[attr-defined]
        self.fields["priority"].choices = labelled(Priority)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """The file, when it is not larger than a list can be."""
        given = self.cleaned_data["file"]
        if given and given.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a list."))
        return given

    def clean(self) -> dict[str, Any]:
        """Either text or a file is there."""
        given = super().clean() or {}
        if not given.get("file") and not str(given.get("text", "")).strip():
            raise forms.ValidationError(_("Paste the list or choose its file."))
        return given

    def content(self) -> tuple[bytes, str]:
        """The list itself and what its file is called."""
        given = self.cleaned_data["file"]
        if given:
            return given.read(), given.name
        return self.cleaned_data["text"].encode("utf-8"), "pasted.txt"

    def new(self, at: datetime) -> NewList:
        """What is said of the list."""
        given = self.cleaned_data
        return NewList(
            kind=SourceKind(given["kind"]), sender=given["sender"], received_at=at, asked=given["asked"],
            priority=Priority(given["priority"]), letter=given["letter"], reply_by=given["reply_by"],
            incident_id=UUID(given["incident"]) if given["incident"] else None,
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What was found."""

    outcome = forms.ChoiceField(label=_("What was found"))
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False,
        help_text=_("where to, why, how it was looked for; for a wrong address: the right one"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "—"), *labelled(Outcome)]  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    """The area a request is given to by hand."""

    area = forms.CharField(label=_("Area code"), max_length=19, help_text=_("9 digits for a town, 12 for a village"))

    def clean_area(self) -> int:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error


class CarryForm(forms.Form):
    """Why open requests go over to the next day."""

    reason = forms.CharField(label=_("Why they stay open"), max_length=300)


def ids_of(values: Sequence[str]) -> list[UUID]:
    """The ids among the values of a form; what is none is left out."""
    found = []
    for each in values:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


class LetterForm(forms.Form):
    """A letter to another place; the contacts are picked beside it."""

    incident = forms.UUIDField(widget=forms.HiddenInput)
    destination_area = forms.IntegerField(required=False, widget=forms.HiddenInput)
    destination = forms.CharField(label=_("Destination"), max_length=120)
    asked = forms.CharField(
        label=_("Measure asked for"), max_length=400, required=False,
        help_text=_(
            "stands in the letter after “please help to”, in the letter’s language; left empty: find these people, manage their health, test them"
        ),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the letter"), required=False, help_text=_("the letter and its list are whole in it")
    )
    reply_by = forms.DateTimeField(
        label=_("Answer wanted by"), input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = labelled(PaperLanguage)  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """Who took a letter over."""

    received_by = forms.CharField(label=_("Received by"), max_length=150)


class OutcomeForm(forms.Form):
    """What another place found of one person."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("What was found"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "—"), *labelled(Outcome)]  # type: ignore[attr-defined]
