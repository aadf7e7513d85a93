"""Forms of the vault: search, and look with purpose and reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.identity.types import Purpose


def _purposes() -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [("", "—"), *((each.value, each.words.in_language(language)) for each in Purpose)]


class SearchForm(forms.Form):
    """One box for everything a person can be found by, and what for."""

    text = forms.CharField(
        label=_("Document number, phone, name, pinyin initials or person number"), max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("Purpose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _purposes()  # type: ignore[attr-defined]

    def purpose_given(self) -> Purpose:
        """The chosen purpose."""
        return Purpose(self.cleaned_data["purpose"])


class LookForm(forms.Form):
    """What an identity is looked at for: a task of one's own, or a written reason."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    task = forms.ChoiceField(label=_("Task of mine"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters when no task is chosen; the person concerned can read who looked."),
    )  # fmt: skip

    def __init__(self, *args: Any, tasks: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _purposes()  # type: ignore[attr-defined]
        self.fields["task"].choices = [("", "—"), *(tasks or [])]  # type: ignore[attr-defined]

    def purpose_given(self) -> Purpose:
        """The chosen purpose."""
        return Purpose(self.cleaned_data["purpose"])

    def task_given(self) -> UUID | None:
        """The chosen task."""
        value = self.cleaned_data["task"]
        return UUID(value) if value else None
