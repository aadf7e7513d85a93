"""From a parsed tree to frozen terms and to the flat list of figures that pages, diffs and clauses read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sizao.kernel.editions.parsing import Leaf, Node
from sizao.kernel.editions.schema import Kind, Spec, is_worded, specs
from sizao.kernel.editions.types import Figure, Terms
from sizao.kernel.words import Words

BREAK = Words(" · ", " · ")


def build(cls: type, node: Node, key: str = "") -> Any:
    """The frozen section of a tree; keys the tree lacks stay ``None`` or empty."""
    made: dict[str, Any] = {}
    for name, spec in specs(cls).items():
        if name in node:
            made[name] = _value(spec, node[name])
    if is_worded(cls):
        made |= {"key": key, "words": node.get("words", Words(key, key))}
    if "clause" in node:
        made["clause"] = node["clause"]
    return cls(**made)


def _value(spec: Spec, node: Any) -> Any:
    if isinstance(node, Leaf):
        return node.value
    if spec.kind is Kind.PARAMETERS:
        return tuple(_parameters(node))
    if spec.of is None:
        return node
    if spec.kind is Kind.NESTED:
        return build(spec.of, node)
    if spec.kind is Kind.LISTED:
        return tuple(build(spec.of, each) for each in node)
    return tuple(build(spec.of, each, key) for key, each in node.items())


def missing(cls: type, node: Node, path: str = "") -> Iterator[str]:
    """Paths that an edition must fill and does not: required keys, and the words of each named entry."""
    if is_worded(cls) and "words" not in node:
        yield f"{path}.zh"
    for name, spec in specs(cls).items():
        here = f"{path}.{name}".lstrip(".")
        if name not in node:
            if spec.required:
                yield here
        elif spec.of is not None:
            yield from _missing_within(spec, node[name], here)


def _missing_within(spec: Spec, node: Any, path: str) -> Iterator[str]:
    assert spec.of is not None
    if spec.kind is Kind.NESTED:
        yield from missing(spec.of, node, path)
    elif spec.kind is Kind.LISTED:
        for number, each in enumerate(node, 1):
            yield from missing(spec.of, each, f"{path}.{number}")
    else:
        for key, each in node.items():
            yield from missing(spec.of, each, f"{path}.{key}")


def figures(tree: Node) -> tuple[Figure, ...]:
    """Every figure of a tree, in the order of the sections, each with its path, words, unit and clause."""
    return tuple(_figures(Terms, tree, "", ()))


def _figures(cls: type, node: Node, path: str, within: tuple[Words, ...]) -> Iterator[Figure]:
    for name, spec in specs(cls).items():
        if name in node:
            here = f"{path}.{name}".lstrip(".")
            yield from _figures_of(spec, node[name], here, within)


def _figures_of(spec: Spec, node: Any, path: str, within: tuple[Words, ...]) -> Iterator[Figure]:
    if isinstance(node, Leaf):
        yield Figure(path, node.value, spec.unit, node.clause, _joined((*within, spec.words)), spec.stricter)
    elif spec.kind is Kind.PARAMETERS:
        yield from _parameters(node)
    elif spec.kind is Kind.NESTED and spec.of:
        yield from _figures(spec.of, node, path, within if "." not in path else (*within, spec.words))
    elif spec.kind is Kind.LISTED and spec.of:
        for number, each in enumerate(node, 1):
            numbered = Words(f"第{number}段", f"phase {number}")
            yield from _figures(spec.of, each, f"{path}.{number}", (*within, numbered))
    elif spec.kind is Kind.KEYED and spec.of:
        for key, each in node.items():
            worded = each.get("words", Words(key, key))
            yield from _figures(spec.of, each, f"{path}.{key}", (*within, worded))


def _parameters(node: Node) -> Iterator[Figure]:
    for section, table in node.items():
        for name, leaf in table.items():
            yield Figure(
                f"{section}.{name}", leaf.value, leaf.unit, leaf.clause, leaf.words or Words(name, name), leaf.stricter
            )


def _joined(parts: tuple[Words, ...]) -> Words:
    return Words(BREAK.zh.join(each.zh for each in parts), BREAK.en.join(each.en for each in parts))
