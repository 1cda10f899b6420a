"""A case with everything a file can hold, filled with markers, and then made as public as it can be."""

import json
from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from PIL import Image

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.appeals.models import Appeal
from outcry.authorities.models import OfficeApproval
from outcry.cases import publication
from outcry.cases.models import (
    Act,
    ActText,
    Case,
    CaseOutcome,
    CaseOutcomeText,
    CaseText,
    Consent,
    Detention,
    Event,
    EventLink,
    EventText,
    Intervention,
    InterventionText,
    Involvement,
    Judgment,
    LikelyPair,
    Naming,
    Participant,
    ParticipantText,
    Penalty,
    Person,
    PersonName,
    Proceedings,
    ProceedingsStep,
    Relation,
    Source,
)
from outcry.cases.tables.facts import FACTS
from outcry.cases.tests.cast import a_term, brought_to_the_door
from outcry.evidence.for_readers import Uploaded
from outcry.evidence.operations import make_working_copy, take_in
from outcry.evidence.tests.cast import without_guards
from outcry.evidence.tests.documents import a_pdf
from outcry.gatherings import operations as gatherings
from outcry.gatherings.material import GatheringDetails, GatheringWords
from outcry.gatherings.models import Gathering, HandedIn, HandedInText, Photo, PhotoSize, PhotoText
from outcry.giving.models import DonationAppeal
from outcry.giving.operations import DonationDetails, WayDetails, add_donation_appeal, add_way, approve_way, move_donation_appeal
from outcry.giving.tests.cast import PAYPAL, euro
from outcry.giving.tests.cast import words as words_to_ask
from outcry.groups import operations as groups
from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group
from outcry.intake.tests.cast import a_reader, uploading, written
from outcry.lib.sealing import SealedTextField
from outcry.lib.wordings import Edit
from outcry.newsletters.drafting import choose_items, draft_digest, propose_digest, write_words
from outcry.newsletters.joining import Choice, subscribe
from outcry.newsletters.sending import queue_copies, send_digest
from outcry.newsroom.comment_rows import Comment, CommentState
from outcry.newsroom.library.documents import add_document
from outcry.newsroom.library.pictures import add_picture
from outcry.newsroom.operations import Passage, ReportText, ensure_tree, publish_report
from outcry.newsroom.picture_rows import Picture
from outcry.newsroom.subject_links import TOPICS
from outcry.statistics.counting import recount
from outcry.vocabularies.models import Term
from tests.canary.columns import HEAD, ROOMS, Column, Public, columns, decided
from tests.cast import LANGUAGES, NOW, an_open_appeal, an_organisation, emeka, rosa

SHOWN = "shown-to-all-4410"
# What a sender writes, and what a file of evidence holds: sealed in ways of their own.
IN_CONFIDENCE = f"{HEAD}-in-confidence"
IN_EVIDENCE = f"{HEAD}-in-evidence"


@dataclass(frozen=True)
class World:
    """The case, the appeal made from it, and a member of staff."""

    case: Case
    appeal: Appeal
    staff: User


def a_world() -> World:
    """Filled before it becomes public, so that whatever is copied out takes the markers along; and filled again, for rows that came after."""
    organisation = an_organisation()
    organisation.content_clock_at = NOW
    organisation.save()
    one, other = rosa(), emeka()
    one.groups.add(staff_group())
    case = a_case_with_secrets(organisation)
    brought_to_the_door(case)
    appeal = an_open_appeal(deadline=(timezone.now() + timedelta(days=30)).date())
    a_withheld_gathering(organisation, by=one)
    organisations_of_reports(organisation, case, appeal, by=one)
    rows_of_everything()
    written_in_confidence(case)
    # The custody log is append only; its columns are filled all the same.
    with without_guards():
        fill()
        vouch_again()
        go_public(case, Appeal.objects.get(pk=appeal.pk), one, other)
        fill()
        vouch_again()
    return World(case=case, appeal=Appeal.objects.get(pk=appeal.pk), staff=User.objects.get(pk=one.pk))


