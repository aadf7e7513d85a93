"""Who may be left out of a trace's list: people who are managed already for as much, and protected staff at their own place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sizao.ground.registry.types import KeyGroup, PersonFacts, PlaceKind
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types import Managed
from sizao.trace.tracing.types import Exclusion, Suggestion
from sizao.traceback.answer import Exposed

STAFF_AT: dict[KeyGroup, frozenset[PlaceKind]] = {
    KeyGroup.HEALTH_STAFF: frozenset(
        {PlaceKind.HOSPITAL, PlaceKind.FEVER_CLINIC, PlaceKind.SAMPLING_POINT, PlaceKind.LABORATORY}
    ),
    KeyGroup.QUARANTINE_STAFF: frozenset({PlaceKind.QUARANTINE_SITE}),
}
"""Groups that work protected, and where: a nurse at table in a restaurant is a guest like others."""


def excluded(
    found: Sequence[Exposed], suggestions: Mapping[int, Suggestion], wanted: Collection[Exclusion],
    managed: Mapping[int, Managed], persons: Mapping[int, PersonFacts], kinds: Mapping[int, PlaceKind],
) -> dict[int, Exclusion]:  # fmt: skip
    """Who of an answer is left out, and why.

    Args:
        found: the answer.
        suggestions: what the edition suggests for each.
        wanted: which exclusions the officer chose.
        managed: who is under management, and as what.
        persons: who they are, those in scope.
        kinds: the kinds of the places.
    """
    out: dict[int, Exclusion] = {}
    for each in found:
        if Exclusion.MANAGED in wanted and _is_managed(each, suggestions[each.person], managed.get(each.person)):
            out[each.person] = Exclusion.MANAGED
        elif Exclusion.ON_DUTY in wanted and _is_on_duty(each, persons.get(each.person), kinds):
            out[each.person] = Exclusion.ON_DUTY
    return out


def _is_managed(found: Exposed, suggestion: Suggestion, managed: Managed | None) -> bool:
    """A case is; a contact is unless the trace would make more of them, or they were exposed again since."""
    if managed is None or managed.contact_class is None:
        return managed is not None
    if managed.contact_class is ContactClass.SECONDARY and suggestion.contact_class is ContactClass.CLOSE:
        return False
    return managed.last_exposure_at is not None and found.last <= managed.last_exposure_at


def _is_on_duty(found: Exposed, person: PersonFacts | None, kinds: Mapping[int, PlaceKind]) -> bool:
    """Exposed nowhere else than where people of their group work protected."""
    own = STAFF_AT.get(person.key_group, frozenset()) if person else frozenset()
    return bool(own) and all(kinds.get(place) in own for place in found.places)
