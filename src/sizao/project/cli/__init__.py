"""The ``sizao`` command: one module here per verb, each with ``register(subparsers)`` and ``run(args) -> Outcome``.

Every verb takes ``--json`` (exactly one JSON document on stdout) and ends with 0 when done, 2 on bad input and 3 when
a rule refuses; 1 means that the installation itself cannot do it now. A module may say ``NEEDS_DATABASE = False``;
otherwise the database stands and Django is set up before ``run`` is called.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from sizao import __version__
from sizao.kernel.errors import NotPermitted, Refused, SizaoError, Stale, Unavailable
from sizao.project.cli._usage import Parser, of_file
from sizao.project.cli.outcome import BAD_INPUT, BROKEN, DONE, REFUSED, Outcome, as_json
from sizao.project.cli.speech import language, say, spoken

VERBS = (
    "serve",
    "import",
    "export",
    "trace",
    "clock",
    "report",
    "analyse",
    "editions",
    "world",
    "doctor",
    "user",
    "area",
    "migrate",
)
"""The order in which ``sizao --help`` lists them; a verb without a module is left out."""

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    modules, as_document = verbs(), "--json" in (sys.argv[1:] if argv is None else argv)
    try:
        args = parser(modules).parse_args(argv)
        args.json = getattr(args, "json", False)
        return _print(_run(modules[args.verb], args), as_document=args.json)
    except SizaoError as error:
        return _print_error(error, as_document=as_document)
    except BrokenPipeError:
        _let_go_of_stdout()
        return BROKEN
    except OSError as error:
        words = of_file(error)
        problem: dict[str, object] = {"code": "sizao.file", "zh": words.zh, "en": words.en}
        return _fail(words.in_language(language()), problem, BAD_INPUT, as_document=as_document)
    except KeyboardInterrupt:
        return INTERRUPTED


def _let_go_of_stdout() -> None:
    """Whoever read us has gone (``| head``): the interpreter must not try to flush to them at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def verbs() -> dict[str, ModuleType]:
    """The verbs that exist, in the order of the help page: every module of this package that can ``register``."""
    names = {info.name.rstrip("_"): info.name for info in pkgutil.iter_modules(__path__) if info.name[0] != "_"}
    ordered = [verb for verb in VERBS if verb in names] + sorted(set(names) - set(VERBS))
    modules = {verb: import_module(f"{__name__}.{names[verb]}") for verb in ordered}
    return {verb: module for verb, module in modules.items() if hasattr(module, "register")}


def parser(modules: dict[str, ModuleType]) -> argparse.ArgumentParser:
    """The whole command's parser."""
    about = say("四早:疫情防控指挥平台", "Sizao: a command platform for epidemic prevention and control")
    whole = Parser(prog="sizao", description=about)
    whole.add_argument("--version", action="version", version=f"sizao {__version__}")
    subparsers = whole.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
    for module in modules.values():
        module.register(subparsers)
    return whole


def _run(module: ModuleType, args: argparse.Namespace) -> Outcome:
    run = getattr(args, "run", None) or module.run
    if not getattr(module, "NEEDS_DATABASE", True):
        return _outcome(run(args))
    from sizao.project import installation

    with installation.standing():
        installation.set_up_django(language=language())
        return _outcome(run(args))


def _outcome(returned: object) -> Outcome:
    return returned if isinstance(returned, Outcome) else Outcome(returned)


def _print(outcome: Outcome, *, as_document: bool) -> int:
    if as_document:
        print(as_json(outcome.document), flush=True)
    elif outcome.lines:
        print("\n".join(spoken(line) for line in outcome.lines), flush=True)
    elif outcome.document is not None:
        print(as_json(outcome.document, indent=2), flush=True)
    return outcome.code


def _print_error(error: SizaoError, *, as_document: bool) -> int:
    words = error.words
    problem: dict[str, object] = {"code": error.code, "zh": words.zh, "en": words.en}
    if error.clause is not None:
        problem["clause"] = error.clause
    return _fail(words.in_language(language()), problem, exit_code(error), as_document=as_document)


def exit_code(error: SizaoError) -> int:
    """How a typed error ends the command: 3 when a rule or a right refuses, 1 when the platform cannot, else 2."""
    if isinstance(error, Refused | NotPermitted | Stale):
        return REFUSED
    return BROKEN if isinstance(error, Unavailable) else BAD_INPUT


def _fail(sentence: str, problem: dict[str, object], code: int, *, as_document: bool) -> int:
    if as_document:
        print(as_json({"error": problem}), flush=True)
    print(sentence, file=sys.stderr, flush=True)
    return code


__all__ = ["BAD_INPUT", "BROKEN", "DONE", "REFUSED", "Outcome", "Parser", "main"]
