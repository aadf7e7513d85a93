"""Panels that rooms above add to the page of a case. This room does not know them: each registers itself."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right


@dataclass(frozen=True, kw_only=True)
class CasePanel:
    """One panel: its heading, the named address that gives it for a case, and the right needed to open that address.

    The address answers an htmx request with the panel's body, and anybody else with a page of its own.
    """

    key: str
    caption: Words
    address: str
    right: Right


_panels: dict[str, CasePanel] = {}


def add_case_panel(panel: CasePanel) -> CasePanel:
    """Show a panel on every case's page; the same key again replaces it."""
    _panels[panel.key] = panel
    return panel


def case_panels() -> list[CasePanel]:
    """The panels in the order of their keys."""
    return [_panels[key] for key in sorted(_panels)]
