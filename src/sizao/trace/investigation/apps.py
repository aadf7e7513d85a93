"""The investigation room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class InvestigationConfig(AppConfig):
    """Investigations of cases, their drafts, versions, review and leads."""

    name = "sizao.trace.investigation"
    label = "investigation"
    entries = (
        (
            "investigation:investigations",
            Words("流行病学调查", "Investigations"),
            "investigation.read",
            "investigation",
        ),
        ("investigation:agency", Words("三公协查任务", "Our leads"), "agency.work", "chain"),
        ("investigation:leads", Words("协查线索", "Leads to follow"), "leads.answer", "chain"),
    )
