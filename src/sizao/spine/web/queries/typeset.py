"""PDF papers and pictures, set by Typst with the font that ships: rooms bring their templates, and what these are to say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from sizao.spine.web.queries.paper import full_width

FONTS = Path(__file__).resolve().parents[1] / "data"


def compiled(
    template: Path, content: Mapping[str, Any], form: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    """A template, set with what it is to say; it may include its neighbours, and uses no font of the machine."""
    import typst

    made = typst.compile(
        str(template), format=form, font_paths=[str(FONTS)], ignore_system_fonts=True, root=str(template.parent),
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)}, ppi=ppi,
    )  # fmt: skip
    return bytes(made)


def punctuated(said: Any) -> Any:
    """Everything that a Chinese paper says, with full-width punctuation."""
    if isinstance(said, str):
        return full_width(said)
    if isinstance(said, dict):
        return {name: punctuated(each) for name, each in said.items()}
    return [punctuated(each) for each in said] if isinstance(said, list) else said
