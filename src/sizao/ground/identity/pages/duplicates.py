"""Possible duplicates: the queue, one pair side by side and masked, and what somebody decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.identity import actions, queries
from sizao.ground.identity.forms import DecidePairForm
from sizao.ground.identity.pages.people import refused
from sizao.ground.identity.queries import merging as reading
from sizao.ground.identity.rules import likeness
from sizao.ground.identity.types import Likeness, MaskedIdentity, PairFacts, PairState
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.errors import NotFound, SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, OnPhone

TONES = {PairState.OPEN: "orange", PairState.DIFFERENT: "grey", PairState.MERGED: "green"}


@dataclass(frozen=True)
class Queued:
    """One pair as the queue shows it."""

    facts: PairFacts
    one: PersonFacts | None
    other: PersonFacts | None
    mine: MaskedIdentity
    theirs: MaskedIdentity

    @property
    def persons(self) -> str:
        """Both numbers with their masked names."""
        said = [
            f"{masked.name or '—'} {person.number}"
            for person, masked in ((self.one, self.mine), (self.other, self.theirs)) if person
        ]  # fmt: skip
        return " · ".join(said)


def _queued(rows: Sequence[Any]) -> list[Queued]:
    found = [row.facts() for row in rows]
    people = {person for each in found for person in (each.one, each.other)}
    persons, masked, nobody = registry.persons(people), queries.masked(people), MaskedIdentity()
    return [
        Queued(
            each, persons.get(each.one), persons.get(each.other), masked.get(each.one, nobody),
            masked.get(each.other, nobody),
        )
        for each in found
    ]  # fmt: skip


def _said(reasons: Sequence[Likeness]) -> Words:
    zh = [f"不利:{each.words.zh}" if each.speaks_against else each.words.zh for each in reasons]
    en = [f"against: {each.words.en}" if each.speaks_against else each.words.en for each in reasons]
    return Words("、".join(zh), ", ".join(en))


PAIRS = ListPage(
    name="duplicates",
    caption=_("Possible duplicates"),
    columns=(
        Column(
            "persons", _("Two numbers"), on_phone=OnPhone.TITLE,
            link=lambda each: reverse("identity:duplicate", args=[each.facts.id]),
        ),
        Column(
            "state", _("State"), value="facts.state", kind=Kind.TAG, tone=lambda each: TONES[each.facts.state],
            on_phone=OnPhone.TAG,
        ),
        Column("score", _("Likeness"), value="facts.score", kind=Kind.NUMBER, sort="score"),
        Column("reasons", _("Why"), value=lambda each: _said(each.facts.reasons), on_phone=OnPhone.LINE),
        Column("area", _("Residence"), value=lambda each: each.one.area_residence if each.one else None, kind=Kind.AREA),
        Column("found_at", _("First seen together"), value="facts.found_at", kind=Kind.TIME, is_hidden=True),
    ),
    filters=(
        Filter(
            "state", _("State"), is_tabs=True, default=PairState.OPEN.value,
            choices=lambda: [(each.value, each.words) for each in PairState],
        ),
    ),
    order="-score",
    prepare=_queued,
    persons=lambda row: row.one,
    empty=_("No possible duplicates"),
    empty_hint=_("New and corrected records are compared every minute with those that share a name, phone or document."),
)  # fmt: skip


@needs(Right.IDENTITY_MERGE)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of the own area that may be one person, the likeliest first."""
    scale = likeness.scale()
    return list_page(request, PAIRS, reading.pair_rows(), "identity/duplicates.html", {"scale": scale})


@dataclass(frozen=True)
class Line:
    """One line of the comparison."""

    label: Any
    one: Any
    other: Any
    is_same: bool | None
    is_area: bool = False


@needs(Right.IDENTITY_MERGE)
def duplicate(request: HttpRequest, pair_id: int) -> HttpResponse:
    """One pair side by side, masked, with what speaks for and against; seeing it is in the access log of both."""
    return _pair_page(request, reading.pair(pair_id))


