"""What is there takes its place in the record: acts in an event, kinds as terms, custody with its act, people over all cases."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from outcry.cases.names import keys_to_keep
from outcry.lib.identifiers import random_public_id
from outcry.lib.names import script_of

KINDS = {
    "detention": "acts/liberty/detention",
    "detention_conditions": "acts/detained/undignified",
    "attempted_arrest": "acts/liberty/arrest/attempted",
    "fine": "acts/expression/publication-restricted/fine",
    "closed_hearing": "acts/accused/no-public-trial",
    "beating": "acts/integrity/assault",
    "threat": "acts/integrity/threat/to-victim",
    "dismissal": "acts/labour/members-restricted/dismissal",
    "other": "acts/other",
}


def take_place(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    case = apps.get_model("cases", "Case")
    terms = _Terms(apps) if case.objects.exists() else None
    for row in case.objects.all():
        event = apps.get_model("cases", "Event").objects.create(case=row, country=row.country)
        for act in row.acts.all():
            act.event, act.kind_term = event, terms.of(KINDS[act.kind])
            act.save()
        _move_custody(apps, row, event, terms)
        _open_people(apps, row)
    for version in apps.get_model("cases", "PublicCase").objects.all():
        _rewrite(version)


def _move_custody(apps: Any, case: Any, event: Any, terms: Any) -> None:
    """To the act that tells the detention, else to an act of its own that stays in the file."""
    detention = apps.get_model("cases", "Detention").objects.filter(case=case).first()
    if detention is None:
        return
    act = case.acts.filter(kind="detention").order_by("position", "pk").last()
    detention.act = act or case.acts.create(event=event, kind="detention", kind_term=terms.of(KINDS["detention"]), position=9999, is_public=False)
    detention.save()


def _open_people(apps: Any, case: Any) -> None:
    person, name, key = (apps.get_model("cases", found) for found in ("Person", "PersonName", "NameKey"))
    for part in case.participants.all():
        texts = {text.name: text.language for text in part.texts.order_by("language") if text.name}
        if not texts:
            continue
        part.person = person.objects.create(
            organisation_id=case.organisation_id, public_id=random_public_id(), kind=part.kind, opened_at=case.opened_at, is_demo=case.is_demo
        )
        part.save()
        for position, (text, language) in enumerate(texts.items(), start=1):
            row = name.objects.create(person=part.person, position=position, text=text, language=language, script=script_of(text))
            key.objects.bulk_create(key(name=row, key=found) for found in keys_to_keep(text))


def _rewrite(version: Any) -> None:
    """A stored projection: kinds become codes with their words, the clock stands with its act."""
    custody = version.fields.pop("custody", None)
    for act, words in zip(version.fields["acts"], version.wording["acts"], strict=True):
        words.setdefault("kind_label", act["kind"].replace("_", " "))
        act["kind"], act["custody"] = KINDS.get(act["kind"], act["kind"]), None
    detained = [act for act in version.fields["acts"] if act["kind"] == KINDS["detention"]]
    if custody and detained:
        detained[-1]["custody"] = custody
    version.save()


class _Terms:
    """The terms needed, bare: loading the lists, which follows every migration, gives them their words."""

    def __init__(self, apps: Any) -> None:
        self._term = apps.get_model("vocabularies", "Term")
        self._list, _made = apps.get_model("vocabularies", "Vocabulary").objects.get_or_create(key="acts", defaults={"huridocs_list": 4})

    def of(self, code: str) -> Any:
        found = self._term.objects.filter(code=code).first()
        return found or self._make(code)

    def _make(self, code: str) -> Any:
        above = code.rpartition("/")[0]
        parent = self.of(above) if above != self._list.key else None
        self._list.last_number += 1
        self._list.save()
        number = self._list.last_number
        path = f"{parent.path if parent else f'{self._list.pk:06d}'}{number:06d}"
        return self._term.objects.create(vocabulary=self._list, code=code, number=number, parent=parent, path=path, position=number, origin="shipped")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_the_record")]

    operations = [migrations.RunPython(take_place, migrations.RunPython.noop)]
