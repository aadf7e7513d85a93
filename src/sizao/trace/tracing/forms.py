"""Forms of tracing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.trace.tracing.types import PURPOSES, CheckOutcome, LegalBasis, Purpose


class TraceForm(forms.Form):
    """Why a case is traced, and on what legal basis; both are kept with the run and in the access log."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    legal_basis = forms.ChoiceField(label=_("Legal basis"))
    same_zone = forms.BooleanField(
        label=_("Only people in the same zone of a place"),
        required=False,
        help_text=_("Carriage, floor or room. People whose zone is not known are still listed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        for name, members in (("purpose", PURPOSES), ("legal_basis", tuple(LegalBasis))):
            self.fields[name].choices = [(each.value, each.words.in_language(language)) for each in members]  # type: ignore[attr-defined]

    def terms(self) -> dict[str, Any]:
        """What the action needs."""
        given = self.cleaned_data
        return {
            "purpose": Purpose(given["purpose"]),
            "legal_basis": LegalBasis(given["legal_basis"]),
            "same_zone": given["same_zone"],
        }


class LeadForm(forms.Form):
    """What a call on picked leads found."""

    picked = forms.TypedMultipleChoiceField(required=True)
    outcome = forms.ChoiceField(choices=CheckOutcome.choices())
    note = forms.CharField(max_length=500)

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"].choices = [(each, each) for each in ids]  # type: ignore[attr-defined]
