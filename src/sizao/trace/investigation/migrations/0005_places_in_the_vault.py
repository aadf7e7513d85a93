"""Addresses that agencies found move from the answers, and from the grid's tasks that quoted them, into the vault."""

from django.db import migrations, models

from sizao.ground.identity.queries import keyring
from sizao.kernel.ids import uuid7
from sizao.spine.scope.policies import READERS, kept_from_agencies

QUOTED = "上门核实:"
INSTEAD = "上门核实(住址见本线索)。"

OF_LEADS = f"""
CREATE POLICY of_leads ON identity_foundplace FOR SELECT TO {READERS}
USING (EXISTS (SELECT 1 FROM investigation_lead l WHERE l.place = identity_foundplace.id))
"""
ANSWERED = "EXISTS (SELECT 1 FROM investigation_leadanswer a WHERE a.place = identity_foundplace.id)"
"""Who was sent to an address opens it, wherever it was found; an agency opens what its own answers hold."""


def move(apps, schema_editor):
    """Seal every address that an answer holds, and take it out of the tasks that were made of the answer."""
    answers = apps.get_model("investigation", "LeadAnswer").objects.exclude(address="").select_related("lead")
    for answer in answers.order_by("id"):
        found = seal(apps, answer)
        type(answer).objects.filter(pk=answer.pk).update(place=found, address="")
        for task in type(answer.lead).objects.filter(follows_id=answer.lead_id, place=None):
            rest = task.what.removeprefix(f"{QUOTED}{answer.address}。")
            if rest != task.what:
                type(task).objects.filter(pk=task.pk).update(what=f"{INSTEAD}{rest}", place=found)


def seal(apps, answer):
    """Put one address into the vault; returns its id there."""
    found = uuid7()
    sealed = keyring.sealed_place(answer.address, found)
    apps.get_model("identity", "Epoch").objects.get_or_create(
        number=sealed.epoch, defaults={"fingerprint": sealed.fingerprint, "began_at": answer.at}
    )
    apps.get_model("identity", "FoundPlace").objects.create(
        id=found, area=answer.lead.area, person=answer.lead.person_id, epoch=sealed.epoch, wrapped=sealed.wrapped,
        place=sealed.place, recorded_at=answer.at, recorded_by=answer.by,
    )  # fmt: skip
    return found


class Migration(migrations.Migration):

    dependencies = [("investigation", "0004_agencies"), ("identity", "0005_found_places")]

    operations = [
        migrations.AddField("lead", "place", models.UUIDField(blank=True, null=True)),
        migrations.AddField("leadanswer", "place", models.UUIDField(blank=True, null=True)),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("leadanswer", "address"),
        migrations.RunSQL(OF_LEADS, "DROP POLICY IF EXISTS of_leads ON identity_foundplace"),
        kept_from_agencies("identity_foundplace", ANSWERED),
    ]
