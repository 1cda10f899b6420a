"""A desk with a row of every kind in every room, and people of every kind who ask for it."""

import gzip
import re
from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import STAFF_MANAGERS, give_task, partners_group, staff_group
from outcry.accounts.wagtail_screens import PEOPLE
from outcry.authorities.models import Body, HolderAlert, ImportRun, Membership, Office, Post, SourceSet
from outcry.authorities.models import Person as Official
from outcry.cases.models import (
    CaseImport,
    CaseImportFile,
    CaseImportReport,
    Change,
    Detention,
    DoubleCoding,
    Judgment,
    LimitRule,
    Person,
    PersonName,
    PublicCase,
    SavedView,
    Source,
)
from outcry.cases.operations.writing import add_part
from outcry.delivery.models import IncomingKind, IncomingMessage, ReceivingServer, SendingDomain
from outcry.evidence.models import WorkingCopy
from outcry.gatherings.models import Gathering, HandedIn, HandedInText, Photo, PhotoDraft, PhotoSize, PhotoText
from outcry.giving.models import DonationAppeal
from outcry.giving.operations import DonationDetails, DonationWords, Entry, WayDetails, add_donation_appeal, add_expense, add_way, enter_amount
from outcry.groups.models import Group
from outcry.intake.models import Conversation, File
from outcry.lib.links import make_link
from outcry.lib.money import Money
from outcry.newsletters.models import Digest
from outcry.newsroom.comment_rows import Comment
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.models import MovingReport, MovingRun
from outcry.newsroom.operations import ReportText, publish_report
from outcry.newsroom.tests.cast import a_ready_document, a_ready_picture
from outcry.protests.models import AuthorityReply, BookPart, BookState, LetterBook, ProtestLetter, ShownInPublic
from outcry.protests.operations import collect_replies, confirm_protest
from outcry.vocabularies.queries import term
from tests.canary.world import a_case_with_secrets, a_row, rows_of_everything, written_in_confidence
from tests.cast import NOW, a_form, a_try, an_open_appeal, an_organisation

ROLES = ("stranger", "without a role", "partner", "of another organisation", "staff", "named", "reader of confidences", "manager of staff", "administrator")
STRANGER, WITHOUT_A_ROLE, PARTNER, ELSEWHERE, STAFF, NAMED, READER, MANAGER, ADMINISTRATOR = ROLES


def desk_views() -> list[str]:
    """The names of all our own views below /desk/, but for the screens of colleagues, which are Wagtail's with a few words of ours."""
    return sorted(set(_named(get_resolver().url_patterns, "", "")))


def wagtail_views() -> dict[str, list[str]]:
    """The paths of all views below /desk/ that Wagtail brings, by name, with something in each place; there is a row of number 1 at most."""
    found: dict[str, list[str]] = {}
    for name, path, view in _all(get_resolver().url_patterns, "", ""):
        if path.startswith("desk/") and (not _module(view).startswith(("outcry.", "tests.")) or name.startswith(PEOPLE)):
            found.setdefault(name, []).append(f"/{_put(path)}")
    return found


def _all(patterns: list[URLPattern | URLResolver], path: str, space: str) -> Iterator[tuple[str, str, Any]]:
    for one in patterns:
        here = path + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            yield from _all(one.url_patterns, here, f"{space}:{one.namespace}".strip(":") if one.namespace else space)
        else:
            yield f"{space}:{one.name or one.lookup_str}".strip(":"), here, one.callback


def _put(path: str) -> str:
    """An address made of a pattern: 1 for a number, a word of the kind for everything else."""
    known = {"app_label": "wagtailcore", "app_name": "wagtailcore", "model_name": "page", "content_type_app_name": "newsroom", "action": "delete"}
    known |= {"content_type_model_name": "reportpage", "revision_id_a": "live", "revision_id_b": "latest"}

    def filled(found: re.Match[str]) -> str:
        kind, _colon, name = found[1].rpartition(":")
        return known.get(name) or ("1" if kind in ("int", "") else "1" if name in ("pk", "object_id") else "one")

    path = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda found: known.get(found[1], "1"), path)
    path = re.sub(r"<([^<>]+)>", filled, path)
    return path.replace(r"(\d+)", "1").replace("(.*)", "one").replace(".*", "nowhere").replace(r"\.", ".")


def _named(patterns: list[URLPattern | URLResolver], path: str, space: str) -> Iterator[str]:
    for one in patterns:
        here = path + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns, here, f"{space}:{one.namespace}".strip(":") if one.namespace else space)
        elif here.startswith("desk/") and one.name and _module(one.callback).startswith(("outcry.", "tests.")) and not f"{space}:".startswith(PEOPLE):
            yield f"{space}:{one.name}".strip(":")


