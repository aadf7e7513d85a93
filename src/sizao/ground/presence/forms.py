"""Forms: a file of visits, and what is proposed about keeping them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.presence.types import RowShape, Scene, VisitSource
from sizao.kernel import areas
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words

DAYS = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MAX_FILE_MB = 50
"""What a browser may send; larger files go over the interface."""


class SendForm(forms.Form):
    """One file in one of the documented shapes."""

    shape = forms.ChoiceField(label=_("What the rows are"))
    scene = forms.ChoiceField(
        label=_("Data scene"),
        required=False,
        help_text=_("Rows of a scene come in under its rules and are kept for its time."),
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV (UTF-8 or GB18030) or Parquet, at most 50 MB"))

    def __init__(self, *args: object, scenes: Iterable[Scene] = (), **kwargs: object) -> None:
        """Offer every shape and scene, in the reader's language."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["scene"].choices = [("", _("none")), *((each.id, _written(each.title)) for each in scenes)]  # type: ignore[attr-defined]
        self.fields["shape"].choices = [(each.value, _said(each)) for each in RowShape]  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        """Refuse what is too large."""
        sent = self.cleaned_data["file"]
        if sent.size > MAX_FILE_MB * 1024 * 1024:
            raise forms.ValidationError(_("The file is too large"))
        return sent

    def refuse(self, refusal: SizaoError) -> None:
        """Show a refusal at the file."""
        self.add_error("file", refusal.words.in_language(get_language() or "zh"))


def _said(shape: RowShape) -> str:
    return _written(shape.words)


def _written(words: Words) -> str:
    return words.in_language(get_language() or "zh")


class AreaCode(forms.CharField):
    """A printed division code, read into the area's number."""

    def clean(self, value: Any) -> Any:
        """The area's number; an unknown shape is an error of the field."""
        try:
            return areas.parse(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error


class WhyForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class LiftForm(WhyForm):
    """Why a hold is lifted, and by which paper."""

    basis = forms.CharField(
        label=_("Basis"), max_length=200, help_text=_("The notice, letter or order, with its number")
    )


class ActForm(LiftForm):
    """Where something holds and why."""

    area = AreaCode(label=_("Holds in (area code)"), max_length=19)
    field_order: tuple[str, ...] = ("area", "until", "reason", "basis")


class UntilForm(ActForm):
    """A scene or a hold, up to and with its last day."""

    until = forms.DateField(label=_("Last day"), widget=DAYS)


class DeleteForm(ActForm):
    """Which visits are deleted before their time: of a day or of a data scene, of one source or of all."""

    day = forms.DateField(label=_("Day"), widget=DAYS, required=False, help_text=_("Visits that touch this day"))
    source = forms.ChoiceField(label=_("Source"), required=False)
    scene = forms.ChoiceField(label=_("Data scene"), required=False)
    field_order = ("area", "day", "source", "scene", "reason", "basis")

    def __init__(self, *args: object, scenes: Iterable[Scene] = (), **kwargs: object) -> None:
        """Offer every source and scene, in the reader's language."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sources = [(each.value, _written(each.words)) for each in VisitSource]
        self.fields["source"].choices = [("", _("all")), *sources]  # type: ignore[attr-defined]
        self.fields["scene"].choices = [("", _("none")), *((each.id, _written(each.title)) for each in scenes)]  # type: ignore[attr-defined]
