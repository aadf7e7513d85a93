"""Writing and opening the vault: every door here writes the access log in the transaction it works in."""

from sizao.ground.identity.actions.amend import amend
from sizao.ground.identity.actions.keys import begin_epoch, erase, finish_rotation
from sizao.ground.identity.actions.resolve import resolve
from sizao.ground.identity.actions.reveal import reveal, search

__all__ = ["amend", "begin_epoch", "erase", "finish_rotation", "resolve", "reveal", "search"]
