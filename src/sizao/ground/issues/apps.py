"""The issues room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class IssuesConfig(AppConfig):
    """Leaders assigned to units, visits, and the issue log."""

    name = "sizao.ground.issues"
    label = "issues"
    entries = (
        ("issues:issues", Words("问题台账", "Issue log"), "command.read", "issues"),
        ("issues:liaisons", Words("挂钩联系", "Assigned leaders"), "command.read", "liaison"),
    )
