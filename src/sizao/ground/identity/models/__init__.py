"""Tables of the vault: keys, sealed records, blind indexes, erasures, duplicates. Nothing can be read without the key files."""

from sizao.ground.identity.models.erasures import Erasure, ErasureRequest
from sizao.ground.identity.models.likeness import Apart, Merge, Pair, Parting, Seek
from sizao.ground.identity.models.records import Allowance, Entry, Epoch, FoundPlace, Holder, PersonKey, Record, Twin

__all__ = [
    "Allowance",
    "Apart",
    "Entry",
    "Epoch",
    "Erasure",
    "ErasureRequest",
    "FoundPlace",
    "Holder",
    "Merge",
    "Pair",
    "Parting",
    "PersonKey",
    "Record",
    "Seek",
    "Twin",
]
