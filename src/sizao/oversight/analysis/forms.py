"""How a reader chooses the way an outbreak is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.kernel.words import LabelledEnum
from sizao.oversight.analysis.types import Basis, Grouping, Links, Question, SerialSource
from sizao.spine.web.templatetags.words import words

WEEK = 7
WINDOWS = (3, WEEK, 14)


def _choices(of: type[LabelledEnum], *, automatic: bool = False) -> Any:
    """The members in the reader's language, with an automatic one in front when asked for."""

    def listed() -> list[tuple[str, object]]:
        first = [("", _("Automatic"))] if automatic else []
        return [*first, *((each.value, words(each)) for each in of)]

    return listed


class QuestionForm(forms.Form):
    """Date, grouping, links, window and serial interval; what is left empty is chosen from the data."""

    basis = forms.ChoiceField(label=_("Cases by"), choices=_choices(Basis, automatic=True), required=False)
    grouping = forms.ChoiceField(label=_("Bars divided by"), choices=_choices(Grouping), required=False)
    links = forms.ChoiceField(label=_("Links counted"), choices=_choices(Links), required=False)
    window_days = forms.TypedChoiceField(
        label=_("Window of R"), coerce=int, empty_value=None, required=False,
        choices=lambda: [(each, _("%(n)s days") % {"n": each}) for each in WINDOWS], initial=WEEK,
    )  # fmt: skip
    serial = forms.ChoiceField(
        label=_("Serial interval of R"), choices=_choices(SerialSource, automatic=True), required=False
    )
    serial_mean = forms.FloatField(label=_("Its mean, days"), min_value=1.01, max_value=200, required=False)
    serial_sd = forms.FloatField(label=_("Its SD, days"), min_value=0.01, max_value=200, required=False)

    def question(self) -> Question:
        """The question; mean and standard deviation typed in are used without further ado."""
        given = self.cleaned_data
        typed = given["serial_mean"] is not None and given["serial_sd"] is not None
        serial = SerialSource(given["serial"]) if given["serial"] else None
        return Question(
            basis=Basis(given["basis"]) if given["basis"] else None,
            grouping=Grouping(given["grouping"] or Grouping.CLASSIFICATION),
            links=Links(given["links"] or Links.ALL), window_days=given["window_days"] or WEEK,
            serial=serial or (SerialSource.ENTERED if typed else None),
            serial_mean=given["serial_mean"], serial_sd=given["serial_sd"],
        )  # fmt: skip