def _pair_page(
    request: HttpRequest, facts: PairFacts, form: DecidePairForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    persons = registry.persons([facts.one, facts.other])
    audit.record(
        by=request.actor, at=request.at, action="identity.compare", purpose="quality_audit",  # type: ignore[attr-defined]
        persons=[facts.one, facts.other], fields="masked",
    )  # fmt: skip
    one, other = persons[facts.one], persons[facts.other]
    scale = likeness.scale()
    context = {
        "pair": facts, "one": one, "other": other, "lines": _lines(facts, one, other), "tone": TONES[facts.state],
        "reasons": [(each, scale.weights[each]) for each in facts.reasons], "scale": scale,
        "merge": reading.merge_of_pair(facts.id), "form": form or DecidePairForm(numbers=(one.number, other.number)),
        "history": [each for each in reading.merges_of(facts.one) if {each.survivor, each.merged} == {one.id, other.id}],
        "numbers": {one.id: one.number, other.id: other.number},
    }  # fmt: skip
    return page(request, "identity/duplicate.html", context, status=status)


def _lines(facts: PairFacts, one: PersonFacts, other: PersonFacts) -> list[Line]:
    masked, nobody = queries.masked([one.id, other.id]), MaskedIdentity()
    mine, theirs, why = masked.get(one.id, nobody), masked.get(other.id, nobody), set(facts.reasons)

    def judged(same: Likeness, different: Likeness | None = None) -> bool | None:
        return True if same in why else False if different in why else None

    return [
        Line(_("Full name"), mine.name, theirs.name, judged(Likeness.SAME_NAME, Likeness.OTHER_NAME)),
        Line(
            _("Identity document"), mine.document, theirs.document,
            judged(Likeness.SAME_DOCUMENT, Likeness.OTHER_DOCUMENT),
        ),
        Line(_("Phone"), mine.phone, theirs.phone, judged(Likeness.SAME_PHONE)),
        Line(
            _("Year of birth"), one.birth_year, other.birth_year,
            True if why & {Likeness.SAME_BIRTH, Likeness.SAME_YEAR} else judged(Likeness.SAME_BIRTH, Likeness.OTHER_BIRTH),
        ),
        Line(_("Sex"), one.sex, other.sex, judged(Likeness.SAME_SEX, Likeness.OTHER_SEX)),
        Line(
            _("Residence"), one.area_residence, other.area_residence, judged(Likeness.SAME_TOWN), is_area=True
        ),
        Line(_("Key group"), one.key_group, other.key_group, None),
    ]  # fmt: skip


@needs(Right.IDENTITY_MERGE)
@require_POST
def decide_duplicate(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Merge a pair, part it again, or say that it is two persons."""
    facts = reading.pair(pair_id)
    persons = registry.persons([facts.one, facts.other])
    form = DecidePairForm(request.POST, numbers=(persons[facts.one].number, persons[facts.other].number))
    if not form.is_valid():
        return _pair_page(request, facts, form, status=422)
    try:
        said = _decided(request, facts, form)
    except NotFound:
        raise
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: _pair_page(request, facts, form, status=status))
    messages.success(request, said)
    return redirect("identity:duplicate", pair_id)


def _decided(request: HttpRequest, facts: PairFacts, form: DecidePairForm) -> str:
    given: dict[str, Any] = {"reason": form.cleaned_data["reason"], "by": request.actor, "at": request.at}  # type: ignore[attr-defined]
    step = form.cleaned_data["step"]
    if step == "apart":
        actions.set_apart(pair_id=facts.id, **given)
        return gettext("Noted: two persons. The pair is not proposed again.")
    link = reading.merge_of_pair(facts.id)
    if step == "part" and link is not None:
        actions.part(merge_id=link.id, **given)
        return gettext("Both numbers stand for themselves again; everything is as it was.")
    keeps_first = step == "merge_one"
    survivor, merged = (facts.one, facts.other) if keeps_first else (facts.other, facts.one)
    actions.merge(survivor=survivor, merged=merged, **given)
    return gettext("Merged: one person with all episodes. Nothing was moved, and it can be undone.")
