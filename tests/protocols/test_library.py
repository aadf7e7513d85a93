"""Which edition is in force, where and when; how overlays lie; what changed between two editions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel import areas
from sizao.kernel.editions import (
    Change,
    ContactClass,
    Edition,
    NoEditionInForce,
    NoSuchEdition,
    NoSuchFigure,
    ZoneAnchor,
    diff,
    library,
)

CHINA = ZoneInfo("Asia/Shanghai")
WANSHI = areas.parse("320282104201")
SUZHOU = areas.parse("320508")
BEIJING = areas.parse("110105")


def in_force(day: str, area: int = WANSHI, disease: str = "covid-19") -> Edition:
    return library().in_force(disease, area, datetime.fromisoformat(day).replace(tzinfo=CHINA))


@pytest.mark.parametrize(
    ("day", "edition_id"),
    [
        ("2020-01-26", "cn-covid-ed2"), ("2020-01-28", "cn-covid-ed3"), ("2020-02-10", "cn-covid-ed4"),
        ("2020-03-01", "cn-covid-ed5"), ("2020-06-01", "cn-covid-ed6"), ("2021-01-12", "cn-covid-ed7"),
        ("2021-12-11", "cn-covid-ed8"), ("2022-03-20", "cn-covid-ed8"), ("2022-06-27", "cn-covid-ed8"),
        ("2022-06-28", "cn-covid-ed9"), ("2022-11-10T23:59:59", "cn-covid-ed9"), ("2022-11-11", "cn-covid-20m"),
        ("2022-12-07", "cn-covid-10m"), ("2023-01-08", "cn-covid-ed10"), ("2026-01-01", "cn-covid-ed10"),
    ],
)  # fmt: skip
def test_the_national_edition_by_event_time(day: str, edition_id: str) -> None:
    assert in_force(day).parts[0] == edition_id


def test_event_time_is_local_to_the_edition() -> None:
    just_before = datetime(2022, 6, 27, 15, 59, tzinfo=ZoneInfo("UTC"))  # 23:59 in China
    assert library().in_force("covid-19", WANSHI, just_before).parts[0] == "cn-covid-ed8"


def test_seed_003_is_the_wuxi_78_rule_and_not_suzhou_s() -> None:
    assert "cn-wuxi-78-2022" in in_force("2022-03-20").parts
    assert "cn-wuxi-78-2022" not in in_force("2022-03-20", SUZHOU).parts
    assert "cn-wuxi-3-11-2022-04" in in_force("2022-04-21").parts
    assert "cn-wuxi-78-2022" not in in_force("2022-04-21").parts
    assert "cn-suzhou-3-11-2022" in in_force("2022-04-21", SUZHOU).parts


def test_overlays_lie_from_the_nation_down() -> None:
    parts = in_force("2022-03-20").parts
    order = ["cn-covid-ed8", "cn-three-zone-2021", "cn-js-coldchain-2021", "cn-wuxi-78-2022"]
    assert [each for each in parts if each in order] == order


def test_a_rule_adopted_by_decision_never_applies_by_itself() -> None:
    assert in_force("2021-12-11").contact.before_days == 2  # type: ignore[union-attr]
    chosen = library().compose("cn-covid-ed8", "cn-local-window-4d-2021")
    assert chosen.contact.before_days == 4  # type: ignore[union-attr]
    assert chosen.clause("contact.before_days").edition_id == "cn-local-window-4d-2021"


def test_a_flagged_loosening_holds_and_others_keep_the_stricter_figure() -> None:
    assert in_force("2022-04-12", SUZHOU).regime("inbound").label == "10+7"  # type: ignore[union-attr]
    assert in_force("2022-04-12").regime("inbound").label == "14+7"  # type: ignore[union-attr]
    assert in_force("2022-05-02", BEIJING).zone("lockdown").release_days == 10  # type: ignore[union-attr]
    assert in_force("2022-04-01").figure("discharge.home_days").value == 7


def test_the_antigen_overlay_adds_days_and_keeps_the_rest() -> None:
    before, after = in_force("2022-03-10").regime("close"), in_force("2022-03-12").regime("close")
    assert before is not None and after is not None
    assert after.phases[0].antigen_days == (1, 2, 3, 4, 5)
    assert after.phases[0].test_days == before.phases[0].test_days == (1, 4, 7, 14)
    assert after.words == before.words and after.label == before.label
    assert in_force("2022-03-12").zone("lockdown").anchor is ZoneAnchor.LAST_EXPOSURE  # type: ignore[union-attr]


def test_the_screening_guides_follow_one_another() -> None:
    found = [in_force(day).parts for day in ("2021-03-01", "2021-10-01", "2022-04-01")]
    assert [next(p for p in parts if "mass-screening" in p)[-7:] for parts in found] == [
        "v1-2021",
        "v2-2021",
        "v3-2022",
    ]


def test_contact_classes_follow_the_editions() -> None:
    known = {e.id: set(e.classes) for e in library().editions("covid-19")}
    assert ContactClass.SECONDARY not in known["cn-covid-ed6"]
    assert ContactClass.SECONDARY in known["cn-covid-ed7"] & known["cn-covid-ed8"] & known["cn-covid-ed9"]
    assert known["cn-covid-20m"] == known["cn-covid-10m"] == {ContactClass.CLOSE}
    assert known["cn-covid-ed10"] == set()
    windows = {e.id: e.contact.before_days if e.contact else None for e in library().editions("covid-19")}
    assert windows["cn-covid-ed4"] == 0 and windows["cn-covid-ed5"] == 2 and windows["cn-covid-ed10"] is None


def test_undated_editions_hold_at_any_date() -> None:
    assert in_force("2015-05-20", areas.NATION, "mers").id == "int-mers"


def test_what_is_not_there_is_said_plainly() -> None:
    with pytest.raises(NoEditionInForce, match="COVID-19"):
        in_force("2019-12-31")
    with pytest.raises(NoEditionInForce, match="plague"):
        in_force("2020-12-31", disease="plague")
    for unknown in ("nothing", "cn-covid-ed8+nothing", "golden-24h"):
        with pytest.raises(NoSuchEdition):
            library().get(unknown)
    ed10 = library().get("cn-covid-ed10")
    with pytest.raises(NoSuchFigure):
        ed10.figure("contact.before_days")
    assert ed10.regime("close") is None and ed10.zone("high") is None and not ed10.says("zones.high.release_days")


def test_the_full_id_of_an_overlay_also_reads_back() -> None:
    assert library().get("cn-covid-ed8+three-zone-2021") == library().get("cn-covid-ed8+3zone")


def test_golden_24_hours() -> None:
    clock = {each.key: (each.limit_hours, each.owner_group) for each in in_force("2021-12-11").clock}
    assert clock["direct_report"] == (2, "monitoring")
    assert clock["verification"] == (2, "verification")
    assert clock["trajectory"] == (4, "investigation")
    assert clock["zones_published"] == (5, "community")
    assert clock["contacts_moved"] == (8, "isolation")
    assert clock["secondary_moved"] == (12, "isolation")
    assert clock["case_investigation"] == (24, "investigation")
    assert clock["lockdown_first_round"] == (24, "testing")


def test_seven_one_seven_with_seven_early_actions() -> None:
    clock = library().get("int-mers").seven_one_seven
    assert [each.limit_hours for each in clock[:2]] == [168, 24]
    assert len([each for each in clock if each.counts_from == "notification"]) == 7


CHANGES = """
contact.last_negative_rule                added     -> True
case.cluster_cases                        stricter  5 -> 2
case.cluster_days                         looser    14 -> 7
regimes.close.label                       changed   14+7 -> 7+3
regimes.close.phases.1.days               changed   14 -> 7
regimes.close.phases.2.days               changed   7 -> 3
regimes.secondary.phases.1.place          changed   C -> H
zones.high.release_days                   added     -> 7
zones.medium.release_days                 looser    14 -> 7
clock.zones_published.limit_hours         same      5.0 -> 5.0
isolation_sites.site_groups               changed   5 -> 7
"""


@pytest.mark.parametrize("line", CHANGES.strip().splitlines())
def test_what_the_ninth_edition_changed(line: str) -> None:
    """From the eighth edition to the ninth."""
    path, change, *values = line.split(maxsplit=2)
    rows = {
        each.path: each for each in diff(library().get("cn-covid-ed8"), library().get("cn-covid-ed9"), with_same=True)
    }
    row = rows[path]
    shown = f"{row.before.value if row.before else ''} -> {row.after.value if row.after else ''}".strip()
    assert (str(row.change), shown) == (change, values[0])


def test_a_difference_leaves_out_what_stayed_and_shows_what_went() -> None:
    one, other = library().get("cn-covid-20m"), library().get("cn-covid-10m")
    rows = diff(one, other)
    assert Change.SAME not in {each.change for each in rows}
    gone = {each.path for each in rows if each.change is Change.REMOVED}
    assert "regimes.inbound.label" in gone
    assert diff(one, one) == ()
