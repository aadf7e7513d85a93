"""The merits room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class MeritsConfig(AppConfig):
    """Merit records of chiefs."""

    name = "sizao.oversight.merits"
    label = "merits"
    entries = (
        ("merits:records", Words("履职与激励", "Chiefs' records"), "merits.read", "liaison"),
        ("merits:mine", Words("我的履职记录", "My record as a chief"), "areas.write", "liaison"),
    )