def a_case_with_secrets(organisation: Organisation) -> Case:
    """One that names what may be named, and has of each kind what may not."""
    case = Case.objects.create(organisation=organisation, number="2026-1", slug="ayan", country="KZ", opened_at=NOW)
    named = Source.objects.create(case=case, publisher=f"{SHOWN} paper", title=SHOWN, url="https://paper.example/")
    hidden = Source.objects.create(case=case, is_confidential=True)
    event, other = Event.objects.create(case=case), Event.objects.create(case=case, is_public=False)
    act = Act.objects.create(case=case, event=event, kind=a_term("acts/liberty/detention"), when="2026-03")
    act.sources.set([named, hidden])
    secret = Act.objects.create(case=case, event=event, kind=a_term("acts/integrity/assault"), when="2026-03", is_public=False)
    secret.sources.add(Source.objects.create(case=case))
    done = Intervention.objects.create(case=case, kind="vigil", when="2026-03")
    person = Participant.objects.create(case=case, is_named_publicly=True)
    witness = Participant.objects.create(case=case)
    outcome = CaseOutcome.objects.create(case=case, kind=a_term("outcomes/no-change"))
    for language in LANGUAGES:
        CaseText.objects.create(case=case, language=language, name=f"Ayan {SHOWN}", standfirst=SHOWN, place=SHOWN)
        EventText.objects.create(event=event, language=language, title=SHOWN, description=SHOWN, place=SHOWN, impact=SHOWN)
        EventText.objects.create(event=other, language=language, title="-")
        ActText.objects.create(act=act, language=language, headline=SHOWN, body=SHOWN, against=SHOWN, by=SHOWN)
        ActText.objects.create(act=secret, language=language, headline="-")
        InterventionText.objects.create(intervention=done, language=language, headline=SHOWN, body=SHOWN)
        CaseOutcomeText.objects.create(outcome=outcome, language=language, headline=SHOWN, body=SHOWN)
        ParticipantText.objects.create(participant=person, language=language, name=f"Ayan {SHOWN}", role=SHOWN)
        ParticipantText.objects.create(participant=witness, language=language, name="-", role=SHOWN)
    with_details(act, witness, hidden)
    return case


def with_details(act: Act, witness: Participant, source: Source) -> None:
    """A person behind the witness, who did it; custody, court and fine."""
    who = Person.objects.create(organisation=act.case.organisation, pseudonym=f"{SHOWN} pseudonym", opened_at=NOW)
    PersonName.objects.create(person=who, text=HEAD).filed()
    witness.person = who
    witness.save()
    Naming.objects.create(participant=witness)
    Involvement.objects.create(act=act, perpetrator=witness)
    Detention.objects.create(act=act, began="2026-03")
    proceedings = Proceedings.objects.create(act=act, is_closed=True)
    ProceedingsStep.objects.create(proceedings=proceedings, stage=a_term("stages/charged"))
    Penalty.objects.create(act=act, amount=1, currency="KZT", converted_by=SHOWN)
    Consent.objects.create(source=source, use="record", given_on=NOW.date())
    # Some kinds lead from one row to another of the same kind.
    friend = Person.objects.create(organisation=act.case.organisation, opened_at=NOW)
    Judgment.objects.create(organisation=act.case.organisation, kind="person", first=who.pk, second=friend.pk, verdict="same", at=NOW)
    LikelyPair.objects.create(organisation=act.case.organisation, kind="person", first=who.pk, second=friend.pk, score=1)
    Relation.objects.create(person=who, related=friend, type=a_term("relations/persons/social/friend"))
    before = act.case.events.exclude(pk=act.event_id).get()
    EventLink.objects.create(event=act.event, related=before, type=a_term("event-links/follows"))


