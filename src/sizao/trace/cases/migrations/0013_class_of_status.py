"""A contact's status rows say of which class it was, and by which edition."""

from django.db import migrations, models

CLASSES = [
    ("close", "Close contact"), ("secondary", "Secondary contact"), ("general", "General contact"),
    ("suspicious", "Person with suspicious exposure"),
]  # fmt: skip
FILL = """
-- What is known of the past: the class as it is now, the class that is held where something stricter waits, and what the
-- decisions to judge again put on record. Before such a decision the edition is not known any more: it stays empty.
UPDATE cases_contactstatus s SET contact_class = c.contact_class, edition_id = c.edition_id
FROM cases_contact c WHERE c.id = s.contact_id;

UPDATE cases_contactstatus s SET contact_class = c.earlier->>'contact_class',
    edition_id = coalesce(c.earlier->>'edition_id', s.edition_id)
FROM cases_contact c WHERE c.id = s.contact_id AND c.earlier ? 'contact_class'
    AND s.id <= (SELECT max(a.id) FROM cases_contactstatus a WHERE a.contact_id = c.id AND a.state = 'approved');

CREATE TEMP TABLE judged_again ON COMMIT DROP AS
SELECT (line->>'contact')::uuid AS contact_id, d.at, nullif(line->>'was_class', '') AS was, nullif(line->>'now_class', '') AS now
FROM cases_rejudgementdecision d, LATERAL jsonb_array_elements(d.rows) AS line;
CREATE INDEX ON judged_again (contact_id, at);

UPDATE cases_contactstatus s SET edition_id = '',
    contact_class = coalesce((SELECT j.was FROM judged_again j WHERE j.contact_id = s.contact_id AND j.at > s.at
        ORDER BY j.at LIMIT 1), s.contact_class)
WHERE EXISTS (SELECT 1 FROM judged_again j WHERE j.contact_id = s.contact_id AND j.at > s.at);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_removed_stays")]

    operations = [
        migrations.AddField(
            model_name="contactstatus",
            name="contact_class",
            field=models.CharField(choices=CLASSES, default="close", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="contactstatus",
            name="edition_id",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="contactstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("contact_class__in", ["close", "secondary", "general", "suspicious"])),
                name="cases_contactstatus_class",
            ),
        ),
    ]
