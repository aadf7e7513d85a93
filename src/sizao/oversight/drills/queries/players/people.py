"""A person of the city as a register or a clinic writes them down."""

from __future__ import annotations

from sizao.oversight.drills.queries.stage import Row, Stage


def person_of(stage: Stage, person: int) -> Row:
    """A person of the city as a register has them; names, numbers and phones are synthetic and say so."""
    if stage.naming is not None:
        return stage.naming.person(stage, person)
    from sizao.kernel.documents import synthetic_document
    from sizao.kernel.phones import synthetic_phone

    born = stage.scenario.box.first_day.year - int(stage.truth.city.age[person]) - 1
    return {
        "name": f"演练{person + 1:06d}", "document_kind": "citizen_id",
        "document_number": synthetic_document(person + 1).number, "phone": synthetic_phone(person + 1),
        "sex": "male" if stage.truth.city.sex[person] else "female", "birth_year": born,
    }  # fmt: skip
