"""The form that sends a file of visits."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.presence.types import RowShape
from sizao.kernel.errors import SizaoError

MAX_FILE_MB = 50
"""What a browser may send; larger files go over the interface."""


class SendForm(forms.Form):
    """One file in one of the documented shapes."""

    shape = forms.ChoiceField(label=_("What the rows are"))
    file = forms.FileField(label=_("File"), help_text=_("CSV (UTF-8 or GB18030) or Parquet, at most 50 MB"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer every shape, in the reader's language."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
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
    return shape.words.in_language(get_language() or "zh")
