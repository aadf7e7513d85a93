"""Forms of the intake pages: send a file, correct its mapping."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.intake.errors import FileRefused, MappingInvalid
from sizao.ground.intake.models import Batch
from sizao.ground.intake.queries import batches, incidents
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules.blocks import positions
from sizao.ground.intake.types import Choice, DateOrder, Kind, Mapping, Order
from sizao.kernel import areas
from sizao.kernel.words import Words

ENCODINGS = (
    ("", _("recognise")),
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GB18030 / GBK"),
    ("utf-16", "UTF-16"),
    ("windows-1252", "Windows-1252"),
    ("iso-8859-1", "ISO-8859-1"),
)


def _said(words: Words) -> str:
    return words.in_language(get_language() or "zh")


def _label(choice: Choice) -> str:
    """What a value is called: the Chinese aliases stand first in the tables."""
    return ((get_language() or "zh").startswith("zh") and choice.aliases[0]) or choice.value


class UploadForm(forms.Form):
    """One file with what must be known about it."""

    kind = forms.ChoiceField(label=_("What the rows are about"))
    file = forms.FileField(label=_("File"), help_text=_("CSV, TSV, XLSX, XLS, ODS; Parquet for presence"))
    incident = forms.ChoiceField(
        label=_("Incident"),
        required=False,
        help_text=_("Needed for cases, contacts, exposures, results and follow-ups"),
    )
    area = forms.CharField(
        label=_("Area"),
        required=False,
        max_length=20,
        help_text=_("Division code; the incident's area, or your own, when empty"),
    )
    declared = forms.IntegerField(
        label=_("Rows declared by the sender"),
        required=False,
        min_value=0,
        help_text=_("The file waits in quarantine when it holds another number"),
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    sheet = forms.CharField(label=_("Sheet"), required=False, max_length=120)
    kept = forms.ChoiceField(label=_("Saved mapping"), required=False)
    dated = forms.BooleanField(
        label=_("An outbreak of the past: count each case or contact from its own day of report"),
        required=False,
        help_text=_("Otherwise they count from now on, as of any list that arrives late"),
    )

    def __init__(self, *args: Any, actor_area: int, **kwargs: Any) -> None:
        """Offer the kinds, the open incidents and the saved mappings in scope."""
        super().__init__(*args, **kwargs)
        self._actor_area = actor_area
        self._saved = {str(row.pk): row for kind in Kind for row in batches.saved_mappings(kind)}
        self._incidents = {str(each.id): each for each in incidents.open_incidents()}
        open_now = [(key, f"{each.number} {_said(each.words)}") for key, each in self._incidents.items()]
        kept = [(pk, f"{_said(Kind(row.kind).words)}: {row.name}") for pk, row in self._saved.items()]
        self._choose("kind", [(kind.value, _said(kind.words)) for kind in Kind])
        self._choose("incident", [("", "—"), *open_now])
        self._choose("kept", [("", _("by the alias tables")), *kept])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_area(self) -> int | None:
        """The area as its number, inside the actor's own; nothing when it was left empty."""
        text = self.cleaned_data["area"]
        try:
            code = areas.parse(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("This is not a division code.")) from None
        if code is not None and not areas.contains(self._actor_area, code):
            raise forms.ValidationError(_("This area lies outside your own."))
        return code

    def order(self) -> Order:
        """What was asked for; rows of an incident belong to its area unless another is named."""
        given = self.cleaned_data
        incident = self._incidents.get(given["incident"])
        usual = incident.area if incident and areas.contains(self._actor_area, incident.area) else self._actor_area
        area = usual if given["area"] is None else given["area"]
        about = incident.id if incident else None
        sheet, dated = given["sheet"].strip(), given["dated"]
        return Order(Kind(given["kind"]), area, about, given["declared"], given["encoding"], sheet, dated=dated)

    def refuse(self, refusal: FileRefused) -> None:
        """Show why the file cannot be read."""
        self.add_error("file", _said(refusal.words))

    def mapping(self) -> Mapping | None:
        """The saved mapping that was chosen."""
        row = self._saved.get(self.cleaned_data["kept"])
        return row.mapping() if row and row.kind == self.cleaned_data["kind"] else None


class MappingForm(forms.Form):
    """One select per heading, the date order, and one select per value that nobody has explained yet."""

    date_order = forms.ChoiceField(label=_("Order of day and month"), required=False)
    save_as = forms.CharField(label=_("Keep this mapping as"), required=False, max_length=80)

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        """Lay out the fields of one batch."""
        super().__init__(*args, **kwargs)
        self._facts = batch.facts()
        known = catalogue(self._facts.order.kind)
        orders = [("", _("as the file shows")), *((each.value, _said(each.words)) for each in DateOrder)]
        present = self._facts.mapping.date_order
        self.fields["date_order"] = forms.ChoiceField(
            label=_("Order of day and month"), required=False, choices=orders, initial=present.value if present else ""
        )
        options = [("", _("— leave out —")), *((each.name, _said(each.words)) for each in known.fields)]
        self._inside = positions(self._facts.source.headings, self._facts.order.kind)
        for at, heading in enumerate(self._facts.source.headings):
            if at in self._inside:
                continue
            chosen = self._facts.mapping.columns.get(heading, "")
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading, choices=options, required=False, initial=chosen
            )
        self._texts = [(name, text) for name, texts in batch.unexplained.items() for text in texts]
        for at, (name, text) in enumerate(self._texts):
            choices = [
                ("", _("— reject these rows —")),
                *((each.value, _label(each)) for each in known.field(name).choices),
            ]
            label = f"{_said(known.field(name).words)}: {text}"
            self.fields[f"value_{at}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def columns(self) -> list[forms.BoundField]:
        """The selects of the headings."""
        return [self[name] for name in self.fields if name.startswith("column_")]

    def values(self) -> list[forms.BoundField]:
        """The selects of the unexplained values."""
        return [self[name] for name in self.fields if name.startswith("value_")]

    def mapping(self) -> Mapping:
        """The corrected mapping."""
        given = self.cleaned_data
        headings = self._facts.source.headings
        columns = {heading: given.get(f"column_{at}", "") for at, heading in enumerate(headings)}
        values = {name: dict(texts) for name, texts in self._facts.mapping.values.items()}
        for at, (name, text) in enumerate(self._texts):
            if given[f"value_{at}"]:
                values.setdefault(name, {})[text.strip()] = given[f"value_{at}"]
        order = DateOrder(given["date_order"]) if given["date_order"] else self._facts.mapping.date_order
        return Mapping(self._facts.order.kind, columns, order, values)

    def refuse(self, refusal: MappingInvalid) -> None:
        """Show why the mapping cannot be used."""
        self.add_error(None, _said(refusal.words))
