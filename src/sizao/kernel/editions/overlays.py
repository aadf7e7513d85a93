"""Laying one edition over another: tightening is free, loosening needs the overlay's explicit flag.

Composition is by key: an overlay's figure takes the place of the one beneath, unless it is looser and not flagged; then
the stricter one stays. A regime is compared and replaced as a whole, because its phases only make sense together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sizao.kernel.editions.building import build
from sizao.kernel.editions.parsing import Leaf, Node
from sizao.kernel.editions.schema import Kind, Spec, Stricter, specs
from sizao.kernel.editions.types import Regime, Terms


@dataclass(frozen=True)
class Loosening:
    """One place where an overlay binds less tightly than what lies beneath."""

    path: str
    beneath: object
    above: object


def compose(beneath: Node, above: Node, loosens: frozenset[str] = frozenset()) -> Node:
    """The terms that hold where ``above`` lies over ``beneath``; only flagged paths may become looser."""
    return _lay(Terms, beneath, above, "", loosens)


def loosenings(beneath: Node, above: Node) -> list[Loosening]:
    """Every place where ``above`` would be looser than ``beneath``."""
    return list(_looser(Terms, beneath, above, ""))


def join(first: Node, second: Node) -> Node:
    """Two parts of one edition as a whole, the second winning where both speak (a shared part, then the file itself)."""
    return _lay(Terms, first, second, "", None)


def _lay(cls: type, beneath: Node, above: Node, path: str, loosens: frozenset[str] | None) -> Node:
    result = dict(beneath)
    for key, value in above.items():
        here = f"{path}.{key}".lstrip(".")
        if key in result and key in specs(cls):
            result[key] = _lay_value(specs(cls)[key], result[key], value, here, loosens)
        else:
            result[key] = value
    return result


def _lay_value(spec: Spec, beneath: Any, above: Any, path: str, loosens: frozenset[str] | None) -> Any:
    if spec.kind is Kind.NESTED and spec.of:
        return _lay(spec.of, beneath, above, path, loosens)
    if spec.kind is Kind.KEYED and spec.of:
        return {**beneath, **{key: _lay_entry(spec.of, beneath, above, key, path, loosens) for key in above}}
    if spec.kind is Kind.PARAMETERS:
        return _lay_parameters(beneath, above, loosens)
    if isinstance(above, Leaf):
        return _stricter_leaf(spec.stricter, beneath, above, path, loosens)
    return above


def _lay_entry(cls: type, beneath: Node, above: Node, key: str, path: str, loosens: frozenset[str] | None) -> Any:
    here = f"{path}.{key}"
    if key not in beneath:
        return above[key]
    if cls is not Regime:
        return _lay(cls, beneath[key], above[key], here, loosens)
    merged = {**beneath[key], **above[key]}
    if loosens is None or here in loosens or not _looser_measures(beneath[key], merged):
        return merged
    return beneath[key]


def _lay_parameters(beneath: Node, above: Node, loosens: frozenset[str] | None) -> Node:
    result = {section: dict(table) for section, table in beneath.items()}
    for section, table in above.items():
        target = result.setdefault(section, {})
        for name, leaf in table.items():
            here = f"parameters.{section}.{name}"
            old = target.get(name)
            target[name] = _stricter_leaf(leaf.stricter, old, leaf, here, loosens) if old else leaf
    return result


def _stricter_leaf(
    stricter: Stricter | None, beneath: Leaf, above: Leaf, path: str, loosens: frozenset[str] | None
) -> Leaf:
    free = loosens is None or path in loosens
    return above if free or not _is_looser(stricter, beneath.value, above.value) else beneath


def _is_looser(stricter: Stricter | None, beneath: Any, above: Any) -> bool:
    if stricter is Stricter.HIGHER:
        return bool(above < beneath)
    if stricter is Stricter.LOWER:
        return bool(above > beneath)
    return False


def _looser(cls: type, beneath: Node, above: Node, path: str) -> Iterator[Loosening]:
    for key, spec in specs(cls).items():
        if key in above and key in beneath:
            yield from _looser_value(spec, beneath[key], above[key], f"{path}.{key}".lstrip("."))


def _looser_value(spec: Spec, beneath: Any, above: Any, path: str) -> Iterator[Loosening]:
    if spec.kind is Kind.NESTED and spec.of:
        yield from _looser(spec.of, beneath, above, path)
    elif spec.kind is Kind.KEYED and spec.of:
        for key in above.keys() & beneath.keys():
            yield from _looser_entry(spec.of, beneath[key], above[key], f"{path}.{key}")
    elif spec.kind is Kind.PARAMETERS:
        yield from _looser_parameters(beneath, above)
    elif isinstance(above, Leaf) and _is_looser(spec.stricter, beneath.value, above.value):
        yield Loosening(path, beneath.value, above.value)


def _looser_entry(cls: type, beneath: Node, above: Node, path: str) -> Iterator[Loosening]:
    if cls is not Regime:
        yield from _looser(cls, beneath, above, path)
        return
    for name, old, new in _looser_measures(beneath, {**beneath, **above}):
        yield Loosening(path, f"{name} {old}", f"{name} {new}")


def _looser_parameters(beneath: Node, above: Node) -> Iterator[Loosening]:
    for section, table in above.items():
        for name, leaf in table.items():
            old = beneath.get(section, {}).get(name)
            if old and _is_looser(leaf.stricter, old.value, leaf.value):
                yield Loosening(f"parameters.{section}.{name}", old.value, leaf.value)


def _looser_measures(beneath: Node, above: Node) -> list[tuple[str, int, int]]:
    """The measures of a regime that became smaller: days in all, days at a site, days in one place, tests."""
    old, new = build(Regime, beneath), build(Regime, above)
    names = ("total_days", "centralised_days", "restricted_days", "tests")
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return [pair for pair in pairs if pair[2] < pair[1]]
