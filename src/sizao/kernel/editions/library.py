"""The shelf of editions: loads ``protocols/`` once, finds the one in force for a disease, an area and a moment."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

from sizao.kernel import areas
from sizao.kernel.editions import overlays
from sizao.kernel.editions.building import missing
from sizao.kernel.editions.citations import Citation
from sizao.kernel.editions.edition import Edition
from sizao.kernel.editions.errors import EditionFaulty, NoEditionInForce, NoSuchEdition
from sizao.kernel.editions.parsing import Leaf, Node, Pack, load
from sizao.kernel.editions.types import Disease, EditionKind, EditionStatus, Terms
from sizao.kernel.words import Words

ID_LENGTH = 200
"""No composed id is longer than this; columns that keep an edition id need this much room."""

LEVELS = list(areas.WIDTHS)


class Library:
    """All editions and overlays of one ``protocols/`` folder, checked when it is opened."""

    def __init__(self, packs: Iterable[Pack], root: Path | None = None) -> None:
        """Index the files by id, resolve what they include and replace, and refuse unflagged loosening."""
        self.root = root
        self._packs: dict[str, Pack] = {}
        for pack in packs:
            if pack.id in self._packs:
                raise EditionFaulty(file=pack.file, path="id", reason=f"{pack.id} is taken")
            self._packs[pack.id] = pack
        self._made: dict[tuple[str, ...], Edition] = {}
        self._resolve_dates()
        self._check_references()
        for overlay in self.overlays():
            self._check_overlay(overlay)

    @classmethod
    def open(cls, root: Path) -> Library:
        """Load every file below a ``protocols/`` folder."""
        return cls([load(path, root) for path in sorted(root.rglob("*.toml"))], root)

    def get(self, edition_id: str) -> Edition:
        """An edition, an overlay on its own, or a composition, by id.

        Raises:
            NoSuchEdition: when a part of the id is unknown.
        """
        first, *tags = edition_id.split("+")
        ids = (first, *(self._by_tag.get(tag, tag) for tag in tags))
        if any(each not in self._packs or self._packs[each].kind is EditionKind.FRAGMENT for each in ids):
            raise NoSuchEdition(edition_id=edition_id)
        return self.compose(*ids)

    def all(self) -> tuple[Edition, ...]:
        """Every national edition and every overlay, by disease and then by date."""
        return self._all

    @cached_property
    def _all(self) -> tuple[Edition, ...]:
        kept = [pack for pack in self._packs.values() if pack.kind is not EditionKind.FRAGMENT]
        return tuple(self.compose(pack.id) for pack in sorted(kept, key=_reading_order))

    def editions(self, disease: str | None = None) -> tuple[Edition, ...]:
        """Editions that stand alone, oldest first; of one disease when given."""
        return tuple(e for e in self.all() if e.kind is EditionKind.EDITION and disease in (None, e.disease))

    def overlays(self, disease: str | None = None) -> tuple[Edition, ...]:
        """Overlays as written, oldest first; of one disease when given."""
        return tuple(e for e in self.all() if e.kind is EditionKind.OVERLAY and disease in (None, e.disease))

    def published_packs(self) -> tuple[Pack, ...]:
        """Every published file, shared parts included, in the order of its name."""
        kept = [pack for pack in self._packs.values() if pack.status is EditionStatus.PUBLISHED]
        return tuple(sorted(kept, key=lambda pack: pack.file))

    def diseases(self) -> tuple[Disease, ...]:
        """The diseases that have an edition."""
        return tuple(each for each in Disease if self.editions(each))

    def in_force(self, disease: str, area: int, at: datetime) -> Edition:
        """The edition for an event at this moment in this area: the national one, then its overlays downwards.

        Raises:
            NoEditionInForce: when no published edition for the disease covers the moment.
        """
        found = [e for e in self.editions(disease) if e.covers(at) and e.status is EditionStatus.PUBLISHED]
        if not found:
            raise NoEditionInForce(disease=_disease_words(disease), on=at.date().isoformat())
        base = found[-1]
        return self.compose(base.id, *(each.id for each in self.overlays_in_force(base, area, at)))

    def overlays_in_force(self, base: Edition, area: int, at: datetime) -> tuple[Edition, ...]:
        """The overlays that lie over an edition for an area at a moment, from the nation down, older first."""
        held = [
            (_rank(each, area), each)
            for each in self.overlays(base.disease)
            if base.id in each.over and each.covers(at) and not each.by_decision
            and each.status is EditionStatus.PUBLISHED and _rank(each, area) is not None
        ]  # fmt: skip
        return tuple(each for _, each in sorted(held, key=lambda pair: (pair[0], _day(pair[1]), pair[1].id)))

    def compose(self, *ids: str) -> Edition:
        """The edition made of these files, laid over each other in this order."""
        if ids not in self._made:
            self._made[ids] = self._compose(ids)
        return self._made[ids]

    def _compose(self, ids: tuple[str, ...]) -> Edition:
        packs = [self._packs[each] for each in ids]
        tree = self._tree(packs[0])
        for pack in packs[1:]:
            tree = overlays.compose(tree, self._tree(pack), pack.loosens)
        base = packs[0]
        title = _title(packs)
        return Edition(
            id="+".join((base.id, *(each.tag for each in packs[1:]))),
            kind=base.kind, disease=base.disease or Disease.COVID_19, title=title, issuer=base.issuer,
            document=base.document, status=base.status, tz=base.tz,
            effective_from=_latest(packs).effective_from,
            effective_until=min((p.effective_until for p in packs if p.effective_until), default=None),
            effective_confidence=_latest(packs).effective_confidence, parts=ids, areas=packs[-1].areas or (areas.NATION,),
            over=base.over, replaces=base.replaces, loosens=packs[-1].loosens, by_decision=base.by_decision,
            note=base.note if len(packs) == 1 else None, file=base.file, tree=tree,
        )  # fmt: skip

    def _tree(self, pack: Pack) -> Node:
        tree: Node = {}
        for name in pack.includes:
            tree = overlays.join(tree, _under(self._packs[name].tree, pack.id))
        return overlays.join(tree, pack.tree)

    @cached_property
    def _by_tag(self) -> dict[str, str]:
        return {tag: p.id for p in self._packs.values() if p.over for tag in (p.id, p.id.removeprefix("cn-"), p.tag)}

    def _resolve_dates(self) -> None:
        """A file that is replaced ends when its successor begins, unless it names an earlier end itself."""
        for successor in list(self._packs.values()):
            old = self._packs.get(successor.replaces or "")
            if old and successor.effective_from and old.effective_until is None:
                self._packs[old.id] = replace(old, effective_until=successor.effective_from)

    def _check_references(self) -> None:
        for pack in self._packs.values():
            for path, names in (("includes", pack.includes), ("over", pack.over), ("replaces", (pack.replaces,))):
                for name in names:
                    if name and name not in self._packs:
                        raise EditionFaulty(file=pack.file, path=path, reason=f"there is no {name}")
            if pack.kind is EditionKind.EDITION:
                for path in missing(Terms, self._tree(pack)):
                    raise EditionFaulty(file=pack.file, path=path, reason="missing")

    def _check_overlay(self, overlay: Edition) -> None:
        """Refuse an overlay that is looser than what lies beneath it when it begins, unless it says so."""
        for base_id in overlay.over:
            base = self.compose(base_id)
            began = max((e.effective_from for e in (base, overlay) if e.effective_from), default=None)
            for area in overlay.areas:
                stack = self.overlays_in_force(base, area, began) if began else ()
                ids = [each.id for each in stack if each.id != overlay.id and _before(each, overlay, area)]
                self._check_laid(self.compose(base_id, *ids), overlay)

    def _check_laid(self, beneath: Edition, overlay: Edition) -> None:
        for each in overlays.loosenings(beneath.tree, overlay.tree):
            if each.path not in overlay.loosens:
                reason = f"looser than {beneath.id} ({each.beneath} → {each.above}) and not named in loosens"
                raise EditionFaulty(file=overlay.file, path=each.path, reason=reason)
        for path in missing(Terms, self.compose(*beneath.parts, overlay.id).tree):
            raise EditionFaulty(file=overlay.file, path=path, reason=f"missing, also in {beneath.id}")


def _latest(packs: list[Pack]) -> Pack:
    """The file that came into force last: from then on the composition holds."""
    return max(packs, key=lambda pack: (_day(pack), packs.index(pack)))


def _title(packs: list[Pack]) -> Words:
    base, laid = packs[0].title, len(packs) - 1
    if not laid:
        return base
    return Words(f"{base.zh}及{laid}项补充规定", f"{base.en}, with {laid} overlay{'s' * (laid > 1)}")


def find_protocols() -> Path:
    """The ``protocols/`` folder: ``SIZAO_PROTOCOLS``, else the first one found walking up from this package.

    Raises:
        FileNotFoundError: when there is none.
    """
    named = os.environ.get("SIZAO_PROTOCOLS")
    if named:
        return Path(named)
    for folder in (*Path(__file__).resolve().parents, Path.cwd()):
        if (folder / "protocols").is_dir():
            return folder / "protocols"
    raise FileNotFoundError("no protocols/ folder; set SIZAO_PROTOCOLS")


@cache
def library() -> Library:
    """The editions of this installation, loaded once."""
    return Library.open(find_protocols())


def _under(tree: object, edition_id: str) -> Node:
    """A shared part's tree with its clauses cited under the edition that includes it."""
    moved = _moved(tree, edition_id)
    assert isinstance(moved, dict)
    return moved


