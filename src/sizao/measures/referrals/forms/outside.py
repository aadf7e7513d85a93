"""The forms of who answers a letter without an account: the code at the door, and the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.measures.referrals.forms import labelled
from sizao.measures.referrals.types import NamedFacts, Outcome, SourceKind
from sizao.measures.referrals.types.answering import LONGEST_ANSWER, MOST_LIST_BYTES, NewSaid


class DoorForm(forms.Form):
    """The public door: the number of the link, which the address brings along, and the code."""

    handle = forms.CharField(
        label=_("Number of the link"), max_length=20, help_text=_("Such as A-7K3M9QX2A; the link fills it in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Answer code"), max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class SayForm(forms.Form):
    """Who received the letter, the answer in words, the result of each line, and a list as a file or as rows."""

    received_by = forms.CharField(
        label=_("Received by"), max_length=150, help_text=_("name and function of who received the letter"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Answer to the letter"), max_length=LONGEST_ANSWER, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("may stay empty when you only confirm the receipt; please name nobody here"),
    )  # fmt: skip
    file = forms.FileField(label=_("Your list as a file"), required=False, help_text=_("Excel or CSV, 1 MB at most"))
    rows = forms.CharField(
        label=_("or paste its rows"), required=False, max_length=MOST_LIST_BYTES // 4, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("with their headings, as copied from a spreadsheet"),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Iterable[NamedFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [each.line for each in lines]
        for line in self.lines:
            self.fields[f"line_{line}"] = forms.ChoiceField(
                label=_("Line %(line)s") % {"line": line}, required=False, choices=[("", "—"), *labelled(Outcome)]
            )

    def by_line(self) -> list[forms.BoundField]:
        """The fields of the letter's lines."""
        return [self[f"line_{line}"] for line in self.lines]

    def said(self) -> NewSaid:
        """What was said."""
        given = self.cleaned_data
        file, rows = given["file"], str(given["rows"])
        content = file.read() if file else rows.encode() if rows.strip() else b""
        chosen = [(line, given[f"line_{line}"]) for line in self.lines]
        return NewSaid(
            received_by=given["received_by"], text=given["text"], content=content,
            filename=(file.name if file else "pasted.txt") if content else "",
            lines=tuple((line, Outcome(each)) for line, each in chosen if each),
        )  # fmt: skip


class EnterListForm(forms.Form):
    """What kind of list came with an answer."""

    kind = forms.ChoiceField(label=_("Kind of list"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = labelled(SourceKind)  # type: ignore[attr-defined]


class AsideForm(forms.Form):
    """Why an answer is set aside."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("the other party reads it"))
