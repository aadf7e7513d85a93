"""Tables of the vault: wrapped keys, sealed records, blind indexes, erasures. No value in them can be read without the key files."""

from sizao.ground.identity.models.erasures import Erasure, ErasureRequest
from sizao.ground.identity.models.records import Allowance, Entry, Epoch, Holder, PersonKey, Record, Twin

__all__ = ["Allowance", "Entry", "Epoch", "Erasure", "ErasureRequest", "Holder", "PersonKey", "Record", "Twin"]