def _moved(node: object, edition_id: str) -> object:
    if isinstance(node, Citation):
        return node.under(edition_id)
    if isinstance(node, Leaf):
        return replace(node, clause=node.clause.under(edition_id))
    if isinstance(node, dict):
        return {key: _moved(value, edition_id) for key, value in node.items()}
    if isinstance(node, tuple) and not isinstance(node, Words):
        return tuple(_moved(each, edition_id) for each in node)
    return node


def _rank(overlay: Edition, area: int) -> int | None:
    """How far down the tree the overlay's area that holds ``area`` lies; ``None`` when none holds it."""
    held = [LEVELS.index(areas.level_of(each)) for each in overlay.areas if areas.contains(each, area)]
    return max(held, default=None)


def _before(one: Edition, other: Edition, area: int) -> bool:
    return (_rank(one, area), _day(one), one.id) < (_rank(other, area), _day(other), other.id)


def _day(edition: Edition | Pack) -> str:
    return edition.effective_from.isoformat() if edition.effective_from else ""


def _reading_order(pack: Pack) -> tuple[int, str, str, str]:
    order = list(Disease).index(pack.disease) if pack.disease else -1
    return order, str(pack.kind), _day(pack), pack.id


def _disease_words(disease: str) -> object:
    return Disease(disease).words if disease in set(Disease) else disease
