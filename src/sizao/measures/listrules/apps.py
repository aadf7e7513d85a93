"""The room of list rules as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class ListRulesConfig(AppConfig):
    """By which criteria lists of people to be asked are made."""

    name = "sizao.measures.listrules"
    label = "listrules"
    entries = (("listrules:rules", Words("名单规则", "List rules"), "listrules.read", "filter"),)
