"""A person is free: the clock stops in the file, and in what the public reads."""

import copy
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import Act, Case, Detention, PublicCase
from outcry.cases.operations.approval import take_back_proposal, write_version
from outcry.cases.operations.history import facts_of, note
from outcry.cases.projection import Projection
from outcry.cases.refusals import NobodyDetained
from outcry.cases.vocabulary import ReleaseGround
from outcry.design.day_words import day_in_words
from outcry.lib.dates import span


@transaction.atomic
def record_release(*, case: Case, released: str | date, ground: str, by: User | None = None, now: datetime) -> None:
    """Write down the release (an EDTF text or a day) of whoever was detained last in this case, its ground, and show it to the public.

    The public sees the version approved last with the release added, nothing else that was written since: whoever
    records a release has not approved the rest of the file. Saying it twice changes nothing. ValueError when
    `released` is not EDTF or `ground` is not a ReleaseGround.
    """
    when = released.isoformat() if isinstance(released, date) else released
    if span(when).earliest is None and span(when).latest is None:
        raise ValueError("a release needs a day, a month or a year")
    ground = ReleaseGround(ground).value
    case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    detention = Detention.objects.filter(act__case=case).order_by("act__position", "act").last()
    if detention is None:
        raise NobodyDetained
    if (detention.released, detention.release_ground) == (when, ground):
        return
    before = facts_of(detention)
    detention.released, detention.release_ground = when, ground
    detention.save()
    after = facts_of(detention)
    note(row=detention, before={"facts": before}, after={"facts": after}, by=by, now=now)
    _end_act(detention.act, when, ground)
    take_back_proposal(case=case)
    rows = list(case.projections.filter(is_current=True))
    if rows:
        write_version(case=case, projections=[_with_release(row, when, ground) for row in rows], by=by, now=now)
    record(verb="record release", subject=case.subject, actor=by, now=now, released=when, ground=ground, shown=bool(rows))


def words_for_release(*, language: str, released: str, ground: str) -> str:
    """How the detention ended, in one language."""
    with translation.override(language):
        day = day_in_words(released).text
        if ground == ReleaseGround.UNKNOWN:
            return _("Released: %(date)s") % {"date": day}
        return _("Released: %(date)s, %(ground)s") % {"date": day, "ground": ReleaseGround(ground).label}


def _end_act(act: Act, released: str, ground: str) -> None:
    texts = list(act.texts.all())
    source_version = next((text.version for text in texts if text.language == act.case.organisation.source_language), 0)
    for text in texts:
        text.ended = words_for_release(language=text.language, released=released, ground=ground)
        if text.made_from_version and text.made_from_version == source_version:
            text.made_from_version += 1
        text.version += 1
        text.save()


def _with_release(row: PublicCase, released: str, ground: str) -> Projection:
    fields, wording = copy.deepcopy(row.fields), copy.deepcopy(row.wording)
    detained = [index for index, act in enumerate(fields["acts"]) if act["custody"]]
    if detained:
        fields["acts"][detained[-1]]["custody"] |= {"released": released, "ground": ground}
        words = wording["acts"][detained[-1]]
        words["ended"] = words_for_release(language=words["language"] or row.language, released=released, ground=ground)
    return Projection(language=row.language, fields=fields, wording=wording)
