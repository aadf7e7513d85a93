"""A standing group is called in both languages wherever its Chinese name was written down as somebody's name."""

from sizao.ground.command.types import GroupKind
from sizao.kernel.words import Words


def test_a_standing_groups_name_is_said_in_both_languages_and_a_persons_stays():
    assert GroupKind.called("监测预警组") == Words("监测预警组", "Monitoring and early-warning group")
    assert GroupKind.called("钱某") == Words("钱某", "钱某") and GroupKind.called("") == Words("", "")
