"""The two shell scripts that prepare a machine: what they say when something is missing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
SHELL_TOOLS = ("sh", "dirname", "basename", "cat", "cksum", "sed", "mktemp", "rm", "id", "sleep", "head")
OLD = "#!/bin/sh\ncase \"$1\" in --version) echo 'Python 3.9.2';; *) exit 1;; esac\n"
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n'


@pytest.fixture
def bare(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run one of the scripts in a bare copy of the checkout, on a machine that has only what the test puts there."""
    machine, checkout = tmp_path / "bin", tmp_path / "checkout"
    machine.mkdir()
    shutil.copytree(CHECKOUT / "requirements", checkout / "requirements")
    (checkout / "tools").mkdir()
    shutil.copy(CHECKOUT / "pyproject.toml", checkout)
    for name in SHELL_TOOLS:
        (machine / name).symlink_to(shutil.which(name))

    def run(
        script: str, *arguments: str, programs: dict[str, str], **environment: str
    ) -> subprocess.CompletedProcess[str]:
        shutil.copy(CHECKOUT / "tools" / script, checkout / "tools")
        for name, text in programs.items():
            (machine / name).unlink(missing_ok=True)
            (machine / name).write_text(text)
            (machine / name).chmod(0o755)
        command = [shutil.which("sh"), str(checkout / "tools" / script), *arguments]
        surroundings = {"PATH": str(machine), **environment}
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    return run


def test_an_old_python_is_said(bare) -> None:
    done = bare("environment.sh", "runtime", programs={"python3": OLD})
    assert done.returncode == 1
    assert "Python 3.11 or later; found: Python 3.9.2" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_a_missing_venv_module_is_said(bare) -> None:
    done = bare("environment.sh", "runtime", programs={"python3": WITHOUT_VENV})
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_a_missing_browser_is_a_sentence_here_and_a_failure_in_ci(bare) -> None:
    someone = {"id": "#!/bin/sh\necho 1000\n"}
    here = bare("ensure_browser.sh", programs=someone)
    assert here.returncode == 0
    assert "apt-get install chromium fonts-wqy-microhei" in here.stderr
    assert bare("ensure_browser.sh", programs=someone, CI="true").returncode == 1


def test_a_browser_and_a_font_are_enough(bare) -> None:
    programs = {"chromium": "#!/bin/sh\n", "fc-list": "#!/bin/sh\necho a-font\n"}
    done = bare("ensure_browser.sh", programs=programs, CI="true")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_package_manager_is_asked_again_while_its_lock_is_held(bare, tmp_path: Path) -> None:
    count = tmp_path / "count"
    third = f"#!/bin/sh\necho x >>{count}\n[ $(sed -n '$=' {count}) -ge 3 ] && exit 0\nexit 100\n"
    programs = {"id": "#!/bin/sh\necho 0\n", "apt-get": third, "sleep": "#!/bin/sh\n"}
    done = bare("ensure_browser.sh", programs=programs, CI="true")
    assert done.returncode == 0
    assert "try 3" in done.stderr
