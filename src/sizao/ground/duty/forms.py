"""Forms of duty: a pasted week, and the word to the next shift."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WeekForm(forms.Form):
    """A week as it is copied from a table."""

    week = forms.CharField(
        label=_("Roster"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("One shift a line, as copied from a table: date, hours, group (empty for the duty office), lead, on duty, backup. Several names are parted by 、"),
    )  # fmt: skip


class NoteForm(forms.Form):
    """A word to the next shift."""

    note = forms.CharField(
        label=_("For the next shift"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
