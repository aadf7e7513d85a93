"""The form of a manifest: which vehicle or venue, where the case sat, from when until when, and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.trace.cases.actions import Ride
from sizao.trace.cases.forms.fields import LOCAL, Moment, PlaceNumber, said
from sizao.trace.cases.rules import VENUE, SeatRule
from sizao.trace.cases.types import StayFacts

LONGEST = 200_000
"""Letters of a pasted manifest: some thousands of rows."""


class SeatsForm(forms.Form):
    """A vehicle or venue and its manifest."""

    rule = forms.ChoiceField(label=_("Vehicle or venue"))
    vehicle = forms.CharField(label=_("Trip number or name"), max_length=40)
    seat = forms.CharField(label=_("Seat or table of the case"), max_length=20, required=False)
    start = Moment(label=_("Boarded or arrived"))
    until = Moment(label=_("Got off or left"))
    place = PlaceNumber(
        label=_("Place number"), required=False,
        help_text=_("Begins with L-: adds those on record there at the time, by their seats."),
    )  # fmt: skip
    manifest = forms.CharField(
        label=_("Manifest"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Paste the rows from Excel: seat, name, document, phone or person number, in any order."),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Sequence[SeatRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(each.key, said(each.words)) for each in rules]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The stay must last, and somebody must be on the list."""
        given = super().clean() or {}
        start, until = given.get("start"), given.get("until")
        if start and until and until <= start:
            self.add_error("until", _("The end lies before the begin."))
        if not self.errors and not given.get("manifest", "").strip() and not given.get("place"):
            self.add_error("manifest", _("Paste the manifest, or name a place whose visitors are on record."))
        return given

    def ride(self) -> Ride:
        """What the action takes."""
        given = self.cleaned_data
        return Ride(
            vehicle=given["vehicle"], seat=given["seat"], start=given["start"], until=given["until"],
            rule=given["rule"], place_id=given["place"].id if given["place"] else None,
        )  # fmt: skip

    @classmethod
    def initial_of(cls, stay: StayFacts) -> dict[str, Any]:
        """What a stay of the case says already."""
        return {
            "rule": stay.transport.value if stay.vehicle else VENUE, "vehicle": stay.vehicle or stay.place_text,
            "seat": stay.seat, "start": stay.start.astimezone(LOCAL), "until": stay.until.astimezone(LOCAL),
        }  # fmt: skip
