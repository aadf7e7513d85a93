"""The form of a list rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.registry.types import PlaceKind
from sizao.kernel import areas
from sizao.measures.listrules.types import Criteria
from sizao.traceback.visits import EvidenceGrade

LONGEST = 1440
"""Minutes of a day: more is a typing error."""


class RuleForm(forms.Form):
    """The criteria of an area's lists, and why they change."""

    area = forms.CharField(label=_("Holds in (area code)"), max_length=19)
    min_minutes = forms.IntegerField(
        label=_("Together for at least (minutes)"), min_value=1, max_value=LONGEST, required=False
    )  # fmt: skip
    max_days = forms.IntegerField(label=_("Exposed within (days)"), min_value=1, max_value=90, required=False)
    place_kinds = forms.MultipleChoiceField(
        label=_("Kinds of places"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("none chosen: all")
    )
    grades = forms.MultipleChoiceField(
        label=_("Evidence"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("none chosen: all")
    )
    skip_cases = forms.BooleanField(label=_("Leave out who is a case"), required=False)
    skip_managed = forms.BooleanField(label=_("Leave out who is under management"), required=False)
    skip_asked = forms.BooleanField(label=_("Leave out whom another list asks about"), required=False)
    skip_tested = forms.BooleanField(label=_("Leave out who tested negative since"), required=False)
    reason = forms.CharField(label=_("Why it changes"), max_length=300)
    field_order = (
        "area", "min_minutes", "max_days", "reason", "skip_cases", "skip_managed", "skip_asked", "skip_tested", "grades",
        "place_kinds",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        for name, kinds in (("place_kinds", PlaceKind), ("grades", EvidenceGrade)):
            named = [(each.value, each.words.in_language(language)) for each in kinds]
            self.fields[name].choices = named  # type: ignore[attr-defined]

    def clean_area(self) -> int:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    def criteria(self) -> Criteria:
        """The criteria as typed."""
        given = self.cleaned_data
        return Criteria(
            min_minutes=given["min_minutes"], max_days=given["max_days"], skip_cases=given["skip_cases"],
            place_kinds=tuple(PlaceKind(each) for each in given["place_kinds"]), skip_managed=given["skip_managed"],
            grades=tuple(EvidenceGrade(each) for each in given["grades"]), skip_asked=given["skip_asked"],
            skip_tested=given["skip_tested"],
        )  # fmt: skip


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


def typed(criteria: Criteria) -> dict[str, Any]:
    """Criteria as the form begins with them."""
    return {
        "min_minutes": criteria.min_minutes, "max_days": criteria.max_days, "skip_cases": criteria.skip_cases,
        "place_kinds": [each.value for each in criteria.place_kinds], "skip_managed": criteria.skip_managed,
        "grades": [each.value for each in criteria.grades], "skip_asked": criteria.skip_asked,
        "skip_tested": criteria.skip_tested,
    }  # fmt: skip
