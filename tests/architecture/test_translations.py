"""Every word of the pages is there in both languages, and the compiled catalogues say what the readable ones say."""

import re

import pytest

from tools import messages

APPS = messages.apps()
TEMPLATES = sorted(each for app in APPS for each in app.rglob("templates/**/*.html"))
SAME_IN_BOTH = {"English", "中文", "WGS-84"}
"""Names that stay as they are in either language."""
WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_the_catalogue_is_whole_and_in_step(app):
    assert list(messages.check(app).lines()) == []


def test_one_word_has_one_translation():
    assert list(messages.clashes()) == []


def test_words_are_asked_for_under_names_that_are_collected():
    named = {
        f"{path.name}: {line.strip()}"
        for app in APPS
        for path in app.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        for given in re.findall(r"gettext\w* as (\w+)", line)
        if given not in messages.KEYWORDS
    }
    assert named == set()


def outside_tags(text):
    """The text nodes and readable attributes of a template that no translation tag covers."""
    for comment in (
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"\{#.*?#\}",
        r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}",
    ):
        text = re.sub(comment, "", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\n", text, flags=re.S)
    text = re.sub(r"<(script|svg|code)\b.*?</\1>|<!.*?>", "", text, flags=re.S)
    yield from re.findall(r"\b(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"", text)
    yield from re.split(r"<[^>]*>|\n", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_hold_no_bare_words(path):
    found = [
        each.strip() for each in outside_tags(path.read_text("utf-8")) if WORD.search(re.sub(r"&[a-z]+;", "", each))
    ]
    assert [each for each in found if each.strip(" ·") not in SAME_IN_BOTH] == []


def test_a_missing_translation_is_found(tmp_path, monkeypatch):
    app = tmp_path / "room"
    (app / "templates").mkdir(parents=True)
    (app / "apps.py").touch()
    (app / "templates" / "a.html").write_text(
        '{% translate "Hello" %}{% blocktranslate with n=2 %}{{ n }} more{% endblocktranslate %}'
    )
    assert messages.check(app).missing == ["%(n)s more", "Hello"]
    messages.write(app, {}, {})
    assert messages.check(app).untranslated == ["%(n)s more", "Hello"]
    messages.write(
        app,
        {},
        {
            ("", "Hello"): messages.Message("Hello", "你好"),
            ("", "%(n)s more"): messages.Message("%(n)s more", "还有 %(n)s"),
        },
    )
    assert messages.check(app).is_whole
    before = messages.catalogue_path(app).with_suffix(".mo").read_bytes()
    assert not messages.write(app, {}, {})
    assert messages.catalogue_path(app).with_suffix(".mo").read_bytes() == before
    (app / "templates" / "a.html").write_text('{% translate "Hello" %}')
    assert messages.check(app).stale == ["%(n)s more"]


def test_placeholders_survive_translation():
    amiss = []
    for app in APPS:
        for (_, english), message in messages.read(messages.catalogue_path(app)).items():
            text = english if isinstance(english, str) else english[-1]
            chinese = message.string if isinstance(message.string, str) else message.string[0]
            wanted, there = (set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", each)) for each in (text, chinese))
            if chinese and wanted != there:
                amiss.append((app.name, text, chinese))
    assert amiss == []