def a_withheld_gathering(organisation: Organisation, *, by: User) -> None:
    """Announced, with a place that is told to those who register, and with somebody who has not confirmed yet that she comes."""
    hours = {"day": NOW.date() + timedelta(days=30), "begins": time(17), "zone": "Asia/Almaty"}
    details = GatheringDetails(slug="vigil", kind="vigil", country="KZ", place_told="registered", **hours)  # type: ignore[arg-type]  # each of its own kind
    words = {language: GatheringWords(title=SHOWN, about=SHOWN, place=SHOWN, safety=SHOWN, organiser=SHOWN) for language in LANGUAGES}
    gathering = gatherings.draft_gathering(organisation=organisation, details=details, texts=words, by=by, now=NOW)
    for language in LANGUAGES:
        gatherings.change_place(gathering=gathering, edit=Edit(language=language), place="-", by=by, now=NOW)
    gatherings.tie(gathering=gathering, case_id=None, appeal_id=None, topics=Term.objects.in_list(TOPICS).values_list("pk", flat=True)[:1], by=by, now=NOW)
    gathering = gatherings.publish(gathering=gathering, by=by, now=NOW)
    photo = Photo.objects.create(gathering=gathering, credit=SHOWN, covered_areas=0, shown_at=NOW)
    PhotoSize.objects.create(photo=photo, name="0" * 32, width=1, height=1, content=b"RIFF")
    handed_in = HandedIn.objects.create(gathering=gathering, kind="petition", on=NOW.date(), reception="refused")
    for language in LANGUAGES:
        PhotoText.objects.create(photo=photo, language=language, alt=SHOWN)
        HandedInText.objects.create(handed_in=handed_in, language=language, what=SHOWN, to=SHOWN, answer=SHOWN, source_note=SHOWN)
    gatherings.say_so(gathering=gathering, word=gatherings.Word(language="en", form="form", address="sofia@mail.example"), network="", now=NOW)


def organisations_of_reports(organisation: Organisation, case: Case, appeal: Appeal, *, by: User) -> None:
    """One that readers may know of, and one that is kept inside; the same belongs to both."""
    texts = {language: GroupWords(name=SHOWN, about=SHOWN) for language in LANGUAGES}
    for slug in ("union", "banned"):
        details = GroupDetails(slug=slug, kind="union", website="https://union.example/")
        group = groups.add_group(organisation=organisation, details=details, texts=texts, by=by, now=NOW)
        groups.tie(group=group, cases=[case.pk], appeals=[appeal.pk], gatherings=Gathering.objects.values_list("pk", flat=True), by=by, now=NOW)
        if slug == "union":
            groups.show(group=group, reason="-", by=by, now=NOW)


def written_in_confidence(case: Case) -> None:
    """A conversation with a file, and a file of evidence with its copy."""
    a_reader()
    with uploading(**{f"{IN_CONFIDENCE}_txt": IN_CONFIDENCE.encode()}) as uploads:
        written(text=IN_CONFIDENCE, uploads=uploads)
    item = take_in(organisation=case.organisation, stream=iter([an_image()]), name=IN_EVIDENCE, subject=case.subject, by=rosa(), now=NOW)
    make_working_copy(item=item, by=rosa(), now=NOW)


def an_image(colour: str = "black") -> bytes:
    """A picture whose metadata hold the marker, as a camera writes a name and a place into it."""
    picture, file = Image.new("RGB", (8, 8), colour), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = IN_EVIDENCE
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def a_picture(organisation: Organisation, colour: str) -> Picture:
    """One of the library, made from a file with the marker in its metadata."""
    file = Uploaded(data=an_image(colour), name="camera.jpg")
    return add_picture(organisation=organisation, file=file, name=f"{IN_EVIDENCE} {colour}", credit="A desk", by=None, now=NOW)


