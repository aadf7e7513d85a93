"""Tables of the vault: keys, sealed records, blind indexes, erasures, duplicates, second signatures. Nothing can be read without the key files."""

from sizao.ground.identity.models.disclosures import Disclosed, Disclosure, DisclosureStep, Glass, GlassReview
from sizao.ground.identity.models.erasures import Erasure, ErasureRequest
from sizao.ground.identity.models.likeness import Apart, Merge, Pair, Parting, Seek
from sizao.ground.identity.models.records import Allowance, Entry, Epoch, FoundPlace, Holder, PersonKey, Record, Twin

__all__ = [
    "Allowance",
    "Apart",
    "Disclosed",
    "Disclosure",
    "DisclosureStep",
    "Entry",
    "Epoch",
    "Erasure",
    "ErasureRequest",
    "FoundPlace",
    "Glass",
    "GlassReview",
    "Holder",
    "Merge",
    "Pair",
    "Parting",
    "PersonKey",
    "Record",
    "Seek",
    "Twin",
]
