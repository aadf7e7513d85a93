"""The form of a headquarters' own limit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.forms.incidents import labelled
from sizao.ground.command.types import Wait


class LimitForm(forms.Form):
    """How long one kind of thing may wait, and the paper that says so."""

    wait = forms.ChoiceField(label=_("What waits"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=100_000)
    number = forms.CharField(label=_("Document number"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wait"].choices = labelled(Wait)  # type: ignore[attr-defined]
