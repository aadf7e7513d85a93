"""The pages of investigations: the list, the form beside the call, its versions, and what its script asks for."""

from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.trace.cases.types import CasePanel, add_case_panel
from sizao.trace.investigation.pages.agency import agency_lead, agency_page, agency_place, open_parts
from sizao.trace.investigation.pages.investigations import (
    begin,
    investigation_page,
    investigations_page,
    of_case_page,
    paper,
    review,
    take,
    versions_page,
    work,
)
from sizao.trace.investigation.pages.leads import answer_lead, ask_lead, lead_page, lead_place, leads_page
from sizao.trace.investigation.pages.saving import paste, places, save

__all__ = [
    "agency_lead",
    "agency_page",
    "agency_place",
    "answer_lead",
    "ask_lead",
    "begin",
    "investigation_page",
    "investigations_page",
    "lead_page",
    "lead_place",
    "leads_page",
    "of_case_page",
    "open_parts",
    "paper",
    "paste",
    "places",
    "review",
    "save",
    "take",
    "versions_page",
    "work",
]

add_case_panel(
    CasePanel(
        key="investigation", caption=Words("流行病学调查", "Investigation"), address="investigation:of_case",
        right=Right.CASES_READ,
    )
)  # fmt: skip
