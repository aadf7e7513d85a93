"""Breach files as facts: of an area, of the party that they are addressed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from sizao.ground.breaches import rules
from sizao.ground.breaches.errors import NoSuchBreach, NotYourDuty
from sizao.ground.breaches.models import Breach
from sizao.ground.breaches.types import BreachFacts, StepKind, Terms, Who
from sizao.ground.registry.types import Party
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION, contains
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts


def terms() -> Terms:
    """The terms in force: ``breaches.toml`` in the installation's folder, or else the one that ships."""
    own = Path(settings.SIZAO_HOME) / "breaches.toml"
    return rules.terms(own) if own.exists() else rules.terms()


def has_reader(found: BreachFacts, at: datetime) -> bool:
    """Whether somebody would read a notice on the platform: the party's own account, or one of its organisation."""
    if found.user_id is not None:
        account = accounts.user(found.user_id)
        return account is not None and account.is_active
    return found.organisation_id is not None and accounts.is_staffed(found.holder, at)


def _rows() -> Any:
    return Breach.objects.prefetch_related("evidence", "steps").order_by("-opened_at", "-id")


def _facts(row: Breach) -> BreachFacts:
    return BreachFacts(
        id=row.id, number=row.number, area=row.area, place_id=row.place_id, place=Words(row.place_zh, row.place_en),
        party=Party(row.party), duty=row.duty, holder=row.holder, organisation_id=row.organisation_id,
        user_id=row.party_user, happened_at=row.happened_at, what=row.what, basis=Words(row.basis_zh, row.basis_en),
        basis_confidence=row.basis_confidence, terms_version=row.terms_version,
        proposed=Words(row.measure_zh, row.measure_en), proposed_rank=row.measure_rank, opened_at=row.opened_at,
        opener=Who(row.by, row.by_user), evidence=tuple(each.facts() for each in _in_order(row.evidence.all())),
        steps=tuple(each.facts() for each in _in_order(row.steps.all())),
    )  # fmt: skip


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda each: (each.at, each.pk))


def breaches(*, within: int = NATION) -> list[BreachFacts]:
    """The files inside an area, the newest first."""
    return [_facts(row) for row in _rows() if contains(within, row.area)]


def readable(actor: Actor) -> list[BreachFacts]:
    """The files of an actor's area that the actor may read: not those of which the own party was not told yet."""
    me = Who(actor.name, actor.user_id)
    return [each for each in breaches(within=actor.area) if rules.may_read(each, me, actor.organisation)]


def breach(breach_id: UUID) -> BreachFacts:
    """One file.

    Raises:
        NoSuchBreach: when it is not in scope.
    """
    row = _rows().filter(pk=breach_id).first()
    if row is None:
        raise NoSuchBreach
    return _facts(row)


def addressed_to(actor: Actor) -> list[BreachFacts]:
    """The files of which somebody is the party, once they were told, the newest first."""
    mine = Q(party_user=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    if actor.organisation:
        mine |= Q(organisation__isnull=False, party_user__isnull=True, holder=actor.organisation)
    found = (_facts(row) for row in _rows().filter(mine))
    return [each for each in found if each.last(StepKind.TOLD) is not None]


def notice_to(actor: Actor, breach_id: UUID) -> BreachFacts:
    """One file of which somebody is the party.

    Raises:
        NotYourDuty: when it is nobody's, somebody else's, or was not told yet.
    """
    found = next((each for each in addressed_to(actor) if each.id == breach_id), None)
    if found is None:
        raise NotYourDuty
    return found
