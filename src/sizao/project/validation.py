"""Says in both languages what is wrong with an API request that does not fit its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sizao.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "missing": Words("缺少该项", "is missing"),
    "extra_forbidden": Words("没有这一项", "is not known here"),
    "json_invalid": Words("不是有效的 JSON", "is not valid JSON"),
    "enum": Words("应为 {expected} 之一", "should be one of {expected}"),
    "literal_error": Words("应为 {expected} 之一", "should be one of {expected}"),
    "string_type": Words("应为文字", "should be text"),
    "string_too_long": Words("最多 {max_length} 个字符", "has at most {max_length} characters"),
    "string_too_short": Words("至少 {min_length} 个字符", "has at least {min_length} characters"),
    "string_pattern_mismatch": Words("格式不符", "does not have the required form"),
    "string_unicode": Words("含有无法保存的字符", "holds characters that cannot be stored"),
    "too_long": Words("最多 {max_length} 条", "has at most {max_length} entries"),
    "too_short": Words("至少 {min_length} 条", "has at least {min_length} entries"),
    "greater_than_equal": Words("不得小于 {ge}", "must not be less than {ge}"),
    "greater_than": Words("须大于 {gt}", "must be greater than {gt}"),
    "less_than_equal": Words("不得大于 {le}", "must not be more than {le}"),
    "less_than": Words("须小于 {lt}", "must be less than {lt}"),
    "timezone_aware": Words("时间须带时区", "needs an offset from UTC"),
}
"""What pydantic's kinds of error mean; a kind is looked up whole, then by its ``FAMILIES``."""

FAMILIES: dict[str, Words] = {
    "uuid_": Words("应为 UUID", "should be a UUID"),
    "int_": Words("应为整数", "should be a whole number"),
    "float_": Words("应为数字", "should be a number"),
    "finite_": Words("应为有限的数", "should be a finite number"),
    "bool_": Words("应为 true 或 false", "should be true or false"),
    "datetime_": Words("应为 ISO 8601 时间", "should be an ISO 8601 time"),
    "timezone_": Words("时间须带时区", "needs an offset from UTC"),
    "date_": Words("应为 ISO 8601 日期", "should be an ISO 8601 date"),
    "list_": Words("应为列表", "should be a list"),
    "dict_": Words("应为对象", "should be an object"),
    "model_": Words("应为对象", "should be an object"),
}
OTHER = Words("不符合要求", "is not acceptable")


def findings(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """One entry per wrong item: where it stands, which rule it breaks, and a sentence in each language."""
    return [_finding(each) for each in errors]


def _finding(error: Mapping[str, Any]) -> dict[str, str]:
    kind = str(error.get("type", ""))
    context = {name: value for name, value in (error.get("ctx") or {}).items() if not isinstance(value, Exception)}
    words = sentence(kind, context)
    where = ".".join(str(part) for part in error.get("loc", ()))
    return {"where": where, "rule": kind, "zh": words.zh, "en": words.en}


def sentence(kind: str, context: Mapping[str, Any]) -> Words:
    """The sentence of one kind of error, its limits filled in."""
    found = SENTENCES.get(kind) or next((words for start, words in FAMILIES.items() if kind.startswith(start)), OTHER)
    return found.filled(**context)


def together(found: list[dict[str, str]]) -> Words:
    """All findings as one sentence."""
    return Words(
        ";".join(f"{each['where']} {each['zh']}" for each in found),
        "; ".join(f"{each['where']} {each['en']}" for each in found),
    )
