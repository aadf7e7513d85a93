"""Reading breach files: those of an area, those addressed to somebody, the terms in force, and the paper."""

from sizao.ground.breaches.queries.files import addressed_to, breach, breaches, has_reader, notice_to, readable, terms
from sizao.ground.breaches.queries.paper import as_word

__all__ = ["addressed_to", "as_word", "breach", "breaches", "has_reader", "notice_to", "readable", "terms"]
