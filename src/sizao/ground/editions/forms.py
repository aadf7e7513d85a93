"""The two questions of the editions pages: what is in force, and what changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.editions import queries
from sizao.kernel.words import Words


def _here(words: Words) -> str:
    return words.in_language(get_language() or "zh")


class AskForm(forms.Form):
    """A question in words."""

    q = forms.CharField(label=_("Words to look up"), max_length=120)
    disease = forms.ChoiceField(label=_("Disease"), required=False)
    now = forms.BooleanField(label=_("Only what is in force here now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.value, _here(each.words)) for each in queries.diseases()]
        self.fields["disease"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]


class LookUpForm(forms.Form):
    """Disease, area and event time."""

    disease = forms.ChoiceField(label=_("Disease"))
    area = forms.CharField(label=_("Area code"), max_length=19, required=False)
    at = forms.DateTimeField(
        label=_("Time of the event"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = [(each.value, _here(each.words)) for each in queries.diseases()]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two editions, the earlier one first."""

    a = forms.ChoiceField(label=_("From"))
    b = forms.ChoiceField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            self.fields[name].choices = self._choices(self.initial.get(name))  # type: ignore[attr-defined]

    def _choices(self, chosen: str | None) -> list[tuple[str, str]]:
        known = [(key, f"{_here(each.title)} ({key})") for key, each in queries.choices()]
        return known if not chosen or chosen in dict(known) else [(chosen, chosen), *known]