def _module(view: Any) -> str:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return str(getattr(view, "__module__", ""))


def places(name: str) -> list[str]:
    """What an address of this view has to be filled with."""
    resolver: Any = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        _prefix, resolver = resolver.namespace_dict[space]
    return list(next(iter(resolver.reverse_dict.getlist(last)))[0][0][1])


class DeskWorld:
    """One organisation with everything, another with nobody's rows but a colleague; and an address of every view that leads to a row."""

    def __init__(self) -> None:
        self.desk, self.elsewhere = an_organisation(), Organisation.objects.create(slug="elsewhere", mail_domain="elsewhere.example")
        self.case = a_case_with_secrets(self.desk)
        self.appeal = an_open_appeal()
        self.appeal.case = self.case
        self.appeal.save()
        self.gathering = self._gathering()
        self.group = Group.objects.create(organisation=self.desk, slug="told", kind="union", added_at=NOW)
        rows_of_everything()
        # Made from columns alone, these could not be read.
        PublicCase.objects.all().delete()
        CaseImportFile.objects.update(content=gzip.compress(b"Number,Name\n1,One\n"))
        CaseImportReport.objects.update(content=gzip.compress(b""))
        CaseImport.objects.update(file_name="one.csv", encoding="utf-8")
        written_in_confidence(self.case)
        self._comment()
        self.donation_appeal = self._donation_appeal()
        self.picture, self.document = a_ready_picture(organisation=self.desk), a_ready_document(organisation=self.desk)
        self._letters()
        old_site = MovingRun.objects.create(organisation=self.desk, file_name="old.xml", added_at=NOW)
        MovingReport.objects.create(run=old_site, content=gzip.compress(b""))
        self.kinds = _kinds()
        self.people = self._people()
        self.rows = self._rows()

    def address(self, name: str) -> str:
        """The address of a view, leading to a row that is there."""
        return reverse(name, kwargs={place: self._filled(name, place) for place in places(name)})

    def _filled(self, name: str, place: str) -> Any:
        ways = (f"{name}:{place}", f"{self.kinds.get(name)}:{place}", f"{name.partition(':')[0]}:{place}", place)
        return next(self.rows[way] for way in ways if way in self.rows)

    def _comment(self) -> None:
        """A report, and a comment on it that waits."""
        text = ReportText(language="en", slug="told", headline="Told", standfirst="")
        [report] = publish_report(organisation=self.desk, key="told", texts=[text], published_on=NOW.date(), now=NOW)
        Comment.objects.create(organisation=self.desk, report=report, name="", text="Told.", submitted_at=NOW, state_changed_at=NOW)

    def _gathering(self) -> Gathering:
        """A gathering that is being written."""
        hours: dict[str, Any] = {"day": NOW.date(), "begins": time(17), "zone": "Asia/Almaty"}
        return Gathering.objects.create(organisation=self.desk, slug="told", kind="vigil", country="KZ", drafted_at=NOW, changed_at=NOW, **hours)

    def _told_of_the_gathering(self) -> dict[str, Any]:
        """A photo that staff see alone, one that is shown, and what was handed in."""
        facts: dict[str, Any] = {"added_by": self.people[STAFF], "added_at": NOW, "expires_at": timezone.now() + timedelta(days=1)}
        draft = PhotoDraft.objects.create(gathering=self.gathering, content=b"RIFF", **facts)
        photo = Photo.objects.create(gathering=self.gathering, credit="A desk", covered_areas=1, shown_at=NOW)
        PhotoText.objects.create(photo=photo, language="en", alt="A wall")
        PhotoSize.objects.create(photo=photo, name="0" * 32, width=1, height=1, content=b"RIFF")
        handed_in = HandedIn.objects.create(gathering=self.gathering, kind="letters", on=NOW.date(), reception="taken")
        HandedInText.objects.create(handed_in=handed_in, language="en", what="Letters", to="An office", source_note="A desk")
        return {"gatherings_desk:row": handed_in.pk, "gatherings_desk:draft": draft.pk, "gatherings_desk:photo": photo.pk, "gatherings_desk:name": "0" * 32}

    def _donation_appeal(self) -> DonationAppeal:
        """One with a way to give, for a lawyer."""
        way = add_way(organisation=self.desk, kind="patreon", details=WayDetails(address="https://www.patreon.com/madeup"), by=None, now=NOW)
        details = DonationDetails(goal=Money(Decimal(100), "EUR"), from_on=NOW.date())
        texts = {"en": DonationWords(title="For lawyers", standfirst="They cost money.")}
        found = add_donation_appeal(organisation=self.desk, details=details, texts=texts, ways=[way], by=None, now=NOW)
        add_expense(donation_appeal=found, amount=Decimal(100), position=1, texts={"en": "A lawyer"}, by=None, now=NOW)
        entry = Entry(kind="gift", money=Money(Decimal(20), "USD"), on=NOW.date(), source="A statement")
        enter_amount(donation_appeal=found, entry=entry, by=None, now=NOW)
        return found

    def _letters(self) -> None:
        """A protest with its letters, an answer to one of them, and a mail that answers none."""
        protest = a_try(self.appeal, form=a_form(shown_in_public=ShownInPublic.FULL_NAME))
        confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)
        raw = b"Subject: Re\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nReceived."
        raw += b"\r\n--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n--b--\r\n"
        letter = ProtestLetter.objects.select_related("message").order_by("pk")[0]
        for number, answers in enumerate((letter.message, None)):
            facts: dict[str, Any] = {"received_at": NOW, "raw": raw, "size": len(raw), "kind": IncomingKind.PERSON}
            IncomingMessage.objects.create(answers=answers, digest=number.to_bytes(32), **facts)
        collect_replies(now=NOW)

    def _book(self) -> LetterBook:
        """A book of letters that was handed over, with its photo."""
        office = self.appeal.addressees.all()[0]
        gone: dict[str, Any] = {"state": BookState.HANDED_OVER, "marked_on": NOW.date(), "marked_at": NOW, "photo": b"RIFF"}
        book = LetterBook.objects.create(addressee=office, number=1, asked_at=NOW, size=1, **gone)
        BookPart.objects.create(book=book, number=0, content=b"%PDF-", pages=1)
        return book

    def _people(self) -> dict[str, User | None]:
        """Everybody by what she is here; nobody for who has not signed in."""
        made = {name: User.objects.create(username=name, organisation=self.elsewhere if name == ELSEWHERE else self.desk) for name in ROLES[1:]}
        for name, user in made.items():
            if name not in (WITHOUT_A_ROLE, PARTNER):
                user.groups.add(staff_group())
        made[PARTNER].groups.add(partners_group())
        give_task(user=made[MANAGER], group=STAFF_MANAGERS, permissions=("add_user", "change_user", "delete_user"))
        give_task(user=made[READER], group="Readers of confidences", permissions=("handle_intake",))
        User.objects.filter(pk=made[PARTNER].pk).update(is_partner=True)
        User.objects.filter(pk=made[ADMINISTRATOR].pk).update(is_superuser=True)
        return {STRANGER: None, **{name: User.objects.get(pk=user.pk) for name, user in made.items()}}

    def _rows(self) -> dict[str, Any]:
        """What fills the places of an address: by view, else by kind of row, else by room, else the place alone."""
        copy = WorkingCopy.objects.select_related("item").filter(item__subject=self.case.subject)[0]
        person = Person.objects.filter(parts__case=self.case)[0]
        friend = Person.objects.exclude(pk=person.pk)[0]
        add_part(owner=person, kind=PersonName, facts={"text": "Invented"}, by=None, now=NOW)
        add_part(owner=self.case, kind=Source, facts={"publisher": "A paper"}, by=None, now=NOW)
        reply, stray = AuthorityReply.objects.get(), IncomingMessage.objects.get(answers=None)
        event, act = self.case.events.order_by("pk")[0], self.case.acts.order_by("pk")[0]
        of_kinds = {kind: a_row(model).pk for kind, model in _KINDS.items()}
        return {
            **{f"{kind}:pk": pk for kind, pk in of_kinds.items()},
            "cases_desk:person:pk": person.pk,
            "cases_desk:person:kind": "names",
            "cases_desk:person:part": person.names.all()[0].pk,
            "cases_desk:person:change": Change.objects.filter(person=person)[0].pk,
            "cases_desk:change": Change.objects.filter(case=self.case)[0].pk,
            "cases_desk:case_add_inner:kind": "involvements",
            **{f"cases_desk:{view}:kind": "person" for view in ("compare", "pair", "likely")},
            "cases_desk:first": min(person.pk, friend.pk),
            "cases_desk:second": max(person.pk, friend.pk),
            "cases_desk:pk": self.case.pk,
            "cases_desk:case": self.case.pk,
            "preview_case:pk": self.case.pk,
            "kind": "events",
            "part": event.pk,
            "above": "acts",
            "owner": act.pk,
            "detention": Detention.objects.filter(act__case=self.case)[0].pk,
            "participant": self.case.participants.all()[0].pk,
            "appeals_desk:pk": self.appeal.pk,
            "protests_desk:pk": self.appeal.pk,
            "preview_appeal:pk": self.appeal.pk,
            "number": self.appeal.letter_versions.all()[0].number,
            "addressee_pk": self.appeal.addressees.all()[0].pk,
            "protests_desk:book_id": self._book().public_id,
            "protest_pk": self.appeal.protests.all()[0].pk,
            "protests_desk:public_id": reply.public_id,
            **{f"protests_desk:{view}:public_id": stray.public_id for view in ("post_mail", "post_done", "post_undone")},
            **{f"protests_desk:{view}:public_id": reply.incoming.public_id for view in ("mail_source", "mail_source_kept", "mail_attached")},
            "protests_desk:confirmation_done:pk": 1,
            "protests_desk:mail_attached:number": 2,
            "server_pk": ReceivingServer.objects.filter(lanes__messages__group=self.appeal.subject)[0].pk,
            "domain_pk": SendingDomain.objects.all()[0].pk,
            "evidence_desk:public_id": copy.item.public_id,
            "copy_id": copy.public_id,
            "page": 1,
            "intake_desk:pk": a_row(Conversation).pk,
            "file_pk": File.objects.all()[0].pk,
            "newsletters_desk:pk": Digest.objects.create(organisation=self.desk, drafted_at=NOW).pk,
            "gatherings_desk:pk": self.gathering.pk,
            **self._told_of_the_gathering(),
            "reviews_desk:pk": ReportPage.objects.all()[0].pk,
            "groups_desk:pk": self.group.pk,
            "translations_desk:pk": ReportPage.objects.all()[0].pk,
            **{f"translations_desk:{view}:kind": "appeal" for view in ("words", "words_po", "words_xlf")},
            **{f"translations_desk:{view}:pk": self.appeal.pk for view in ("words", "words_po", "words_xlf")},
            "translations_desk:language": "ru",
            "giving_desk:pk": self.donation_appeal.pk,
            "giving_desk:amount_pk": self.donation_appeal.amounts.all()[0].pk,
            "giving_desk:expense_pk": self.donation_appeal.expenses.all()[0].pk,
            **{f"giving_desk:{view}:pk": self.donation_appeal.ways.all()[0].pk for view in ("way", "edit_way", "approve_way", "retire_way")},
            "comments_desk:pk": Comment.objects.all()[0].pk,
            "vocabularies_desk:pk": term(code="acts/liberty").pk,
            "documents_desk:pk": self.document.pk,
            "documents_desk:address": self.document.address,
            "documents_desk:kind": self.document.kind,
            "pictures_desk:pk": self.picture.pk,
            "pictures_desk:name": self.picture.sizes.all()[0].name,
            "key": "acts",
            "language": "en",
        }


