"""Cases that were filed before search knew their words."""

from itertools import batched

from django.db import migrations

from outcry.cases.search_text import folded_words


def _fill(apps, schema_editor):
    texts = apps.get_model("cases", "SearchText")
    keys = list(apps.get_model("cases", "Case").objects.values_list("pk", flat=True))
    for some in batched(keys, 500, strict=False):
        words = folded_words(cases=some, model_of=lambda name: apps.get_model("cases", name))
        texts.objects.bulk_create(texts(case_id=case, folded=folded) for case, folded in words.items())


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_search_and_saved_views")]

    operations = [migrations.RunPython(_fill, migrations.RunPython.noop)]
