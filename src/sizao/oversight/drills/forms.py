"""The forms of the training officer: start a drill, change its speed, throw something at the players."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.kernel.editions import library
from sizao.kernel.words import LabelledEnum, Words
from sizao.oversight.drills.queries.report import edition_title
from sizao.oversight.drills.rules import running as rules
from sizao.oversight.drills.types import DrillFacts, Inject, InjectKind, NewDrill, PlayedBy, Player, Playing, Scenario

CHINA = ZoneInfo("Asia/Shanghai")
LARGEST_SEED = 999_999
LONGEST_DELAY_HOURS = 240
LONGEST_INJECT_HOURS = 240
CAPTIONS = {
    "by": Words("扮演者", "Played by"), "skill": Words("水平(0 至 1)", "Skill (0 to 1)"), "delay": Words("延迟(小时)", "Delay in hours"),
}  # fmt: skip


def _choices(members: type[LabelledEnum]) -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [(each.value, each.words.in_language(language)) for each in members]


def _speeds() -> list[tuple[str, Any]]:
    said = {1.0: _("real time"), 60.0: _("an hour in a minute"), 720.0: _("a day in two minutes")}
    return [(f"{each:g}", f"{each:g} ×{f' ({said[each]})' if each in said else ''}") for each in rules.SPEEDS]


class StartForm(forms.Form):
    """Edition, seed, speed, and who plays each role."""

    edition = forms.ChoiceField(label=_("Edition"))
    speed = forms.ChoiceField(label=_("Speed"), initial="60")
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=LARGEST_SEED,
        help_text=_("The same seed gives the same city and the same hidden infections."),
    )  # fmt: skip

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenario = scenario
        language = get_language() or "zh"
        editions = [(each, library().get(each).title.in_language(language)) for each in scenario.editions]
        self.fields["edition"].choices = editions  # type: ignore[attr-defined]
        self.fields["speed"].choices = _speeds()  # type: ignore[attr-defined]
        self.fields["seed"].initial = secrets.randbelow(LARGEST_SEED)
        for role in Playing:
            self._add(role, scenario.player(role))

    def _add(self, role: Playing, usual: Player) -> None:
        named = {"role": role.words.in_language(get_language() or "zh")}
        self.fields[f"by_{role.value}"] = forms.ChoiceField(
            label=_("%(role)s: played by") % named, choices=_choices(PlayedBy), initial=usual.played_by.value
        )
        self.fields[f"skill_{role.value}"] = forms.FloatField(
            label=_("%(role)s: skill") % named, min_value=0, max_value=1, initial=usual.skill,
            widget=forms.NumberInput(attrs={"step": "0.05"}),
        )  # fmt: skip
        self.fields[f"delay_{role.value}"] = forms.FloatField(
            label=_("%(role)s: delay in hours") % named, min_value=0, max_value=LONGEST_DELAY_HOURS,
            initial=usual.delay_hours, widget=forms.NumberInput(attrs={"step": "0.5"}),
        )  # fmt: skip

    def whole(self) -> list[forms.BoundField]:
        """The fields of the drill as a whole."""
        return [self[name] for name in ("edition", "speed", "seed")]

    def roles(self) -> Iterator[tuple[Playing, tuple[tuple[Words, forms.BoundField], ...]]]:
        """Each role with its three fields, and what a phone calls them under the role's name."""
        for role in Playing:
            yield role, tuple((words, self[f"{name}_{role.value}"]) for name, words in CAPTIONS.items())

    def drill(self) -> NewDrill:
        """What was asked for."""
        given = self.cleaned_data
        return NewDrill(
            scenario=self.scenario.id, edition=given["edition"], seed=given["seed"], speed=float(given["speed"]),
            players=tuple(self._player(role, given) for role in Playing),
        )  # fmt: skip

    def _player(self, role: Playing, given: dict[str, Any]) -> Player:
        return Player(
            role=role, played_by=PlayedBy(given[f"by_{role.value}"]), skill=given[f"skill_{role.value}"],
            delay_hours=given[f"delay_{role.value}"], per_hour=self.scenario.player(role).per_hour,
        )  # fmt: skip


class SpeedForm(forms.Form):
    """How fast a drill's time runs."""

    speed = forms.ChoiceField(label=_("Speed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speed"].choices = _speeds()  # type: ignore[attr-defined]


class InjectForm(forms.Form):
    """An inject in the officer's own words."""

    kind = forms.ChoiceField(label=_("Kind"))
    zh = forms.CharField(label=_("Words"), max_length=200)
    hours = forms.FloatField(label=_("Hours it lasts"), min_value=0, max_value=LONGEST_INJECT_HOURS, initial=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _choices(InjectKind)  # type: ignore[attr-defined]

    def inject(self) -> Inject:
        """The inject as typed; its words are said in one language."""
        given = self.cleaned_data
        words = Words(given["zh"], given["zh"])
        return Inject(at_hours=0, kind=InjectKind(given["kind"]), words=words, hours=given["hours"])


def _told_apart(drill: DrillFacts, language: str) -> str:
    """What tells a drill from others of the same scenario: when it was made, under which edition, on which seed."""
    edition = edition_title(drill.edition).in_language(language)
    seed = Words(f"种子 {drill.seed}", f"seed {drill.seed}").in_language(language)
    return f"{drill.made_at.astimezone(CHINA):%m-%d %H:%M} · {edition} · {seed} · {drill.title.in_language(language)}"


class CompareForm(forms.Form):
    """Which two drills to lay side by side."""

    first = forms.ChoiceField(label=_("First drill"))
    second = forms.ChoiceField(label=_("Second drill"))

    def __init__(self, *args: Any, drills: Sequence[DrillFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        named = [(str(each.id), _told_apart(each, language)) for each in drills]
        for name in ("first", "second"):
            self.fields[name].choices = named  # type: ignore[attr-defined]
