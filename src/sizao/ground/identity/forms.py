"""Forms of the vault: search, look, correct, erase, ask for and sign a look at many, look and review in an emergency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.identity.rules.access import SHORTEST_REASON
from sizao.ground.identity.rules.glass import SHORTEST_EMERGENCY
from sizao.ground.identity.types import Correction, ErasureGround, GlassState, Purpose, Sealed
from sizao.ground.registry.types import KeyGroup, Sex
from sizao.kernel.documents import DocumentKind
from sizao.kernel.words import LabelledEnum, Words

UNCHANGED = Words("不变", "unchanged")


def _choices(kinds: Iterable[LabelledEnum], empty: Words | None = None) -> list[tuple[str, str]]:
    language = get_language() or "zh"
    first = empty.in_language(language) if empty else "—"
    return [("", first), *((each.value, each.words.in_language(language)) for each in kinds)]


def _purposes() -> list[tuple[str, str]]:
    return _choices(Purpose)


class SearchForm(forms.Form):
    """One box for everything a person can be found by, and what for."""

    text = forms.CharField(
        label=_("Document number, phone, name, pinyin initials or person number"), max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("Purpose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _purposes()  # type: ignore[attr-defined]

    def purpose_given(self) -> Purpose:
        """The chosen purpose."""
        return Purpose(self.cleaned_data["purpose"])


class LookForm(forms.Form):
    """What an identity is looked at for: a task of one's own, or a written reason."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    task = forms.ChoiceField(label=_("Task of mine"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters when no task is chosen; the person concerned can read who looked."),
    )  # fmt: skip

    def __init__(self, *args: Any, tasks: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _purposes()  # type: ignore[attr-defined]
        self.fields["task"].choices = [("", "—"), *(tasks or [])]  # type: ignore[attr-defined]

    def purpose_given(self) -> Purpose:
        """The chosen purpose."""
        return Purpose(self.cleaned_data["purpose"])

    def task_given(self) -> UUID | None:
        """The chosen task."""
        value = self.cleaned_data["task"]
        return UUID(value) if value else None


class KeyGroupForm(forms.Form):
    """The key group that a person belongs to."""

    key_group = forms.ChoiceField(label=_("Key group"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key_group"].choices = [  # type: ignore[attr-defined]
            (each.value, each.words.in_language(get_language() or "zh")) for each in KeyGroup
        ]

    def group(self) -> KeyGroup:
        """The chosen group."""
        return KeyGroup(self.cleaned_data["key_group"])


class CorrectForm(forms.Form):
    """What of an identity shall be otherwise; an empty box leaves that part as it is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Full name"), max_length=60, required=False)
    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    document_number = forms.CharField(label=_("Number of the document"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    nationality = forms.CharField(label=_("Nationality (two letters, ISO 3166)"), max_length=2, required=False)
    remove = forms.MultipleChoiceField(
        label=_("Take away"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What is ticked is emptied: a phone given up, a document that was another person's."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters; it stays with the version. Do not write names or numbers into it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        kinds = [each for each in DocumentKind if each is not DocumentKind.NONE]
        self.fields["document_kind"].choices = _choices(kinds, UNCHANGED)  # type: ignore[attr-defined]
        self.fields["sex"].choices = _choices(Sex, UNCHANGED)  # type: ignore[attr-defined]
        removable = (Sealed.DOCUMENT, Sealed.PHONE, Sealed.ADDRESS)
        self.fields["remove"].choices = [(each.value, each.words.in_language(language)) for each in removable]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def change(self) -> Correction:
        """The correction as typed."""
        given, gone = self.cleaned_data, set(self.cleaned_data["remove"])
        kind: DocumentKind | None = DocumentKind(given["document_kind"]) if given["document_kind"] else None
        number = given["document_number"] or None
        if Sealed.DOCUMENT in gone:
            kind, number = DocumentKind.NONE, ""
        return Correction(
            name=given["name"] or None, document_kind=kind, document_number=number,
            phone="" if Sealed.PHONE in gone else given["phone"] or None,
            address="" if Sealed.ADDRESS in gone else given["address"] or None, birth_date=given["birth_date"],
            sex=Sex(given["sex"]) if given["sex"] else None, nationality=given["nationality"].upper() or None,
        )  # fmt: skip


class ErasureForm(forms.Form):
    """Why an identity shall be erased."""

    erasure_ground = forms.ChoiceField(label=_("Legal ground"))
    erasure_reason = forms.CharField(
        label=_("Reason"), max_length=400, min_length=SHORTEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters. A second person of another organisation decides within 24 hours."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["erasure_ground"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((each.value, _ground_words(each).in_language(get_language() or "zh")) for each in ErasureGround),
        ]

    def ground_given(self) -> ErasureGround:
        """The chosen ground."""
        return ErasureGround(self.cleaned_data["erasure_ground"])


def _ground_words(ground: ErasureGround) -> Words:
    text = ground.clause.text
    return Words(f"{ground.words.zh}({text})", f"{ground.words.en} ({text})")


class CarryOutForm(forms.Form):
    """The phrase that confirms an erasure."""

    phrase = forms.CharField(
        label=_("Type the phrase to confirm"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )  # fmt: skip


class RefuseForm(forms.Form):
    """Why an erasure is not granted."""

    refusal = forms.CharField(label=_("Reason"), max_length=400, required=False)


class ManyForm(LookForm):
    """Whose identities somebody wants to see at once, and what for; the password shows that it is they."""

    field_order = ("numbers", "purpose", "task", "reason", "password")
    numbers = forms.CharField(
        label=_("Person numbers"), max_length=120_000, widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=_("One on a line, or pasted from a list; at most 5,000."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Your password"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )  # fmt: skip

    def numbers_given(self) -> list[str]:
        """The numbers, each once, as they were typed."""
        text = self.cleaned_data["numbers"].replace(",", " ").replace(",", " ").replace(";", " ").replace(";", " ")
        return list(dict.fromkeys(each.upper() for each in text.split()))


class SignForm(forms.Form):
    """The second person's signature."""

    password = forms.CharField(
        label=_("Your password"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )  # fmt: skip


class DeclineForm(forms.Form):
    """Why a request is not signed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, min_length=SHORTEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters; who asked reads it."),
    )  # fmt: skip


class GlassForm(forms.Form):
    """Whom somebody has to see in an emergency, and what makes it one."""

    number = forms.CharField(
        label=_("Person number or whole document number"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("Purpose"))
    reason = forms.CharField(
        label=_("What makes it an emergency"), max_length=400, min_length=SHORTEST_EMERGENCY,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("At least 15 characters; the auditors read it today."),
    )  # fmt: skip
    is_understood = forms.BooleanField(
        label=_("I know that the auditors of both areas are told now and review this by the end of tomorrow.")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _purposes()  # type: ignore[attr-defined]

    def purpose_given(self) -> Purpose:
        """The chosen purpose."""
        return Purpose(self.cleaned_data["purpose"])


class ReviewForm(forms.Form):
    """What a reviewer finds of an emergency look."""

    finding = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters when it was not justified."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (GlassState.JUSTIFIED, GlassState.NOT_JUSTIFIED)
        self.fields["finding"].choices = _choices(kinds)[1:]  # type: ignore[attr-defined]

    def is_justified(self) -> bool:
        """Whether it was justified."""
        return bool(self.cleaned_data["finding"] == GlassState.JUSTIFIED)


class DecidePairForm(forms.Form):
    """What somebody finds about a pair, and why."""

    step = forms.ChoiceField(choices=[(each, each) for each in ("merge_one", "merge_other", "apart", "part")])
    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters: what was compared, with whom it was checked."),
    )  # fmt: skip

    def __init__(self, *args: Any, numbers: tuple[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = numbers
