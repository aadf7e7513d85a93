"""Which identifiers the DHIS2 instance uses: the file that ``SIZAO_DHIS2`` names, else the example."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from sizao.kernel.words import Words
from sizao.oversight.exchange.errors import MappingUnfit
from sizao.oversight.exchange.rules.dhis2 import mapping_from
from sizao.oversight.exchange.types import Dhis2Mapping


def dhis2_mapping(path: Path | None = None) -> Dhis2Mapping:
    """The mapping to use.

    Raises:
        MappingUnfit: the file cannot be read or is none.
    """
    named = path or (Path(os.environ["SIZAO_DHIS2"]) if os.environ.get("SIZAO_DHIS2") else None)
    if named is None:
        return mapping_from(
            (resources.files("sizao.oversight.exchange") / "data" / "dhis2-example.toml").read_text("utf-8")
        )
    try:
        return mapping_from(named.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as damage:
        raise MappingUnfit(reason=Words("文件无法读取", "the file cannot be read")) from damage
