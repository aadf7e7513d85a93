"""Every row gets exactly one fate, and the account must add up before anything enters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from sizao.ground.intake.errors import CountMismatch, NothingToAccept
from sizao.ground.intake.rules.records import Reading
from sizao.ground.intake.types import Duplicate, Reason, Receipt, Record, Rejection, Remark, Row, Values
from sizao.kernel.decisions import Decision

Fate = Record | Rejection | Duplicate


class Ledger:
    """Sorts the rows of one file into accepted, rejected and duplicate ones, and counts them."""

    def __init__(self, reading: Reading) -> None:
        """Open the account of a file."""
        self._reading = reading
        self._seen: dict[bytes, tuple[int, bytes]] = {}
        self.physical = self.accepted = self.rejected = self.duplicates = 0
        self.remarks: Counter[Remark] = Counter()
        self.reasons: Counter[Reason] = Counter()

    def fates(self, rows: Iterable[Row]) -> Iterator[Fate]:
        """One fate per row, in the order of the file."""
        for row in rows:
            yield self.enter(row)

    def enter(self, row: Row) -> Fate:
        """Read one row, judge it against the rows before it, and count it."""
        self.physical += 1
        fate: Fate = self._reading.read(row)
        if isinstance(fate, Record):
            fate = self._against_earlier(fate)
        if isinstance(fate, Record):
            self.accepted += 1
            self.remarks.update(fate.remarks)
        elif isinstance(fate, Rejection):
            self.rejected += 1
            self.reasons[fate.reason] += 1
        else:
            self.duplicates += 1
        return fate

    def receipt(self, declared: int | None, sha256: str, filename: str = "") -> Receipt:
        """The account; a file without a declared number declares what it holds."""
        stated = self.physical if declared is None else declared
        return Receipt(stated, self.physical, self.accepted, self.rejected, self.duplicates, sha256, filename)

    def _against_earlier(self, record: Record) -> Fate:
        content = _digest((sorted(record.values.items()), record.blocks))
        key = self._key(record.values) or content
        earlier = self._seen.setdefault(key, (record.line, content))
        if earlier[0] == record.line:
            return record
        if earlier[1] == content:
            return Duplicate(record.line, earlier[0])
        return Rejection(record.line, Reason.SAME_ID, facts={"other": earlier[0]})

    def _key(self, values: Values) -> bytes | None:
        if values.get("record_id"):
            return _digest(["record_id", str(values["record_id"])])
        names = self._reading.catalogue.key
        if not names or not values.get(names[0]):
            return None
        return _digest([str(values.get(name, "")) for name in names])


def may_enter(receipt: Receipt) -> Decision:
    """A batch enters whole: the declared number must be the file's, and something must be acceptable."""
    if not receipt.is_complete:
        return Decision.no(CountMismatch(declared=receipt.declared, physical=receipt.physical))
    if receipt.accepted == 0 and receipt.duplicates == 0:
        return Decision.no(NothingToAccept())
    return Decision.yes()


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).digest()
