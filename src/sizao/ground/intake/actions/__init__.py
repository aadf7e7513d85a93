"""What can be done in this room: take a file in, correct its mapping, let it enter, settle, withdraw."""

from sizao.ground.intake.actions.keeping import keep, unknown
from sizao.ground.intake.actions.settling import fail, settle
from sizao.ground.intake.actions.staging import commit, discard_old, remap, save_mapping, stage, withdraw

__all__ = ["commit", "discard_old", "fail", "keep", "remap", "save_mapping", "settle", "stage", "unknown", "withdraw"]
