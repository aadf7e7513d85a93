"""Keeps the translations in step: every English msgid of an app, its Chinese in ``locale/zh_Hans``, and the compiled file.

``python tools/messages.py`` extracts from templates and Python code, keeps what is translated, drops what is gone,
borrows from other apps what they already translate, and compiles. ``--fill FILE`` takes Chinese for msgids from a JSON
object. ``--check`` only compares and lists what is amiss.
Needs babel, not msgfmt.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "sizao"
KEYWORDS: dict[str, object] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
HEADER = "Simplified Chinese of {app}; written by tools/messages.py, translated by hand."
WRITTEN = datetime(2021, 12, 11, tzinfo=UTC)
"""The date every file states: the day of writing would make each run a change, and two people's runs a conflict."""
Key = tuple[str, object]


@dataclass
class Report:
    """What one app's catalogue lacks."""

    app: str
    untranslated: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    is_compiled: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether nothing is amiss."""
        return self.is_compiled and not (self.untranslated or self.stale or self.missing)

    def lines(self) -> Iterator[str]:
        """One line for each thing amiss."""
        for word, found in (
            ("untranslated", self.untranslated),
            ("stale", self.stale),
            ("not in the file", self.missing),
        ):
            for each in found:
                yield f"{self.app}: {word}: {each!r}"
        if not self.is_compiled:
            yield f"{self.app}: the compiled file is out of step"


def apps() -> list[Path]:
    """The folders of all apps, in order."""
    return sorted(each.parent for each in SOURCE.glob("*/*/apps.py"))


def catalogue_path(app: Path) -> Path:
    """Where an app's Chinese lies."""
    return app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def extracted(app: Path) -> Catalog:
    """Every msgid of an app, with the files it stands in."""
    _configure()
    found = _empty(app)
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        if "migrations" in path.parts or ("templates" not in path.parts and path.suffix != ".py"):
            continue
        for _line, message, _comments, context in _messages(path):
            found.add(message, None, [(path.relative_to(app).as_posix(), 1)], context=context)
    return found


def _messages(path: Path) -> Iterator[tuple[int, object, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text, origin=str(path))
    stream = io.BytesIO(b"# coding: utf-8\n" + text.encode())
    yield from extract("python", stream, keywords=KEYWORDS)


def _configure() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)


def _empty(app: Path) -> Catalog:
    made = Catalog(
        locale="zh_Hans", project="sizao", header_comment=f"# {HEADER.format(app=app.name)}", fuzzy=False,
        creation_date=WRITTEN,
    )  # fmt: skip
    made.mime_headers = [
        ("Project-Id-Version", "sizao"), ("Language", "zh_Hans"), ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    ]  # fmt: skip
    return made


def read(path: Path) -> dict[Key, Message]:
    """The messages of a catalogue by context and msgid; an absent file has none."""
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return {key_of(each): each for each in read_po(stream, locale="zh_Hans") if each.id}


def key_of(message: Message) -> Key:
    """What makes a message the same one."""
    return (message.context or "", message.id)


def merged(app: Path, memory: dict[Key, Message], filled: dict[Key, Message]) -> Catalog:
    """The catalogue as it should be: what the code says, with the translations known here or elsewhere."""
    own = read(catalogue_path(app))
    result = _empty(app)
    for each in extracted(app):
        if not each.id:
            continue
        known = filled.get(("", _singular(each))) or own.get(key_of(each))
        known = known if known is not None and _is_translated(known) else memory.get(key_of(each))
        string = _shaped(each, known) if known is not None else _blank(each)
        result.add(each.id, string, sorted(set(each.locations)), context=each.context, flags=each.flags)
    return result


def _filled(path: Path | None) -> dict[Key, Message]:
    """Translations from a JSON object of msgid to Chinese, as messages; they win over what is there."""
    given = json.loads(path.read_text(encoding="utf-8")) if path else {}
    return {("", english): Message(english, chinese) for english, chinese in given.items()}


def _shaped(message: Message, known: Message) -> object:
    """The known translation in the shape this message needs (a tuple when it has plurals)."""
    if message.pluralizable and isinstance(known.string, str):
        return (known.string,)
    return known.string


def _blank(message: Message) -> object:
    return ("",) if message.pluralizable else ""


def _singular(message: Message) -> object:
    return message.id[0] if message.pluralizable else message.id


def _is_translated(message: Message) -> bool:
    return bool(message.string if isinstance(message.string, str) else message.string and message.string[0])


def po_bytes(catalogue: Catalog) -> bytes:
    """The readable file."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=False)
    return stream.getvalue()


def mo_bytes(path: Path) -> bytes:
    """The compiled form of a readable file, the same bytes each time."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="zh_Hans")
    catalogue.mime_headers = [each for each in catalogue.mime_headers if "Date" not in each[0]]
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def check(app: Path) -> Report:
    """What an app's catalogue lacks."""
    path = catalogue_path(app)
    wanted = {key_of(each) for each in extracted(app) if each.id}
    there = read(path)
    report = Report(app.name)
    report.missing = sorted(str(key[1]) for key in wanted - there.keys())
    report.stale = sorted(str(key[1]) for key in there.keys() - wanted)
    report.untranslated = sorted(
        str(key[1]) for key, each in there.items() if key in wanted and not _is_translated(each)
    )
    compiled = path.with_suffix(".mo")
    if path.exists():
        report.is_compiled = compiled.exists() and compiled.read_bytes() == mo_bytes(path)
    return report


def clashes() -> Iterator[str]:
    """Words that two apps translate differently; Django merges all apps, so that only one of them would be heard."""
    seen: dict[Key, dict[str, list[str]]] = {}
    for app in apps():
        for key, each in read(catalogue_path(app)).items():
            if _is_translated(each):
                string = each.string if isinstance(each.string, str) else each.string[0]
                seen.setdefault(key, {}).setdefault(string, []).append(app.name)
    for key, found in sorted(seen.items(), key=str):
        if len(found) > 1:
            said = "; ".join(f"{chinese} ({', '.join(names)})" for chinese, names in found.items())
            yield f"{key[1]!r} is {said}: say the same, or give one of them a context"


def write(app: Path, memory: dict[Key, Message], filled: dict[Key, Message]) -> bool:
    """Bring an app's two files up to date; returns whether either changed."""
    catalogue, path = merged(app, memory, filled), catalogue_path(app)
    if not len(catalogue) and not path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    changed = _put(path, po_bytes(catalogue))
    return _put(path.with_suffix(".mo"), mo_bytes(path)) or changed


def _put(path: Path, body: bytes) -> bool:
    if path.exists() and path.read_bytes() == body:
        return False
    path.write_bytes(body)
    return True


def main(arguments: list[str] | None = None) -> int:
    """Update (or with ``--check`` compare) the catalogues of the named apps, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*", help="names of apps; all when none is given")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is amiss")
    parser.add_argument("--fill", type=Path, help="JSON object of msgid to Chinese")
    given = parser.parse_args(arguments)
    chosen = [each for each in apps() if not given.apps or each.name in given.apps]
    if not given.check:
        memory = {
            key: each for app in apps() for key, each in read(catalogue_path(app)).items() if _is_translated(each)
        }
        for each in chosen:
            if write(each, memory, _filled(given.fill)):
                print(f"{each.name}: updated")
    reports = [check(each) for each in chosen]
    for report in reports:
        for line in report.lines():
            print(line)
    clashing = [] if given.apps else list(clashes())
    print("\n".join(clashing), end="\n" if clashing else "")
    return 1 if given.check and not (all(each.is_whole for each in reports) and not clashing) else 0


if __name__ == "__main__":
    sys.exit(main())
