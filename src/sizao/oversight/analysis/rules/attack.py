"""Secondary attack rates: of those held to be close contacts in each setting, how many became cases."""

from __future__ import annotations

from collections import Counter

from sizao.kernel.editions.types import ContactClass
from sizao.kernel.epidemics.estimates import Estimate, proportion
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.drawing import whiskers
from sizao.oversight.analysis.rules.methods import METHODS
from sizao.oversight.analysis.rules.wording import figure, left_out, per_cent
from sizao.oversight.analysis.types import Finding, Head, Outbreak, Table, Topic
from sizao.trace.cases.types import ContactState

COUNTED = frozenset({ContactState.APPROVED, ContactState.BECAME_CASE, ContactState.RELEASED})
"""States in which somebody is held to be a contact and is, or was, watched."""
SHOWN = 8
UNKNOWN = Words("情形未记录", "Setting not recorded")
REASONS = {
    ContactState.PROPOSED: ("待审批", "not yet approved"),
    ContactState.REJECTED: ("未采纳", "not accepted"),
    ContactState.LOST: ("失访", "not found"),
    ContactState.HANDED_OVER: ("已移交外地", "handed over elsewhere"),
}


def attack_rates(outbreak: Outbreak) -> Finding:
    """Rates by setting with exact intervals, the largest setting first."""
    states: Counter[ContactState] = Counter()
    for (kind, _, state), number in outbreak.contacts.items():
        if kind is ContactClass.CLOSE:
            states[state] += number
    missing = left_out(
        (sum(outbreak.contacts.values()) - sum(states.values()), "非密切接触者(次密接、一般接触者等)", "not close contacts (contacts of contacts, general contacts)"),
        *((states[state], zh, en) for state, (zh, en) in REASONS.items()),
        (outbreak.never_approved, "转为病例前未经审定", "became cases before anybody approved them as contacts"),
    )  # fmt: skip
    total, ill = sum(states[each] for each in COUNTED), states[ContactState.BECAME_CASE]
    if not total:
        sentence = Words(
            "没有已判定的密切接触者,续发率无从计算。",
            "Nobody is held to be a close contact: there is no attack rate to state.",
        )
        return Finding(
            topic=Topic.ATTACK, sentence=sentence, method=METHODS[Topic.ATTACK], used=0, is_empty=True, left_out=missing
        )
    settings = _settings(outbreak)
    whole = proportion(ill, total)
    open_ = states[ContactState.APPROVED]
    rows = tuple((words, n, x, open_, each.value, each.lower, each.upper) for words, n, x, open_, each in settings)
    drawn = [
        (Words(f"{words.zh} {x}/{n}", f"{words.en} {x}/{n}"), each.value, each.lower, each.upper)
        for words, n, x, _, each in settings[:SHOWN]
    ]
    return Finding(
        topic=Topic.ATTACK, sentence=_sentence(ill, total, whole), method=METHODS[Topic.ATTACK], used=total, left_out=missing,
        cautions=_cautions(open_),
        figures=(
            figure("rate", Words("总续发率", "Attack rate, all settings"), whole, is_share=True),
        ),
        tables=(Table("attack-rates", Words("按接触情形", "By setting"), _heads(), rows),),
        drawing=whiskers(drawn, Words("续发率", "Attack rate"), highest=max(0.05, *(row[3] for row in drawn))),
    )  # fmt: skip


def _settings(outbreak: Outbreak) -> list[tuple[Words, int, int, int, Estimate]]:
    counted: dict[str, Counter[ContactState]] = {}
    for (kind, situation, state), number in outbreak.contacts.items():
        if kind is ContactClass.CLOSE and state in COUNTED:
            counted.setdefault(situation, Counter())[state] += number
    found = []
    for situation, states in counted.items():
        words = outbreak.situations.get(situation, Words(situation, situation)) if situation else UNKNOWN
        number, ill = sum(states.values()), states[ContactState.BECAME_CASE]
        found.append((words, number, ill, states[ContactState.APPROVED], proportion(ill, number)))
    return sorted(found, key=lambda each: (-each[1], each[0].en))


def _heads() -> tuple[Head, ...]:
    return (
        Head("setting", Words("情形", "Setting")), Head("contacts", Words("密切接触者", "Close contacts")),
        Head("cases", Words("转为病例", "Became cases")), Head("open", Words("仍在观察", "Still watched")),
        Head("rate", Words("续发率", "Attack rate"), is_share=True),
        Head("lower", Words("95% 下限", "95% lower"), is_share=True), Head("upper", Words("95% 上限", "95% upper"), is_share=True),
    )  # fmt: skip


def _sentence(ill: int, total: int, rate: Estimate) -> Words:
    ends = f"{per_cent(rate.lower)}–{per_cent(rate.upper)}"
    if not ill:
        return Words(
            f"{total} 名密切接触者中尚无人转为病例;续发率的 95% 上限为 {per_cent(rate.upper)}。",
            f"None of {total:,} close contacts has become a case so far; the rate is at most {per_cent(rate.upper)} (95% interval).",
        )
    return Words(
        f"{total} 名密切接触者中 {ill} 人转为病例,续发率 {per_cent(rate.value)}(95% 区间 {ends})。",
        f"{ill} of {total:,} close contacts became cases: an attack rate of {per_cent(rate.value)} (95% interval {ends}).",
    )


def _cautions(open_: int) -> tuple[Words, ...]:
    if not open_:
        return ()
    return (Words(f"{open_} 人仍在观察期,续发率可能上升。", f"{open_:,} are still being watched: the rate may rise."),)
