"""What the API of exchange gives."""

from __future__ import annotations

from hashlib import sha256

from ninja import Schema

from sizao.oversight.exchange.types import Written


class ExportOut(Schema):
    """A written file with its receipt: how many records it holds and the digest of its bytes."""

    filename: str
    rows: int
    sha256: str
    content: str

    @classmethod
    def of(cls, written: Written) -> ExportOut:
        """The file as JSON."""
        digest = sha256(written.content).hexdigest()
        return cls(
            filename=written.filename, rows=written.rows, sha256=digest, content=written.content.decode("utf-8-sig")
        )
