"""What the terminal shows when all is ready."""

from __future__ import annotations

from sizao.project.cli import serve

LOG_INS = [
    {"username": "commander", "password": "one-two", "role": {"zh": "指挥长", "en": "Commander"}, "area": "3202"},
    {"username": "tracer", "password": "one-two", "role": {"zh": "电话流调员", "en": "Caller"}, "area": "320282"},
]


def test_one_pass_phrase_is_said_once(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    serve._print_table(LOG_INS)
    shown = capsys.readouterr().out
    assert shown.count("one-two") == 1
    assert "Caller" in shown and "电话流调员" not in shown


def test_different_pass_phrases_stand_beside_their_names(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    serve._print_table([LOG_INS[0], {**LOG_INS[1], "password": "three-four"}])
    shown = capsys.readouterr().out
    assert "one-two" in shown and "three-four" in shown and "电话流调员" in shown
