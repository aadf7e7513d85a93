"""What the platform wrote itself as the reason of a row of the access log, in both languages.

A row is sealed as it was written; only what a reader sees is put into words. What an officer wrote stays untouched.
"""

from __future__ import annotations

import re
from functools import cache

from sizao.ground.presence.types import EvidenceGrade, VisitSource
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Role
from sizao.trace.tracing.types import LegalBasis

WRITTEN_BY_THE_PLATFORM = ("tracing.", "accounts.", "presence.scene", "presence.deleted", "presence.place_visits")
"""Actions whose reason the platform composes; elsewhere an officer writes it, or it is a number that needs no words."""
NO_BASIS = Words("尚未选择法律依据", "no legal basis chosen yet")
_FIXED: dict[str, Words] = {
    NO_BASIS.en: NO_BASIS,
    **{each.value: each.words for kind in (LegalBasis, Role, VisitSource, EvidenceGrade, PlaceKind) for each in kind},
}
_SHAPES: tuple[tuple[str, Words], ...] = (
    (r"persons (\d+)", Words("{0} 人", "persons {0}")),
    (r"places (\d+)", Words("{0} 个场所", "places {0}")),
    (r"visits (\d+)", Words("{0} 次到访", "visits {0}")),
    (r"case ([0-9a-f-]{36})", Words("病例 {0}", "case {0}")),
    (r"case ([0-9a-f-]{36}) by (.+)", Words("病例 {0},仅计 {1}", "case {0} by {1}")),
    (r"(\d+) cases of ([0-9a-f-]{36}), (\w+)", Words("事件 {1} 的 {0} 个病例,{2}", "{0} cases of {1}, {2}")),
    (
        r"(\d+) cases of ([0-9a-f-]{36}), (\w+) by (.+)",
        Words("事件 {1} 的 {0} 个病例,{2},仅计 {3}", "{0} cases of {1}, {2} by {3}"),
    ),
    (r"place (\d+) of ([0-9a-f-]{36})", Words("事件 {1} 的场所 {0}", "place {0} of {1}")),
    (r"place (\d+) of ([0-9a-f-]{36}) by (.+)", Words("事件 {1} 的场所 {0},仅计 {2}", "place {0} of {1} by {2}")),
    (r"(\d+) ([a-z_]+)", Words("账户 {0}:{1}", "account {0}: {1}")),
)
_BLANK = re.compile(r"\{[^{}]*\}")


def because(action: str, reason: str) -> Words:
    """The reason of a row in words; what nobody put into words stands as it was written."""
    if not action.startswith(WRITTEN_BY_THE_PLATFORM):
        return Words(reason, reason)
    words = [_part(each) for each in reason.split("; ")]
    return Words(";".join(each.zh for each in words), "; ".join(each.en for each in words))


def _part(text: str) -> Words:
    if text in _FIXED:
        return _FIXED[text]
    if text in _refusals():
        return _refusals()[text]
    for pattern, words in _SHAPES:
        if found := re.fullmatch(pattern, text):
            given = [_all_known(each) for each in found.groups()]
            return Words(words.zh.format(*(each.zh for each in given)), words.en.format(*(each.en for each in given)))
    return Words(re.sub(r"\bscene (?=\S)", "数据场景 ", text), text)


def _all_known(text: str) -> Words:
    parts = [_FIXED.get(each, Words(each, each)) for each in text.split(", ")]
    return Words("、".join(each.zh for each in parts), ", ".join(each.en for each in parts))


@cache
def _refusals() -> dict[str, Words]:
    """The sentence of every refusal by its code; what filled it was not kept."""
    found: dict[str, Words] = {}
    waiting: list[type[SizaoError]] = [SizaoError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        found[kind.code] = Words(*(_BLANK.sub("…", each) for each in kind.template()))
    return found
