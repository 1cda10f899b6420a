"""Every column that is coded names a list that comes with Outcry."""

from django.apps import apps

from outcry.cases.models import CodedField, ManyCodedField
from outcry.vocabularies.shipped import shipped_lists


def test_every_coded_column_has_its_list() -> None:
    shipped = {one.key for one in shipped_lists()}
    fields = [field for model in apps.get_app_config("cases").get_models() for field in [*model._meta.fields, *model._meta.many_to_many]]
    named = {str(field): field.in_list for field in fields if isinstance(field, (CodedField, ManyCodedField))}

    assert len(named) > 30
    assert {field: key for field, key in named.items() if key not in shipped} == {}