def a_block(picture: Picture) -> dict[str, Any]:
    """The picture as a report shows it."""
    return {"picture": str(picture.pk), "alt": f"{picture.pk} {SHOWN}", "is_decorative": False, "caption": "", "credit": "", "source": None}


def rows_of_everything() -> None:
    """At least one row of each kind: a kind that the case above lacks gets one made from its columns."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            a_row(model)


def a_row(model: type[models.Model]) -> Any:
    """The first row of a kind, made when there is none: with what its columns ask for, and nothing else."""
    found = model._base_manager.order_by("pk").first()
    if found is not None or model._meta.app_label not in ROOMS:
        return found
    facts = {
        field.attname: value for field in model._meta.concrete_fields if not field.primary_key or field.remote_field if (value := _asked(field)) is not None
    }
    # Past `save`, which some kinds forbid or extend.
    [row] = model._base_manager.bulk_create([model(**facts)])
    return row


def _asked(field: Any) -> Any:
    if field.null or field.has_default() or getattr(field, "auto_now", False):
        return None
    if field.remote_field:
        return a_row(field.related_model).pk
    if field.choices:
        return field.choices[0][0]
    for kind, value in _OF_A_KIND:
        if isinstance(field, kind):
            return value
    return None


_OF_A_KIND: tuple[tuple[Any, Any], ...] = (
    (models.DateTimeField, NOW),
    (models.DateField, NOW.date()),
    (models.BooleanField, False),
    (models.IntegerField, 1),
    (models.BinaryField, b"0"),
    (models.JSONField, {}),
)


# The desk reads these as mappings of tables: one of another shape would only show that it is refused.
MAPPINGS = {"cases.CaseImport.mapping", "cases.SavedMapping.content"}
# The desk reads these as JSON.
JSON_IN_SEALED_TEXT = {
    "cases.CaseImportStep.before",
    "cases.Change.after",
    "cases.Change.before",
    "cases.ExternalRecord.record",
    "evidence.CustodyEntry.details",
}


def fill() -> None:
    """Write its own marker into every column that is not declared, and into the hidden rows of those that are public."""
    for column in columns():
        decision = decided(column)
        if decision is None:
            _write(column, column.model._base_manager.all())
        elif isinstance(decision, Public) and decision.hidden is not None:
            rows = column.model._base_manager.filter(decision.hidden).values_list("pk", flat=True)
            _write(column, column.model._base_manager.filter(pk__in=list(rows)))


def _write(column: Column, rows: Any) -> None:
    field = column.field
    if not field.unique and not any(field.name in one.fields for one in column.model._meta.total_unique_constraints):
        rows.update(**{field.name: in_kind(column)})
        return
    for place, row in enumerate(rows.order_by("pk")):
        column.model._base_manager.filter(pk=row.pk).update(**{field.name: in_kind(column, more=str(place or ""))})


def vouch_again() -> None:
    """What two people vouched for has changed by being filled; without them no letter would go out."""
    for approval in OfficeApproval.objects.select_related("office"):
        OfficeApproval.objects.filter(pk=approval.pk).update(fingerprint=approval.office.fingerprint)


def in_kind(column: Column, *, more: str = "") -> Any:
    """The marker as this kind of column holds it; `more` tells it from the same in another row."""
    word = f"{column.marker}{more}"
    if column.name in MAPPINGS:
        return {"set": word, "id": [word], "column": [{"names": [word], "fact": next(iter(FACTS))}]}
    if isinstance(column.field, models.JSONField):
        return [{"name": word}] if column.field.get_default() == [] else {word: word}
    if column.name in JSON_IN_SEALED_TEXT:
        return json.dumps({word: word})
    if isinstance(column.field, models.BinaryField) and not isinstance(column.field, SealedTextField):
        return word.encode()
    return word


def asks_for_money(organisation: Organisation, *people: User) -> DonationAppeal:
    """An open donation appeal with a way that both vouch for."""
    way = add_way(organisation=organisation, kind="paypal", details=WayDetails(address=PAYPAL), by=people[0], now=NOW)
    for person in people:
        approve_way(way=way, by=person, now=NOW)
    details = DonationDetails(goal=euro("100"), from_on=NOW.date())
    asked = add_donation_appeal(organisation=organisation, details=details, texts={"en": words_to_ask()}, ways=[way], by=people[0], now=NOW)
    move_donation_appeal(donation_appeal=asked, to="open", by=people[1], now=NOW)
    return asked


def a_newsletter(organisation: Organisation, appeal: Appeal, *, key: str, one: User, other: User) -> None:
    """One that tells of the report and the appeal, sent to a reader of every language; and a draft that nobody sent."""
    subscribe(organisation=organisation, address="reader@mail.example", choice=Choice(languages=LANGUAGES), language="en", now=NOW)
    for subject in (SHOWN, f"{HEAD}-in-a-draft"):
        digest = draft_digest(organisation=organisation, by=one, now=NOW)
        choose_items(digest=digest, places={key: 1, f"appeal-{appeal.pk}": 2}, seen="", by=one, now=NOW)
        for language in LANGUAGES:
            write_words(digest=digest, edit=Edit(language=language), words={"subject": subject, "introduction": subject}, by=one, now=NOW)
        if subject == SHOWN:
            propose_digest(digest=digest, by=one, now=NOW)
            send_digest(digest=digest, by=other, now=NOW)
            queue_copies(now=NOW)


def go_public(case: Case, appeal: Appeal, one: User, other: User) -> None:
    """Approved by two, with an appeal and a report that speak of it, and figures."""
    publication.propose(case=case, by=one, now=NOW)
    publication.approve(case=case, by=other, now=NOW)
    appeal.case = case
    appeal.save()
    ensure_tree(organisation=case.organisation, now=NOW)
    texts = [
        ReportText(language=code, slug="a-report", headline="A report", standfirst="Told.", passages=[Passage(kind="paragraph", text="Told.")])
        for code in LANGUAGES
    ]
    told = publish_report(
        organisation=case.organisation,
        key="report",
        texts=texts,
        published_on=NOW.date(),
        happened="2026-03",
        country="KZ",
        topics=Term.objects.in_list(TOPICS)[:1],
        groups=Group.objects.order_by("pk"),
        case_ids=[case.pk],
        appeals=[appeal],
        now=NOW,
    )
    shown, drafted = (a_picture(case.organisation, colour) for colour in ("navy", "red"))
    document = add_document(
        organisation=case.organisation, file=Uploaded(data=a_pdf(pages=1), name="ruling.pdf"), name="A ruling", language="en", by=None, now=NOW
    )
    asked = asks_for_money(case.organisation, one, other)
    a_newsletter(case.organisation, appeal, key=f"report-{told[0].translation_key}", one=one, other=other)
    for report in told:
        report.body.extend(
            [
                ("picture", a_block(shown)),
                ("document", {"document": str(document.pk), "title": "", "about": ""}),
                ("number", {"address": "/en/database/figures/?country=KZ", "words": "acts"}),
                ("case", {"case": str(case.pk)}),
                ("appeal", {"appeal": str(appeal.pk)}),
                ("donation", {"donation": str(asked.pk)}),
            ]
        )
        report.save_revision().publish()
        # What its next version will show is not there yet.
        report.body.append(("picture", a_block(drafted)))
        report.save_revision()
        # One that is published, and one that waits: nobody but staff may read it.
        for words, state in ((SHOWN, CommentState.PUBLISHED), (f"{HEAD}-in-a-held-comment", CommentState.HELD)):
            Comment.objects.create(
                organisation=case.organisation,
                report=report,
                name=words,
                text=words,
                address=HEAD,
                address_hash=words.encode().ljust(32),
                state=state,
                submitted_at=NOW,
                state_changed_at=NOW,
            )
    recount(appeal=appeal, now=NOW)
