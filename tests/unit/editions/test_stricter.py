"""What an area's overlay adds to the edition above it is found, for one part at a time."""

from sizao.kernel.editions import ZoneKind, library, stricter_here
from sizao.measures.zones import rules


def test_an_overlay_is_flagged_where_it_adds_and_nowhere_else():
    parent = library().get("cn-covid-ed8")
    here = library().compose("cn-covid-ed8", "cn-three-zone-2021")
    found = stricter_here(parent, here, "zones.lockdown")
    assert found
    assert all(each.path.startswith("zones.lockdown.") and each.after for each in found)
    assert stricter_here(parent, here, "regimes.close") == ()


def test_an_edition_without_an_overlay_is_never_flagged():
    eighth, ninth = library().get("cn-covid-ed8"), library().get("cn-covid-ed9")
    assert stricter_here(eighth, ninth, "regimes.close") == ()


def test_lighter_zones_are_those_further_down_the_same_scale():
    here = library().compose("cn-covid-ed8", "cn-three-zone-2021")
    assert [each.key for each in rules.lighter(ZoneKind.LOCKDOWN, here)] == [
        ZoneKind.CONTROLLED,
        ZoneKind.PRECAUTIONARY,
    ]
    assert rules.lighter(ZoneKind.PRECAUTIONARY, here) == ()
