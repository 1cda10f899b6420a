"""Photos of a gathering that is over: one comes in, faces are covered, it is shown, it goes.

What covers is paint: nothing of what was under it is kept, in no size and nowhere else. A photo with bare faces is seen by
whoever added it, and by nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade, Size
from outcry.evidence.for_readers import WIDTHS, Uploaded, name_of, painted_anew
from outcry.evidence.workbench.areas import Area
from outcry.gatherings.material import PhotoWords
from outcry.gatherings.models import Gathering, Photo, PhotoDraft, PhotoSize, PhotoText
from outcry.gatherings.operations.telling import refuse_what_cannot_be_told
from outcry.gatherings.refusals import GatheringRefused
from outcry.lib.text import has_control, has_line_break
from outcry.lib.wordings import Edit, save_wording

# So long a photo may wait until it is shown.
DRAFT_LIVES = timedelta(days=1)
MOST_AREAS = 80
MOST_PHOTOS = 40
# Good enough that nothing is seen of its being painted twice.
_QUALITY = 95


def add_photo(*, gathering: Gathering, file: Uploaded, by: User, now: datetime) -> PhotoDraft:
    """Take a photo in: what is seen in it, and nothing else of its file; with areas that may be faces. Raise GatheringRefused, FileRefused."""
    refuse_what_cannot_be_told(gathering, now=now)
    if gathering.photos.count() >= MOST_PHOTOS:
        raise GatheringRefused("file", _("There are %(most)s photos already, the most that one gathering has.") % {"most": MOST_PHOTOS})
    content = painted_anew(file, widths=WIDTHS[-1:], quality=_QUALITY)[-1].data
    faces = at_the_workbench.likely_faces(data=content, most=MOST_AREAS)
    with transaction.atomic():
        draft = PhotoDraft.objects.create(
            gathering=gathering,
            content=content,
            proposed=[asdict(area) for area in faces],
            added_by=by,
            added_at=now,
            expires_at=now + DRAFT_LIVES,
        )
        record(verb="gathering.photo_add", subject=gathering.subject, now=now, actor=by)
    return draft


def cover(*, draft: PhotoDraft, areas: Sequence[Area], by: User, now: datetime) -> PhotoDraft:
    """Paint over these areas for good. Raise GatheringRefused."""
    if not areas:
        raise GatheringRefused("", _("Mark at least one area."))
    if len(areas) > MOST_AREAS or not all(area.page == 1 and area.is_on_the_page() for area in areas):
        raise GatheringRefused("", _("Each area has to lie on the photo and cover something."))
    with transaction.atomic():
        draft = PhotoDraft.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=draft.pk)
        draft.content = _sizes(draft, WIDTHS[-1:], areas, quality=_QUALITY)[-1].data
        draft.proposed, draft.covered_areas = [], draft.covered_areas + len(areas)
        draft.save(update_fields=["content", "proposed", "covered_areas"])
        record(verb="gathering.photo_cover", subject=draft.gathering.subject, now=now, actor=by, areas=len(areas))
    return draft


def show_photo(*, draft: PhotoDraft, credit: str, words: Mapping[str, PhotoWords], is_covered: bool, by: User, now: datetime) -> Photo:
    """Show it to everybody: somebody looked, and says that every face that should be covered is. The draft goes. Raise GatheringRefused."""
    gathering = draft.gathering
    refuse_what_cannot_be_told(gathering, now=now)
    if not is_covered:
        raise GatheringRefused("is_covered", _("Look once more, and say that every face that should be covered is covered."))
    source = gathering.organisation.source_language
    if source not in words:
        raise GatheringRefused("alt", _("Say what it shows, for those who do not see it."))
    with transaction.atomic():
        draft = PhotoDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        sizes = _sizes(draft, WIDTHS)
        photo = Photo.objects.create(gathering=gathering, credit=_line("credit", credit), covered_areas=draft.covered_areas, shown_by=by, shown_at=now)
        PhotoSize.objects.bulk_create(PhotoSize(photo=photo, name=name_of(size), width=size.width, height=size.height, content=size.data) for size in sizes)
        for language in sorted(words, key=lambda language: language != source):
            PhotoText.objects.create(photo=photo, language=language, made_from_version=int(language != source), **_checked(words[language]))
        draft.delete()
        _changed(gathering, now=now)
        record(verb="gathering.photo_show", subject=gathering.subject, now=now, actor=by, photo=photo.pk, areas=photo.covered_areas)
    return photo


@transaction.atomic
def change_credit(*, photo: Photo, credit: str, by: User, now: datetime) -> None:
    """Put right whose photo it is."""
    photo.credit = _line("credit", credit)
    photo.save(update_fields=["credit"])
    _changed(photo.gathering, now=now)
    record(verb="gathering.photo_change", subject=photo.gathering.subject, now=now, actor=by, photo=photo.pk)


@transaction.atomic
def change_photo_words(*, photo: Photo, edit: Edit, words: PhotoWords, by: User, now: datetime) -> PhotoText:
    """Save what it shows, in one language."""
    row = save_wording(rows=photo.texts, edit=edit, words=_checked(words))
    _changed(photo.gathering, now=now)
    record(verb="gathering.photo_change", subject=photo.gathering.subject, now=now, actor=by, photo=photo.pk, language=edit.language, version=row.version)
    return row


@transaction.atomic
def remove_photo(*, photo: Photo, by: User, now: datetime) -> None:
    """Take it away from readers, and delete it for good."""
    _changed(photo.gathering, now=now)
    record(verb="gathering.photo_remove", subject=photo.gathering.subject, now=now, actor=by, photo=photo.pk)
    photo.delete()


@transaction.atomic
def drop_draft(*, draft: PhotoDraft, by: User, now: datetime) -> None:
    """Delete a photo that was not shown."""
    record(verb="gathering.photo_drop", subject=draft.gathering.subject, now=now, actor=by)
    draft.delete()


def _sizes(draft: PhotoDraft, widths: Sequence[int], areas: Sequence[Area] = (), *, quality: int = 82) -> tuple[Size, ...]:
    try:
        return at_the_workbench.sizes(data=bytes(draft.content or b""), widths=widths, areas=areas, quality=quality)
    except NotMade as error:
        raise GatheringRefused("", _("This machine had no time or memory for it just now. Nothing was changed; try again.")) from error


def _changed(gathering: Gathering, *, now: datetime) -> None:
    Gathering.objects.filter(pk=gathering.pk).update(changed_at=now)


def _checked(words: PhotoWords) -> dict[str, str]:
    return {"alt": _line("alt", words.alt), "caption": _line("caption", words.caption, may_be_blank=True)}


def _line(field: str, text: str, *, may_be_blank: bool = False) -> str:
    text = text.strip()
    if not text and not may_be_blank:
        raise GatheringRefused(field, _("This can't be empty."))
    if has_line_break(text) or has_control(text):
        raise GatheringRefused(field, _("This has to be one line of plain text."))
    return text
