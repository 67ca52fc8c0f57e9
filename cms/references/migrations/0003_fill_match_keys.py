from dataclasses import asdict

from django.db import migrations

from cms.references.match_keys import MATCH_KEYS, Work

BATCH = 500


def fill(apps, schema_editor):
    """Write the match keys of every reference that was there before."""
    references = apps.get_model("references", "Reference").objects
    batch = []
    for reference in references.only("csl").order_by("pk").iterator(BATCH):
        for name, key in asdict(Work.of(reference.csl).keys).items():
            setattr(reference, name, key)
        batch.append(reference)
        if len(batch) == BATCH:
            references.bulk_update(batch, MATCH_KEYS)
            batch = []
    references.bulk_update(batch, MATCH_KEYS)


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0002_match_keys'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
