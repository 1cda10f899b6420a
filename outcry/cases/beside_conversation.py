"""What the case file says beside a conversation in confidence: the cases that rest on it, and how to make one."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.cases.levels import readable
from outcry.cases.models import Source
from outcry.cases.titles import title_of
from outcry.design.parts import Link
from outcry.intake.beside import Beside
from outcry.intake.models import Conversation
from outcry.intake.queries import later_messages


def beside_conversation(conversation: Conversation) -> Beside:
    """For the hook of intake."""
    known = Source.objects.filter(conversation=conversation, case__organisation=conversation.organisation_id)
    rows = readable(known).select_related("case__organisation")
    begin = (
        Link(label=_("Make a case from this message"), url=reverse("cases_desk:make_from_conversation", args=[conversation.pk])),
        Link(label=_("Add it to a case that is there"), url=reverse("cases_desk:add_conversation", args=[conversation.pk])),
    )
    return Beside(heading=_("Cases"), lines=tuple(_line(row) for row in rows.prefetch_related("case__texts")), begin=begin)


def _line(source: Source) -> tuple[Link, str]:
    later = later_messages(conversation_id=source.conversation_id or 0, after=source.told_until or 0)
    title = f"{source.case.number}: {title_of(source.case)}"
    if not later:
        return Link(label=title, url=reverse("cases_desk:case", args=[source.case_id])), ""
    note = ngettext("%(number)d message came later: take it over", "%(number)d messages came later: take them over", later) % {"number": later}
    return Link(label=title, url=reverse("cases_desk:take_over", args=[source.conversation_id, source.case_id])), note