# Kinds of rows that are not those of their room as a whole, and the views that lead to them.
_KINDS: dict[str, Any] = {
    "office": Office,
    "body": Body,
    "official": Official,
    "post": Post,
    "holding": Membership,
    "run": ImportRun,
    "set": SourceSet,
    "alert": HolderAlert,
    "case import": CaseImport,
    "site import": MovingRun,
    "double coding": DoubleCoding,
    "judgment": Judgment,
    "saved view": SavedView,
    "limit rule": LimitRule,
    "conversation": Conversation,
}
_VIEWS = {
    "office": "authorities_desk: office edit approve retire unlink_office",
    "body": "authorities_desk: body edit_body export_body",
    "official": "authorities_desk: person edit_person",
    "post": "authorities_desk: post edit_post add_holding link_office",
    "holding": "authorities_desk: edit_holding remove_holding",
    "run": "authorities_desk: import begin_import give_up_import undo_import",
    "set": "authorities_desk: export_set",
    "alert": "authorities_desk: settle_alert",
    "case import": "cases_desk: import begin_import give_up_import undo_import import_columns import_reading import_report import_values",
    "site import": "moving_desk: import choices begin give_up report undo",
    "double coding": "cases_desk: double_coding take_place code_report conclude_coding",
    "judgment": "cases_desk: undo_judgment",
    "saved view": "cases_desk: remove_view",
    "limit rule": "cases_desk: limit_rule end_limit_rule",
    "conversation": "cases_desk: make_from_conversation add_conversation take_over",
    "cases_desk:person": "cases_desk: person edit_person open_person_facts compare person_add person_history person_history_file person_move person_open "
    "person_part person_remove person_undo",
}


def _kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, written in _VIEWS.items():
        space, *views = written.split()
        found |= {f"{space}{view}": kind for view in views}
    return found
