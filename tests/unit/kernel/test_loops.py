"""Compiled loops are kept by the text of all the files they stand among."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from sizao.kernel import loops

RULE = "from numba import njit\n\n\n@njit\ndef rule(number):\n    return number + {added}\n"
LOOP = (
    "from rule_of_test import rule\nfrom sizao.kernel.loops import kept\n\n\n"
    "@kept\ndef loop(number):\n    return rule(number)\n"
)


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "loop_of_test.py").write_text(LOOP)
    (tmp_path / "rule_of_test.py").write_text(RULE.format(added=1))
    yield tmp_path
    for name in ("loop_of_test", "rule_of_test"):
        sys.modules.pop(name, None)


def loaded(package: Path):
    """The loop of the package as a new process would find it."""
    loops._folder.cache_clear()
    for name in ("loop_of_test", "rule_of_test"):
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    return importlib.import_module("loop_of_test").loop


def test_a_change_of_another_file_is_not_overlooked(package):
    first = loaded(package)
    assert first(1) == 2
    assert list(loops.folder(package).rglob("*.nbi"))
    (package / "rule_of_test.py").write_text(RULE.format(added=10))
    assert loaded(package)(1) == 11


def test_what_was_compiled_is_found_again(package):
    loaded(package)(1)
    again = loaded(package)
    assert again(1) == 2
    assert sum(again.stats.cache_hits.values()) == 1


def test_the_folder_follows_the_text_and_numbas_own_setting(package, monkeypatch):
    before = loops.folder(package)
    assert before.parent == package / "__pycache__"
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/elsewhere")
    assert loops.folder(package) == Path("/elsewhere") / before.name
    (package / "more.py").write_text("")
    assert loops.folder(package).name == before.name
    (package / "more.py").write_text("# said\n")
    assert loops.folder(package).name != before.name


@pytest.mark.parametrize("module", ["city.days", "city.contacts", "city.posts", "city.draws", "epidemic.loops"])
def test_the_simulations_loops_are_kept_so(module):
    """No loop of the simulation is kept by its own file alone."""
    name = f"sizao.simulation.{module}"
    text = Path(importlib.util.find_spec(name).origin).read_text(encoding="utf-8")
    assert "@kept" in text
    assert "cache=True" not in text
