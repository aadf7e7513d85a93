"""What a regime asks is said as one says it to the person."""

from __future__ import annotations

from sizao.kernel.editions import library
from sizao.kernel.words import Words


def test_two_phases_are_said_one_after_the_other():
    """Ed.8: close contacts 14 days at a site and 7 of health monitoring at home; secondary contacts 7 days at a site."""
    regimes = {each.label: each.spoken for each in library().get("cn-covid-ed8").regimes}
    assert regimes["14+7"] == Words(
        "14天集中隔离医学观察+7天居家健康监测",
        "Centralised quarantine for 14 days, then home health monitoring for 7 days",
    )
    assert regimes["7"] == Words("7天集中隔离医学观察", "Centralised quarantine for 7 days")


def test_every_regime_of_every_edition_is_said_in_both_languages():
    for edition in library().all():
        for regime in edition.regimes:
            assert str(regime.phases[0].days) in regime.spoken.zh and str(regime.phases[-1].days) in regime.spoken.en
