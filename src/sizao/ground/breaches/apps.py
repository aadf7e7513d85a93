"""The breaches room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class BreachesConfig(AppConfig):
    """Breach files with a right to answer."""

    name = "sizao.ground.breaches"
    label = "breaches"
    entries = (
        ("breaches:files", Words("责任追究", "Breach files"), "breaches.read", "issues"),
        ("breaches:mine", Words("我收到的告知", "Notices to me"), "accounts.own", "notices"),
    )
