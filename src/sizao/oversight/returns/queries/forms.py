"""The return forms: those that ship with the platform, and the versions that headquarters define, each from a day on."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from sizao.kernel.words import Words
from sizao.oversight.returns import rules
from sizao.oversight.returns.errors import FormUnknown
from sizao.oversight.returns.models import FormVersion, Return
from sizao.oversight.returns.types import FormVersionFacts, Indicator, Measure, ReturnForm, UnitKind

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def indicators() -> dict[str, Indicator]:
    """The platform's indicators by key, in the order of the file."""
    return rules.indicators_of(tomllib.loads((DATA / "indicators.toml").read_text(encoding="utf-8")))


@cache
def shipped() -> tuple[ReturnForm, ...]:
    """Every version of the forms that ship with the platform, in the order of the file."""
    definitions = tomllib.loads((DATA / "indicators.toml").read_text(encoding="utf-8"))["version"]
    rows = tomllib.loads((DATA / "forms.toml").read_text(encoding="utf-8"))["forms"]
    return tuple(rules.form_of(row, indicators(), definitions) for row in rows)


def forms(on: date | None = None, area: int | None = None) -> tuple[ReturnForm, ...]:
    """The forms in force on a day, one version of each; without a day the newest version of every form.

    With an area only those that hold there: what ships with the platform and what headquarters of the area or above made.
    """
    return known_forms().of(area, on)


def form(form_id: str, on: date | None = None, area: int | None = None) -> ReturnForm:
    """A form by its id, as it holds on a day and in an area.

    Raises:
        FormUnknown: when there is none.
    """
    found = next((each for each in forms(on, area) if each.id == form_id), None)
    if found is None:
        raise FormUnknown(form=form_id)
    return found


def known_forms() -> rules.KnownForms:
    """Every version in scope, read once, to be asked for many areas and days."""
    return rules.KnownForms(shipped(), form_versions())


def form_versions(form_id: str = "") -> list[FormVersionFacts]:
    """The versions that headquarters defined, the oldest first; of one form when given."""
    rows = FormVersion.objects.order_by("made_at", "version")
    return [_facts(row) for row in (rows.filter(form_id=form_id) if form_id else rows)]


def _facts(row: FormVersion) -> FormVersionFacts:
    known = tuple(indicators()[key] for key in row.indicators if key in indicators())
    own = tuple(
        Indicator(
            rules.own_key(row.form_id, each["zh"], each["measure"]), Words(each["zh"], each["en"]), Measure(each["measure"]),
            Words(each["counted_zh"], each["counted_en"]),
        )
        for each in row.own
    )  # fmt: skip
    found = ReturnForm(
        row.form_id, row.version, Words(row.name_zh, row.name_en or row.name_zh),
        frozenset(UnitKind(each) for each in row.kinds), row.due, row.chase_hours, row.look_back_days, known + own,
        f"{row.form_id}-{row.version}"[:20], row.since,
    )  # fmt: skip
    return FormVersionFacts(found, row.area, row.made_at, row.made_by, row.reason)


def last_filed(form_id: str) -> date | None:
    """The last day for which a return of a form was filed in scope."""
    return Return.objects.filter(form_id=form_id).order_by("-on").values_list("on", flat=True).first()
