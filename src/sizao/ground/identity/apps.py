"""The vault as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Identities under keys, blind indexes, and the door that reveals."""

    name = "sizao.ground.identity"
    label = "identity"
