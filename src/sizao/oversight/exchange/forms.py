"""Forms of exchange: which incident, which case, which day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command import queries as command
from sizao.ground.identity.types import Purpose


class IncidentForm(forms.Form):
    """The incident whose records go out."""

    incident = forms.ChoiceField(label=_("Incident"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the incidents in scope."""
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        field = self.fields["incident"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(each.id), f"{each.number} {each.title.in_language(language)}") for each in command.incidents()
        ]


class BundleForm(forms.Form):
    """One case by its number; a purpose opens the identity."""

    case = forms.CharField(label=_("Case number"), max_length=20)
    purpose = forms.ChoiceField(label=_("Identity"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the purposes of the vault."""
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        named = [(each.value, each.words.in_language(language)) for each in Purpose]
        field.choices = [("", _("pseudonymous")), *named]


class DayForm(forms.Form):
    """The day whose counts go out; today when it is left empty."""

    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
