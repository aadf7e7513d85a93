"""Forms of merit records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.oversight.merits.types import MeritKind


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **more)


def _kinds() -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [(each.value, each.words.in_language(language)) for each in MeritKind]


class MeritForm(forms.Form):
    """A merit with its evidence."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_kinds)
    text = _text(_("For what"))
    reference = forms.CharField(
        label=_("Where it can be looked up"), max_length=200,
        help_text=_("The number of a task, a list, an order or a record"),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """The decision on a merit."""

    is_approved = forms.ChoiceField(label=_("Decision"), choices=[("yes", _("Approve")), ("no", _("Refuse"))])
    reasons = _text(_("Reasons given"))

    def clean_is_approved(self) -> bool:
        """Whether it is approved."""
        return bool(self.cleaned_data["is_approved"] == "yes")


class WordsForm(forms.Form):
    """One text: an objection or its answer."""

    text = _text(_("Text"))
