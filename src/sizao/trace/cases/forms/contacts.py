"""Forms of contacts: one named by hand, and a decision on many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.kernel.editions import Situation
from sizao.kernel.words import Words
from sizao.trace.cases.forms.fields import Moment, labelled, said
from sizao.trace.cases.types import MOST_METRES, CaseFacts, Certainty, Mask, ProposedContact, Subject


class ContactForm(forms.Form):
    """A contact named by hand: in which of the edition's situations, and when last. What nobody chose says that it is not known."""

    situation = forms.ChoiceField(label=_("Situation"))
    first_exposure_at = Moment(label=_("First exposure"), required=False)
    last_exposure_at = Moment(label=_("Last exposure"))
    minutes = forms.IntegerField(label=_("Minutes together"), required=False, min_value=0, max_value=10_000_000)
    metres = forms.FloatField(
        label=_("Nearest distance, metres"), required=False, min_value=0, max_value=MOST_METRES,
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )  # fmt: skip
    protection = forms.ChoiceField(label=_("Protection"), initial=Mask.UNKNOWN.value)
    certainty = forms.ChoiceField(label=_("Certainty"), initial=Certainty.PROBABLE.value)
    note = forms.CharField(label=_("What was said"), required=False, max_length=500)

    def __init__(self, *args: Any, situations: Iterable[Situation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.code, said(each.words)) for each in situations]
        self.fields["situation"].choices = [*named, ("", said(Words("调查人员判断", "The investigator's judgement")))]  # type: ignore[attr-defined]
        self.fields["situation"].required = False
        self.fields["protection"].choices = labelled(Mask)  # type: ignore[attr-defined]
        self.fields["certainty"].choices = labelled(Certainty)  # type: ignore[attr-defined]

    def proposal(self, case: CaseFacts, subject: Subject) -> ProposedContact:
        """What the action takes."""
        given = self.cleaned_data
        return ProposedContact(
            person_id=subject.person_id or 0, area=subject.area or case.area,
            last_exposure_at=given["last_exposure_at"], first_exposure_at=given["first_exposure_at"],
            situation=given["situation"], source_case_id=case.id, protection=Mask(given["protection"]),
            certainty=Certainty(given["certainty"]), minutes=given["minutes"], metres=given["metres"], note=given["note"],
        )  # fmt: skip


class DecideForm(forms.Form):
    """One decision on picked contacts."""

    picked = forms.UUIDField(required=False)
    step = forms.ChoiceField(choices=[(each, each) for each in ("approve", "reject", "lost", "found", "hand_over")])
    reason = forms.CharField(required=False, max_length=500)
