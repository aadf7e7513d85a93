"""Areas by the names that people write in files: a community, a town, or the long name from the city down."""

from __future__ import annotations

from functools import cache

from sizao.ground.intake.rules.records import FindArea
from sizao.ground.registry import queries as registry


def finder(within: int) -> FindArea:
    """A function that finds an area inside another by its Chinese or English name; ambiguous names are not guessed."""

    @cache
    def find(text: str) -> int | None:
        found = [each for each in registry.search_areas(text, within) if text in each.words]
        if not found and len(text) > 2:
            tail = (each for start in range(1, len(text) - 1) for each in registry.search_areas(text[start:], within))
            found = [each for each in tail if registry.full_name(each.code).zh.endswith(text)][:2]
        codes = {each.code for each in found}
        return codes.pop() if len(codes) == 1 else None

    return find
