"""The form of a new notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.notices.types import Draft, DraftKind, NewNotice, NoticeFacts


class NoticeForm(forms.Form):
    """A notice of one's own headquarters; the number follows by itself when left empty."""

    number = forms.IntegerField(label=_("Number"), required=False, min_value=1, max_value=100_000)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    scope = forms.CharField(label=_("Holds in (area code)"), max_length=19)
    supersedes = forms.ChoiceField(label=_("Takes the place of"), required=False)
    body = forms.CharField(label=_("Text in Chinese"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    body_en = forms.CharField(
        label=_("Text in English"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, valid: Sequence[NoticeFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.id), f"{each.year}-{each.number} {each.title.zh}") for each in valid]
        self.fields["supersedes"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean_scope(self) -> int:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["scope"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    def notice(self, area: int, draft: Draft | None = None) -> NewNotice:
        """The notice as typed, issued by the headquarters of an area; from a draft, with the objects of its sentences."""
        given = self.cleaned_data
        return NewNotice(
            area=area, scope=given["scope"], title=Words(given["title_zh"], given["title_en"]), body=given["body"],
            body_en=given["body_en"], number=given["number"], supersedes_id=given["supersedes"] or None,
            incident_id=draft.incident_id if draft else None, sentences=draft.sentences if draft else (),
        )  # fmt: skip


class DraftForm(forms.Form):
    """What a notice is drafted from."""

    incident = forms.ChoiceField(label=_("Incident"))
    kind = forms.ChoiceField(label=_("What for"))

    def __init__(self, *args: Any, incidents: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["incident"].choices = list(incidents)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(each.value, each.words.in_language(language)) for each in DraftKind]  # type: ignore[attr-defined]
