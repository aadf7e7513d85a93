"""A version of a list rule acts once a second person approved it; versions that held before are said to have held without one."""

import django.db.models.deletion
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_parent, second_person, written_by_parent

BEFORE = "设立复核前已生效 / in force before a second signature was asked"


class Migration(migrations.Migration):

    dependencies = [
        ('listrules', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='VersionDecision',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'Waits for approval'), ('approved', 'Approved'), ('rejected', 'Rejected')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='listrules.version')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'rejected'])), name='listrules_decision_known'), models.CheckConstraint(condition=models.Q(('state', 'approved'), models.Q(('note', ''), _negated=True), _connector='OR'), name='listrules_rejected_with_reason')],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO listrules_versiondecision (version_id, state, note, at, by)"
            f" SELECT id, 'approved', '{BEFORE}', at, '—' FROM listrules_version",
            migrations.RunSQL.noop,
        ),
        by_parent("listrules_versiondecision", "version_id", "listrules_version"),
        written_by_parent("listrules_versiondecision", "version_id", "listrules_version", "area"),
        append_only("listrules_versiondecision"),
        second_person(
            "listrules_versiondecision",
            apart='EXISTS (SELECT 1 FROM listrules_version p WHERE p.id = NEW.version_id AND p."by" <> NEW."by")',
        ),
    ]
