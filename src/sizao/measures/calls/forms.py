"""Forms of calls: a try, a caller, and which contacts to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import IncidentFacts
from sizao.measures.calls.types import CallOutcome, CallPurpose, TeamFacts

LOCAL = "%Y-%m-%dT%H:%M"


class TryForm(forms.Form):
    """What came of a try."""

    outcome = forms.ChoiceField(label=_("Outcome of the try"))
    again_at = forms.DateTimeField(
        label=_("Call again at"), required=False, input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        help_text=_("only when a time was agreed"),
    )  # fmt: skip
    language = forms.CharField(
        label=_("Language needed"), max_length=12, required=False, help_text=_("only when another one is needed")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Why this call could not wait"), max_length=200, required=False, help_text=_("kept with the try")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        choices = [(each.value, each.words.in_language(language)) for each in CallOutcome]
        self.fields["outcome"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class CallerForm(forms.Form):
    """Somebody who calls."""

    account = forms.ChoiceField(label=_("Account"))
    languages = forms.CharField(
        label=_("Languages"), max_length=80, initial="zh", help_text=_("codes with spaces between: zh en")
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    is_present = forms.BooleanField(label=_("At the phone now"), required=False, initial=True)

    def __init__(
        self, *args: Any, accounts: Sequence[tuple[str, str]] = (), teams: Sequence[TeamFacts] = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", "—"), *((str(each.id), each.name) for each in teams)]  # type: ignore[attr-defined]
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team of callers and the area it calls."""

    team_name = forms.CharField(label=_("Name of the team"), max_length=60)
    team_area = forms.ChoiceField(label=_("Area it calls first"))

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team_area"].choices = list(areas)  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """Whom to call, and for what."""

    incident = forms.ChoiceField(label=_("Incident"))
    purpose = forms.ChoiceField(label=_("Purpose"))

    def __init__(self, *args: Any, incidents: Sequence[IncidentFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        named = [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in incidents]
        self.fields["incident"].choices = named  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [(each.value, each.words.in_language(language)) for each in CallPurpose]  # type: ignore[attr-defined]
