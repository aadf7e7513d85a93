"""Area names for templates: asked once per process from whoever keeps the areas, which the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from sizao.kernel import areas
from sizao.kernel.words import Words

MOST = 50_000
_known: dict[int, Words] = {areas.NATION: Words("全国", "Nation")}


def area_words(code: int, *, long: bool = False) -> Words:
    """The words of one area; an unknown area is shown by its printed code."""
    above = _above(code) if long else []
    found = area_names([*above, code])
    said = [found.get(each) or Words(areas.printed(each), areas.printed(each)) for each in (*above, code)]
    return Words("".join(each.zh for each in said), ", ".join(each.en for each in reversed(said)))


def area_names(codes: Iterable[int]) -> dict[int, Words]:
    """Names of many areas at once, kept for the life of the process (areas change by a release, not by a click)."""
    wanted = set(codes)
    missing = wanted - _known.keys()
    if missing:
        if len(_known) > MOST:
            _known.clear()
        answered = _ask()(missing)
        _known.update({code: said for code, said in answered.items() if said.zh != areas.printed(code)})
    return {code: _known[code] for code in wanted if code in _known}


def forget() -> None:
    """Drop the remembered names (after areas were loaded)."""
    _known.clear()
    _known[areas.NATION] = Words("全国", "Nation")


def _above(code: int) -> list[int]:
    levels = (areas.Level.COUNTY, areas.Level.TOWN, areas.Level.COMMUNITY, areas.Level.GRID, areas.Level.BUILDING)
    chain = dict.fromkeys(areas.ancestor(code, level) for level in levels)
    return [each for each in chain if each != code and areas.contains(each, code)]


def _ask() -> Callable[[Iterable[int]], Mapping[int, Words]]:
    """The registry's ``area_names`` by its dotted name: the spine may not import a room above it."""
    found: Callable[[Iterable[int]], Mapping[int, Words]] = import_string(
        getattr(settings, "SIZAO_AREA_NAMES", "sizao.ground.registry.queries.area_names")
    )
    return found
