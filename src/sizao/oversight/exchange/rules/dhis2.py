"""The day's counts as DHIS2's dataValueSets, and the mapping file that names its identifiers."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.exchange.errors import MappingUnfit, NoOrganisationUnit
from sizao.oversight.exchange.types import DayCounts, Dhis2Mapping
from sizao.trace.cases.types import Classification

UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
"""Identifiers of DHIS2: a letter, then ten letters or digits."""
FIGURES = tuple(
    f"{when}_{what}"
    for when in ("new", "total")
    for what in (*(each.value for each in Classification), "contacts", "deaths")
)
"""What is counted: the day's and the running number of cases by classification, of contacts, of deaths."""


def mapping_from(text: str) -> Dhis2Mapping:
    """The mapping in a TOML text.

    Raises:
        MappingUnfit: it is not TOML, names an unknown figure or area, or holds what is no identifier of DHIS2.
    """
    try:
        given = tomllib.loads(text)
        found = Dhis2Mapping(
            data_set=str(given["data_set"]),
            category_option_combo=str(given["category_option_combo"]),
            data_elements={str(name): str(uid) for name, uid in given["data_elements"].items()},
            org_units={int(areas.parse(code)): str(uid) for code, uid in given["org_units"].items()},
            disease=str(given.get("disease", "")),
        )
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, ValueError) as damage:
        raise MappingUnfit(reason=Words("格式不符", "it is not of the right shape")) from damage
    _check(found)
    return found


def value_set(counts: DayCounts, mapping: Dhis2Mapping) -> dict[str, Any]:
    """The JSON of ``POST /api/dataValueSets``: only figures that the mapping names go out.

    Raises:
        NoOrganisationUnit: the mapping names none for the area.
    """
    unit = mapping.org_units.get(counts.area)
    if unit is None:
        raise NoOrganisationUnit(area=areas.printed(counts.area))
    period = f"{counts.day:%Y%m%d}"
    return {
        "dataSet": mapping.data_set, "completeDate": counts.day.isoformat(), "period": period, "orgUnit": unit,
        "dataValues": [
            {
                "dataElement": uid, "period": period, "orgUnit": unit,
                "categoryOptionCombo": mapping.category_option_combo, "value": str(counts.figures[name]),
            }
            for name, uid in mapping.data_elements.items()
        ],
    }  # fmt: skip


def _check(mapping: Dhis2Mapping) -> None:
    strange = sorted(set(mapping.data_elements) - set(FIGURES))
    if strange:
        raise MappingUnfit(reason=Words(f"没有“{strange[0]}”这个指标", f"there is no figure “{strange[0]}”"))
    uids = [
        mapping.data_set, mapping.category_option_combo, *mapping.data_elements.values(), *mapping.org_units.values(),
    ]  # fmt: skip
    for uid in uids:
        if not UID.fullmatch(uid):
            raise MappingUnfit(reason=Words(f"“{uid}”不是 DHIS2 标识", f"“{uid}” is no identifier of DHIS2"))
