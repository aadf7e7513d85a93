"""Forms of signals: one signal, a list of them, its owner, its verdict, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.command.types import IncidentFacts
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.editions import Disease
from sizao.kernel.words import LabelledEnum, Words
from sizao.sense.signals.types import MOST_PEOPLE, Channel, NewSignal, SignalKind, Verdict
from sizao.spine.accounts.types import UserFacts

LOCAL = "%Y-%m-%dT%H:%M"
MOST_BYTES = 5_000_000


def _tongue() -> str:
    return get_language() or "zh"


def labelled(kind: type[LabelledEnum]) -> list[tuple[str, str]]:
    """The members of an enumeration in the reader's language."""
    return [(each.value, each.words.in_language(_tongue())) for each in kind]


class SignalForm(forms.Form):
    """One signal: the few things a sentinel knows first, then what may be added."""

    channel = forms.ChoiceField(label=_("Channel"))
    kind = forms.ChoiceField(label=_("What was noticed"))
    text = forms.CharField(
        label=_("In a few words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names and no numbers of people: name a person by their number P-…"),
    )  # fmt: skip
    source = forms.CharField(label=_("Who tells it"), max_length=120, help_text=_("The clinic, shop, school, caller"))
    occurred_at = forms.DateTimeField(
        label=_("Since when"), input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )  # fmt: skip
    people = forms.IntegerField(label=_("People concerned"), min_value=0, max_value=MOST_PEOPLE, required=False)
    area = forms.CharField(label=_("Area code"), max_length=19, help_text=_("9 digits for a town, 12 for a village"))
    place = forms.CharField(label=_("Place"), max_length=20, required=False, help_text=_("Its number L-…"))
    person = forms.CharField(label=_("Person"), max_length=20, required=False, help_text=_("Their number P-…"))
    disease = forms.ChoiceField(label=_("Disease suspected"), required=False)
    source_ref = forms.CharField(
        label=_("The source's own number"), max_length=80, required=False,
        help_text=_("The same number again is the same signal"),
    )  # fmt: skip

    def __init__(self, *args: Any, channels: Sequence[Channel] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.key, each.words.in_language(_tongue())) for each in channels]
        self.fields["channel"].choices = named  # type: ignore[attr-defined]
        self.fields["kind"].choices = labelled(SignalKind)  # type: ignore[attr-defined]
        self.fields["disease"].choices = [("", "—"), *labelled(Disease)]  # type: ignore[attr-defined]

    def clean_area(self) -> int:
        """The area's number."""
        try:
            return areas.parse(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(_("This is not a division code.")) from error

    def clean_place(self) -> int | None:
        """The place's id, when its number is known here."""
        number = self.cleaned_data["place"].strip().upper()
        if not number:
            return None
        found = next((each for each in registry.search_places(number) if each.number == number), None)
        if found is None:
            raise forms.ValidationError(_("There is no such place in your area."))
        return found.id

    def clean_person(self) -> int | None:
        """The person's id, when their number is known here."""
        number = self.cleaned_data["person"].strip()
        if not number:
            return None
        found = registry.person_by_number(number)
        if found is None:
            raise forms.ValidationError(_("There is no such person in your area."))
        return found.id

    def new(self) -> NewSignal:
        """The signal as it enters."""
        given = self.cleaned_data
        moment: datetime = given["occurred_at"]
        return NewSignal(
            channel=given["channel"], kind=SignalKind(given["kind"]), area=given["area"], occurred_at=moment,
            source=given["source"], text=given["text"], source_ref=given["source_ref"], people=given["people"],
            disease=given["disease"], place_id=given["place"], person_id=given["person"],
        )  # fmt: skip


class SignalListForm(forms.Form):
    """Many signals at once, pasted or as a file."""

    text = forms.CharField(
        label=_("Paste the rows"), required=False, max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}),
        help_text=_("With headings: channel, kind, text, and if known area code, time, source, reference, people, disease, place, person"),
    )  # fmt: skip
    file = forms.FileField(label=_("or a file"), required=False, help_text=_("Excel or CSV"))

    def clean(self) -> dict[str, Any]:
        """Either rows or a file are there, and not too many."""
        given = super().clean() or {}
        if not given.get("file") and not str(given.get("text", "")).strip():
            raise forms.ValidationError(_("Paste the rows or choose a file."))
        if given.get("file") and given["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a list."))
        return given

    def content(self) -> tuple[bytes, str]:
        """The list itself and what its file is called."""
        given = self.cleaned_data["file"]
        return (given.read(), given.name) if given else (self.cleaned_data["text"].encode(), "pasted.csv")


class OwnerForm(forms.Form):
    """Who checks a signal."""

    owner = forms.ChoiceField(label=_("In whose hands"), required=False)

    def __init__(self, *args: Any, owners: Sequence[UserFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.id), each.display_name) for each in owners]
        self.fields["owner"].choices = [("", _("myself")), *named]  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """What came of it."""

    verdict = forms.ChoiceField(label=_("Verdict"))
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was checked, with whom, what was found"),
    )  # fmt: skip
    duplicate_of = forms.CharField(
        label=_("Duplicate of"), max_length=20, required=False, help_text=_("For a duplicate: the other signal's number S-…")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [("", "—"), *labelled(Verdict)]  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """The open incident that a signal becomes part of."""

    incident = forms.ChoiceField(label=_("Incident"))

    def __init__(self, *args: Any, incidents: Sequence[IncidentFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.id), f"{each.number} {each.title.in_language(_tongue())}") for each in incidents]
        self.fields["incident"].choices = named  # type: ignore[attr-defined]


class NewIncidentForm(forms.Form):
    """The incident that a signal opens."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    disease = forms.ChoiceField(label=_("Disease"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = labelled(Disease)  # type: ignore[attr-defined]

    def title(self) -> Words:
        """The title in both languages."""
        return Words(self.cleaned_data["title_zh"], self.cleaned_data["title_en"])


class CaseForm(forms.Form):
    """The case that a signal told of."""

    number = forms.CharField(label=_("Case number"), max_length=20, help_text=_("Such as C-7K3M9Q"))
