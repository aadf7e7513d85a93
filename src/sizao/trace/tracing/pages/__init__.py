"""The pages of tracing: start a trace (count first), its counts by place and town, the persons by number, the leads."""

from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.trace.cases.types import CasePanel, add_case_panel
from sizao.trace.tracing.pages.days import days_page
from sizao.trace.tracing.pages.leads import asked_one_page, asked_page
from sizao.trace.tracing.pages.persons import leads_page, persons_page
from sizao.trace.tracing.pages.places import approve_at_place, place_page
from sizao.trace.tracing.pages.runs import run_page, runs_of_case_page, runs_page
from sizao.trace.tracing.pages.several import start_cases_page
from sizao.trace.tracing.pages.signing import decline_trace, sign_trace, signature_page, signatures_page
from sizao.trace.tracing.pages.starting import start_page, start_place_page
from sizao.trace.tracing.pages.trials import compare_page
from sizao.trace.tracing.pages.visitors import visitors_page

__all__ = [
    "approve_at_place",
    "asked_one_page",
    "asked_page",
    "compare_page",
    "days_page",
    "decline_trace",
    "leads_page",
    "persons_page",
    "place_page",
    "run_page",
    "runs_of_case_page",
    "runs_page",
    "sign_trace",
    "signature_page",
    "signatures_page",
    "start_cases_page",
    "start_page",
    "start_place_page",
    "visitors_page",
]

add_case_panel(
    CasePanel(
        key="traces", caption=Words("时空追踪", "Trace runs"), address="tracing:runs_of_case", right=Right.TRACING_READ
    )
)
