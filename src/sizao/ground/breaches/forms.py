"""Forms of breach files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.breaches.types import Basis, Delivery, Finding, Measure, NewBreach, Outcome, Route
from sizao.kernel.words import LabelledEnum

MOMENT = "%Y-%m-%dT%H:%M"


def _labelled(kinds: type[LabelledEnum]) -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [(each.value, each.words.in_language(language)) for each in kinds]


def _keyed(given: tuple[Basis, ...] | tuple[Measure, ...]) -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [(each.key, each.words.in_language(language)) for each in given]


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, input_formats=[MOMENT], widget=widget, **more)


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **more)


class BreachForm(forms.Form):
    """A file on a duty."""

    happened_at = _moment(_("When it happened"))
    what = _text(_("What is held against the duty"))
    basis = forms.ChoiceField(label=_("Legal basis"))
    measure = forms.ChoiceField(
        label=_("Measure considered"), help_text=_("The finding may be lighter, never heavier.")
    )
    evidence = _text(_("What proves it"))
    reference = forms.CharField(
        label=_("Where it is kept"), max_length=200,
        help_text=_("The number of an issue, a task, a record or a picture that can be looked up"),
    )  # fmt: skip

    def __init__(self, *args: Any, bases: tuple[Basis, ...], measures: tuple[Measure, ...], **kwargs: Any) -> None:
        """Offer the bases that concern the party, and the measures from the lightest."""
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = _keyed(bases)  # type: ignore[attr-defined]
        self.fields["measure"].choices = _keyed(measures)  # type: ignore[attr-defined]

    def breach(self, responsibility_id: UUID) -> NewBreach:
        """What the file is opened from."""
        return NewBreach(responsibility_id=responsibility_id, **self.cleaned_data)


class EvidenceForm(forms.Form):
    """One more piece of evidence."""

    text = _text(_("What proves it"))
    reference = forms.CharField(label=_("Where it is kept"), max_length=200)


class TellForm(forms.Form):
    """The notice to the party."""

    text = _text(_("To the party"))
    route = forms.ChoiceField(label=_("How it is told"))
    until = _moment(_("Time to answer ends"))
    delivered_by = forms.CharField(
        label=_("Handed over by"),
        max_length=80,
        required=False,
        help_text=_("for a notice on paper, as the next three"),
    )
    delivered_at = _moment(_("Handed over at"), required=False)
    delivered_to = forms.CharField(label=_("Taken by"), max_length=80, required=False)
    receipt = forms.CharField(label=_("Where the receipt is kept"), max_length=200, required=False)

    def told(self) -> dict[str, Any]:
        """What the action takes: a delivery when anything is said of one."""
        given = dict(self.cleaned_data)
        handed = [given.pop(name) for name in ("delivered_by", "delivered_at", "delivered_to", "receipt")]
        given["route"] = Route(given["route"])
        given["delivery"] = Delivery(*handed) if handed[1] else None
        return given

    def __init__(
        self, *args: Any, until: datetime | None = None, routes: Iterable[Route] = Route, **kwargs: Any
    ) -> None:
        """Propose the end of the term, and the ways on which the party can be reached."""
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["route"].choices = [(each.value, each.words.in_language(language)) for each in routes]  # type: ignore[attr-defined]
        if until is not None:
            self.initial["until"] = localtime(until).strftime(MOMENT)


class WordsForm(forms.Form):
    """One text: an answer, an appeal, a reason."""

    text = _text(_("Text"))


class PaperForm(WordsForm):
    """A text that came on paper, and where the paper is kept."""

    reference = forms.CharField(label=_("Where it is kept"), max_length=200)


class FindingForm(forms.Form):
    """A finding with its reasons."""

    finding = forms.ChoiceField(label=_("Finding"))
    measure = forms.ChoiceField(label=_("Measure that follows"), required=False)
    reasons = _text(_("Reasons given"), help_text=_("Say what was made of the answer."))

    def __init__(self, *args: Any, measures: tuple[Measure, ...], **kwargs: Any) -> None:
        """Offer the measures that are not heavier than what was told."""
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = [("", "—"), *_labelled(Finding)]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "—"), *_keyed(measures)]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """The decision of an appeal."""

    outcome = forms.ChoiceField(label=_("Decision on the appeal"))
    measure = forms.ChoiceField(label=_("Measure that follows"), required=False)
    reasons = _text(_("Reasons given"))

    def __init__(self, *args: Any, measures: tuple[Measure, ...], **kwargs: Any) -> None:
        """Offer the measures that are lighter than what stands."""
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "—"), *_labelled(Outcome)]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "—"), *_keyed(measures)]  # type: ignore[attr-defined]
