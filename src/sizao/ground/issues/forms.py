"""Forms of issues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.issues.types import Body, CureKind, Source
from sizao.kernel import areas
from sizao.kernel.words import LabelledEnum


class LabelledChoice(forms.ChoiceField):
    """A choice among the members of an enumeration, in the reader's language."""

    def __init__(self, kinds: type[LabelledEnum], **kwargs: Any) -> None:
        def choices() -> list[tuple[str, str]]:
            language = get_language() or "zh"
            return [(each.value, each.words.in_language(language)) for each in kinds]

        super().__init__(choices=choices, **kwargs)


class AreaCode(forms.CharField):
    """A printed division code, read into the area's number."""

    def clean(self, value: Any) -> Any:
        """The area's number; an unknown shape is an error of the field."""
        try:
            return areas.parse(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error


def long_text(label: Any, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class IssueForm(forms.Form):
    """A problem with its owner."""

    title = forms.CharField(label=_("Problem"), max_length=200)
    source = LabelledChoice(Source, label=_("How it was found"))
    area = AreaCode(label=_("Area code"), max_length=19)
    owner = forms.CharField(label=_("Owner"), max_length=120)
    text = long_text(_("Details"), required=False)


class MetForm(forms.Form):
    """One more time that a problem was met."""

    source = LabelledChoice(Source, label=_("How it was found"))
    text = long_text(_("What was seen"))


class CureForm(forms.Form):
    """What cured a problem."""

    kind = LabelledChoice(CureKind, label=_("Cured by"))
    reference = forms.CharField(
        label=_("Its number"), max_length=120,
        help_text=_("The number of the finished task, the id of the edition, or the number of the local rule"),
    )  # fmt: skip
    text = long_text(_("What is different now"), required=False)


class LiaisonForm(forms.Form):
    """A leader for a unit."""

    leader = forms.CharField(label=_("Leader"), max_length=80)
    body = LabelledChoice(Body, label=_("From"))
    area = AreaCode(label=_("Area code"), max_length=19)
    unit = forms.CharField(
        label=_("Unit"),
        max_length=120,
        required=False,
        help_text=_("A village, a school, a company; empty for the whole area"),
    )
    every_days = forms.IntegerField(label=_("A visit every … days"), min_value=1, max_value=365, required=False)


class VisitForm(forms.Form):
    """A visit, and a problem raised on it."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = long_text(_("What was seen"))
    problem = forms.CharField(label=_("Problem raised"), max_length=200, required=False)
