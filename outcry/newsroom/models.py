"""Reports as Wagtail pages: one list per language, one page per report and language.

Addresses are /<language>/reports/ and /<language>/reports/<slug>/. A page knows its translations by Wagtail's
translation key; a translation knows the version of the source it was made from.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPMethod
from typing import Any, Self

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.csp import CSP
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, Site
from wagtail.url_routing import RouteResult

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.appeals.queries import launched
from outcry.design.day_words import day_in_words, plain_day
from outcry.design.embedding import frame_code
from outcry.design.feed_links import feed_links
from outcry.design.parts import Link, SharedAs
from outcry.design.whole_addresses import address_in
from outcry.lib.dates import EdtfField, Precision, beginning_of
from outcry.lib.leaves import leaf_or_404
from outcry.lib.search_words import folded_words
from outcry.newsroom import document_rows, picture_rows, review_rows, translation_rows  # noqa: F401  Django knows of models once this file is read, and the form below names their rows
from outcry.newsroom.addresses import day_address, feed_address, leaf_address, report_address
from outcry.newsroom.blocks import report_blocks
from outcry.newsroom.comment_rows import Comment, Commenting
from outcry.newsroom.compared_ties import TiesPanel
from outcry.newsroom.desk_form import ReportForm
from outcry.newsroom.drawing import documents, pictures
from outcry.newsroom.drawing.beside import CaseBeside, appeals_beside, cases_beside, donations_beside
from outcry.newsroom.drawing.comments import comments_of
from outcry.newsroom.drawing.documents import papers
from outcry.newsroom.drawing.lines import ReportLine, own_name, teaser
from outcry.newsroom.drawing.maps import maps
from outcry.newsroom.drawing.numbers import divisions, numbers
from outcry.newsroom.drawing.pictures import figures
from outcry.newsroom.drawing.report import (
    Citation,
    Elsewhere,
    ListView,
    Part,
    ReportFacts,
    ReportView,
    Shown,
    by_month,
    cited,
    corrected,
    lead_of,
    named_in,
    parts_of,
)
from outcry.newsroom.drawing.shared import report_as_shared
from outcry.newsroom.drawing.sign_forms import sign_form
from outcry.newsroom.report_rows import PublishedReport, ReportWords, nearness
from outcry.newsroom.second_reader import ReportPermissions
from outcry.newsroom.something_to_read import is_something_to_read
from outcry.newsroom.subject_links import country_link, group_links, topic_links
from outcry.newsroom.uses import documents_of, keep_uses, pictures_of

REPORTS_ON_A_PAGE = 20
RELATED_REPORTS = 4
_READ_ONLY = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]


class NewsroomPage(Page):  # type: ignore[misc]
    """What lists and reports share: read only, open to everybody, framed on the desk alone."""

    allowed_http_methods = _READ_ONLY
    # Whoever may not read a report yet does not find it; there are no passwords on public pages.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def address(self) -> str:
        """The path of this page on the public site."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        site = Site.objects.filter(is_default_site=True).first()
        return (site.pk, settings.SITE_URL, self.address()) if site else None

    def permissions_for_user(self, user: Any) -> ReportPermissions:
        """What somebody may do with it: Wagtail's answers, and the organisation's rule of a second reader."""
        return ReportPermissions(user, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as readers will see it, in a frame of the desk."""
        with translation.override(self.locale.language_code):
            response = super().serve_preview(request, mode_name).render()
        response._csp_config = settings.PUBLIC_POLICY | {"frame-ancestors": [CSP.SELF]}
        return response


class ReportsPage(NewsroomPage):
    """The list of reports in one language: the root of the site's tree in that language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", editable=False)

    # Made by operations.ensure_tree alone.
    parent_page_types: list[str] = []
    subpage_types = ["newsroom.ReportPage"]

    class Meta:
        verbose_name = _("list of reports")
        verbose_name_plural = _("lists of reports")

    def address(self) -> str:
        return report_address(language=self.locale.language_code)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        on = content_day(self.organisation)
        language = self.locale.language_code
        reports = ReportPage.objects.visible(on=on).once_each(on=on, language=language, source_language=self.organisation.source_language)
        leaf = leaf_or_404(Paginator(reports.newest_first(), REPORTS_ON_A_PAGE), request.GET.get("page", "1"))
        lines = report_lines(leaf.object_list, on=on)
        listing = ListView(
            months=by_month(lines=lines, language=language),
            newer=Link(label=gettext("Newer reports"), url=leaf_address(language=language, number=leaf.number - 1)) if leaf.has_previous() else None,
            older=Link(label=gettext("Older reports"), url=leaf_address(language=language, number=leaf.number + 1)) if leaf.has_next() else None,
            feeds=feed_links(feed_address),
        )
        return super().get_context(request, *args, **kwargs) | {"listing": listing, "section": "reports"}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As Wagtail's; and a report that is not there in this language, in the nearest that it has."""
        try:
            return super().route(request, path_components)
        except Http404:
            found = self._nearest(path_components[0]) if len(path_components) == 1 else None
            if found is None:
                raise
            return RouteResult(found, kwargs={"asked_in": self.locale.language_code})

    def _nearest(self, slug: str) -> "ReportPage | None":
        """What readers of this list get of the report that is called so in some language."""
        on, languages = content_day(self.organisation), {"language": self.locale.language_code, "source_language": self.organisation.source_language}
        called = PublishedReport.objects.visible(on=on).filter(report__slug=slug).annotate(nearness=nearness(**languages)).order_by("nearness", "report")
        key = called.values("translation_key")[:1]
        return ReportPage.objects.visible(on=on).once_each(on=on, **languages).filter(translation_key=Subquery(key)).first()


class ReportQuerySet(PageQuerySet):  # type: ignore[misc]
    """Questions about reports."""

    def visible(self, *, on: date) -> Self:
        """Those that readers find on this day of the content clock."""
        return self.live().filter(published_on__lte=on)

    def once_each(self, *, on: date, language: str, source_language: str) -> Self:
        """Each report once: in `language`, else in the source language, else in any."""
        nearest = PublishedReport.objects.once_each(on=on, language=language, source_language=source_language)
        return self.filter(pk__in=nearest.values("report"))

    def with_translations_of(self, reports: Any) -> Self:
        """Those that are, in any language, one of `reports`: a translator may not have tied hers to the case."""
        return self.filter(translation_key__in=reports.values("translation_key"))

    def newest_first(self) -> Self:
        return self.order_by("-published_on", "-pk")


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """For whom a report is drawn: on which day of the content clock, in which language all is told that is not its own text."""

    language: str
    on: date
    organisation: Organisation
    is_preview: bool

    def cases(self, keys: list[int]) -> dict[int, CaseBeside]:
        """Those of the cases that readers may know of."""
        return cases_beside(case_ids=keys, organisation=self.organisation, language=self.language, on=self.on) if keys else {}


class ReportPage(NewsroomPage):
    """A published text in one language; `title` is its headline."""

    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("In two sentences: who, what, when."))
    # A revision that names a picture which is gone comes back without it.
    lead_picture = models.ForeignKey(
        "newsroom.Picture",
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("It stands above the text, and small beside the headline in lists. You add pictures under “Pictures” in the side menu."),
    )
    lead_alt = models.CharField(
        _("what it shows"), max_length=400, blank=True, help_text=_("For those who do not see it, in a sentence. Name nobody whom the text does not name.")
    )
    lead_is_decorative = models.BooleanField(_("it tells nothing that the text does not"), default=False)
    lead_caption = models.CharField(_("caption"), max_length=400, blank=True)
    body = StreamField(report_blocks(), verbose_name=_("text"), blank=True)
    # The day by the content clock: the archive's, not the moment at which somebody pressed a button.
    published_on = models.DateField(_("day of publication"), help_text=_("Readers find the report from this day on."))
    happened = EdtfField(_("day of the event"), help_text=_("As the source gives it: 2011-01-03, 2010-12, or 2010-12-31/2011-01-06."))
    happened_earliest = models.DateField(null=True, editable=False)
    happened_latest = models.DateField(null=True, editable=False)
    # Where the archive puts it by its other clock: the first day of the day, month or year in which it began.
    began_on = models.DateField(null=True, editable=False)
    began_precision = models.CharField(max_length=8, default=Precision.UNKNOWN, editable=False)
    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("As readers should see it, for example: Atbasar. Leave it empty where it could harm.")
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    topics = ParentalManyToManyField("vocabularies.Term", verbose_name=_("topics"), blank=True, related_name="+")
    byline = models.CharField(_("by"), max_length=200, blank=True, help_text=_("Leave it empty where a name could harm."))
    cases = ParentalManyToManyField("cases.Case", verbose_name=_("cases"), blank=True, related_name="+")
    appeals = ParentalManyToManyField(Appeal, verbose_name=_("appeals"), blank=True, related_name="+")
    groups = ParentalManyToManyField("groups.Group", verbose_name=_("organisations"), blank=True, related_name="+")
    # How many texts readers were given under this address, the present one among them.
    texts_published = models.PositiveIntegerField(default=0, editable=False)
    made_from_version = models.PositiveIntegerField(default=0, editable=False)
    # By the key of each translated text (translating/segments.py) the words of the source from which it was made, by their digest.
    made_from_words = models.JSONField(default=dict, editable=False)
    # Blank: as the site has it.
    commenting = models.CharField(
        _("comments of readers"), max_length=10, blank=True, choices=Commenting, help_text=_("Leave it empty to have it as on the whole site.")
    )

    objects = PageManager.from_queryset(ReportQuerySet)()

    template = "newsroom/report_page.html"
    parent_page_types = ["newsroom.ReportsPage"]
    subpage_types: list[str] = []
    base_form_class = ReportForm
    content_panels = [
        TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline"), help_text=_("What happened, and to whom. Lists and feeds show it, too.")),
        FieldPanel("standfirst"),
        MultiFieldPanel(
            [FieldPanel("lead_picture"), FieldPanel("lead_alt"), FieldPanel("lead_is_decorative"), FieldPanel("lead_caption")],
            heading=_("Picture above the text"),
        ),
        FieldPanel("body"),
        InlinePanel("sources", heading=_("Sources"), label=_("Source"), help_text=_("In the order of their numbers.")),
        MultiFieldPanel([FieldPanel("published_on"), FieldPanel("happened"), FieldPanel("byline")], heading=_("When, and by whom")),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("country")], heading=_("Where")),
        MultiFieldPanel([TiesPanel("topics"), TiesPanel("groups"), TiesPanel("cases"), TiesPanel("appeals")], heading=_("Belongs to")),
        InlinePanel("corrections", heading=_("Corrections"), label=_("Correction"), help_text=_("Readers see them below the report, and in the list of all.")),
        FieldPanel("commenting"),
        FieldPanel("follows_source"),
    ]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["published_on"], name="report_by_day_published"),
            models.Index(fields=["began_on", "began_precision"], name="report_by_day_it_happened"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.began_on, self.began_precision = beginning_of(self.happened)
        self.texts_published = self._texts_published()
        with transaction.atomic():
            super().save(*args, **kwargs)
            # Saving a draft saves a few columns of the page as well, and the text in memory is then not the one that readers have.
            if kwargs.get("update_fields") is None or {"body", "lead_picture"} & set(kwargs["update_fields"]):
                keep_uses(self, in_draft=False)
            if kwargs.get("update_fields") is None:
                self._keep_published()

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's; and the pictures and documents of the draft are kept while it has them."""
        revision = super().save_revision(*args, **kwargs)
        keep_uses(self, in_draft=True)
        return revision

    def _keep_published(self) -> None:
        if not self.live:
            PublishedReport.objects.filter(report=self).delete()
            return
        shared = ("translation_key", "published_on", "began_on", "began_precision", "happened_latest")
        row = {name: getattr(self, name) for name in shared} | {"language": self.locale.language_code}
        PublishedReport.objects.update_or_create(report=self, defaults=row)
        folded = folded_words(self.title, self.standfirst, self.place, self.plain_text())
        ReportWords.objects.update_or_create(report_id=self.pk, defaults={"folded": folded})

    def plain_text(self) -> str:
        """What its blocks say, without marks."""
        return "\n".join(self.body.stream_block.get_searchable_content(self.body))

    def is_something_to_read(self) -> bool:
        """Whether there is more of it than a headline."""
        return is_something_to_read(self.standfirst, self.body)

    def _texts_published(self) -> int:
        """As the row has it, and one more where another revision becomes the one that readers get. A revision brings the number of its own time along."""
        revision, number = ReportPage.objects.filter(pk=self.pk).values_list("live_revision", "texts_published").first() or (None, 0)
        return number + 1 if self.live_revision_id and self.live_revision_id != revision else number

    def address(self) -> str:
        return report_address(language=self.locale.language_code, slug=self.slug)

    @property
    def organisation(self) -> Organisation:
        """Whose report this is: the owner of the list it stands in."""
        return ReportsPage.objects.select_related("organisation").parent_of(self).get().organisation

    @property
    def version(self) -> int:
        """Grows with every published revision; 0 before the first."""
        return self.live_revision_id or 0

    @property
    def is_ahead(self) -> bool:
        """Whether it is published under a day that has not come: readers do not find it yet."""
        return bool(self.live) and self.published_on > content_day(self.organisation)

    @property
    def status_string(self) -> Any:
        """What the desk's lists say of it."""
        if not self.is_ahead:
            return super().status_string
        words = gettext("out on %(day)s + draft") if self.has_unpublished_changes else gettext("out on %(day)s")
        return words % {"day": plain_day(self.published_on).text}

    def get_url_parts(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's; none before its day, and the desk leads nobody there."""
        return None if self.is_ahead else super().get_url_parts(*args, **kwargs)

    def source_page(self) -> "ReportPage | None":
        """The page this one is a translation of; None for the source itself."""
        if not self.pk:
            return None
        others = ReportPage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return others.filter(locale__language_code=self.organisation.source_language).first()

    def is_stale(self) -> bool:
        """Whether the source text changed after this translation was made."""
        source = self.source_page()
        return source is not None and self.made_from_version < source.version

    def copy(self, *args: Any, update_attrs: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """As Wagtail's; a copy in another language, which is how translations begin on the desk, knows what it was made from."""
        attributes = dict(update_attrs or {})
        if attributes.get("locale", self.locale) != self.locale:
            attributes["made_from_version"] = self.made_from_version if self.source_page() else self.version
        return super().copy(*args, update_attrs=attributes, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if self.is_ahead:
            raise Http404
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, asked_in: str = "", **kwargs: Any) -> HttpResponse:
        """As Wagtail's. Asked for in its own language it was found by a slug that another one has: it has an address of its own."""
        if asked_in == self.locale.language_code:
            return HttpResponseRedirect(self.address())
        return super().serve(request, *args, asked_in=asked_in, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, asked_in: str = "", **kwargs: Any) -> dict[str, Any]:
        """`asked_in` is the language of a reader for whom nobody has translated it yet."""
        is_preview = getattr(request, "is_preview", False)
        seen = _Seen(language=asked_in or self.locale.language_code, on=content_day(self.organisation), organisation=self.organisation, is_preview=is_preview)
        elsewhere = self._elsewhere(seen.on)
        own = Elsewhere(language=self.locale.language_code, name=own_name(self.locale.language_code), url=self.address())
        request.page_languages = self._unwritten() | {place.language: place.url for place in (*elsewhere, own)}  # type: ignore[attr-defined]
        return super().get_context(request, *args, **kwargs) | {
            "report": self._view(seen, elsewhere, own if asked_in else None),
            "section": "reports",
        }

    def _view(self, seen: "_Seen", elsewhere: tuple[Elsewhere, ...], own: Elsewhere | None) -> ReportView:
        sources, shown, language = list(self.sources.all()), self._shown(seen), self.locale.language_code
        name = seen.organisation.name_in(language)
        with translation.override(language):
            lead, parts = lead_of(report=self, pictures=shown.pictures), parts_of(body=self.body, sources=len(sources), shown=shown)
            shared = self._shared(lead, elsewhere, organisation=name)
        return ReportView(
            title=self.title,
            standfirst=self.standfirst,
            facts=self._facts(seen),
            corrections=corrected(rows=self.corrections.all(), language=own.language if own else ""),
            citation=self._citation(name),
            parts=parts,
            lead=lead,
            sources=cited(rows=sources),
            elsewhere=elsewhere,
            cases=tuple(seen.cases(list(self.cases.values_list("id", flat=True))).values()),
            appeals=tuple(appeals_beside(those=self.appeals.all(), language=seen.language, on=seen.on).values()),
            related=tuple(teaser(line=line, language=seen.language) for line in self._related(seen)),
            comments=comments_of(self, on=seen.on, organisation=name),
            embed=frame_code(address=address_in(language, "front:embedded_report", self.slug), title=self.title),
            shared=shared,
            language=language,
            own=own,
        )

    def _facts(self, seen: "_Seen") -> ReportFacts:
        return ReportFacts(
            byline=self.byline,
            published=plain_day(self.published_on),
            day_address=day_address(self.published_on),
            happened=day_in_words(self.happened) if self.happened else None,
            place=self.place,
            country=country_link(self.country) if self.country else None,
            topics=topic_links(self.topics.all(), language=seen.language),
            # Of a draft that is looked at, the library of clusters knows no "pk".
            organisations=group_links(self.groups.values_list("id", flat=True), organisation=seen.organisation, language=seen.language),
        )

    def _shared(self, lead: Part | None, elsewhere: tuple[Elsewhere, ...], *, organisation: str) -> SharedAs:
        """What it tells programs: its address is where it stands in its own language, wherever somebody reads it."""
        language = self.locale.language_code
        return report_as_shared(
            title=self.title,
            standfirst=self.standfirst,
            byline=self.byline,
            organisation=organisation,
            language=language,
            slug=self.slug,
            address=self.address(),
            elsewhere=elsewhere,
            lead=lead,
            published_on=self.published_on,
            changed_at=self.last_published_at,
            corrections=corrected(rows=self.corrections.all()),
        )

    def _shown(self, seen: "_Seen") -> Shown:
        """What its blocks name: what has words of its own in the reader's language, what is drawn into the text in that of the text."""
        appeals = named_in(self.body, "appeal") + named_in(self.body, "appeal_form", "appeal")
        donations = named_in(self.body, "donation")
        shown = Shown(
            cases=seen.cases(named_in(self.body, "case")),
            appeals=appeals_beside(those=Appeal.objects.filter(pk__in=appeals), language=seen.language, on=seen.on) if appeals else {},
            donations=donations_beside(keys=donations, organisation=seen.organisation, language=seen.language, on=seen.on) if donations else {},
            # Nobody signs in a preview.
            forms={} if seen.is_preview else self._forms(seen),
        )
        with translation.override(self.locale.language_code):
            return replace(shown, **self._drawn(seen))

    def _drawn(self, seen: "_Seen") -> dict[str, Mapping[Any, Any]]:
        organisation, on, charts = seen.organisation, seen.on, self._addresses("chart")
        return {
            "pictures": figures(pictures=pictures_of(self), view=pictures.DESK if seen.is_preview else pictures.PUBLIC),
            "documents": papers(documents=documents_of(self), view=documents.DESK if seen.is_preview else documents.PUBLIC),
            "numbers": numbers(addresses=self._addresses("number"), organisation=organisation, on=on),
            "divisions": divisions(addresses=charts, organisation=organisation, language=self.locale.language_code, on=on) if charts else {},
            "maps": maps(addresses=self._addresses("map"), organisation=organisation, on=on),
        }

    def _addresses(self, kind: str) -> list[str]:
        """The pages of the database that its blocks of this kind name."""
        return [block.value["address"] for block in self.body if block.block_type == kind and block.value["address"]]

    def _forms(self, seen: "_Seen") -> Mapping[int, SafeString | str]:
        """The form of the first appeal that stands in the text with its form: ids of a page are given once."""
        wanted = named_in(self.body, "appeal_form", "appeal")[:1]
        found = launched(organisation=seen.organisation, keys=wanted)
        return {appeal.pk: sign_form(appeal=appeal, language=seen.language, now=timezone.now()) for appeal in found}

    def _citation(self, organisation: str) -> Citation:
        """What stays true of this text: a later one has another number. Nothing to cite in a preview of what was never published."""
        is_first = self.texts_published < 2 or not self.last_published_at
        return Citation(
            organisation=organisation,
            version=self.texts_published,
            day=plain_day(self.published_on if is_first else self.last_published_at.date()),
            address=f"{settings.SITE_URL}{self.address()}",
        )

    def _elsewhere(self, on: date) -> tuple[Elsewhere, ...]:
        found = ReportPage.objects.visible(on=on).filter(translation_key=self.translation_key).exclude(locale=self.locale_id)
        pages = {page.locale.language_code: page for page in found.select_related("locale")}
        return tuple(Elsewhere(language=code, name=own_name(code), url=pages[code].address()) for code, _name in settings.LANGUAGES if code in pages)

    def _unwritten(self) -> dict[str, str]:
        """By language, where it is shown to readers in whose language it is not there: in its own words, below its own slug; else the list."""
        taken = set(ReportPage.objects.filter(slug=self.slug).exclude(translation_key=self.translation_key).values_list("locale__language_code", flat=True))
        return {code: report_address(language=code, slug="" if code in taken else self.slug) for code, _name in settings.LANGUAGES}

    def _related(self, seen: "_Seen") -> list[ReportLine]:
        on = seen.on
        near = ReportPage.objects.visible(on=on).filter(Q(cases__in=self.cases.all()) | Q(appeals__in=self.appeals.all()))
        kin = ReportPage.objects.visible(on=on).with_translations_of(near).exclude(translation_key=self.translation_key)
        nearest = kin.once_each(on=on, language=seen.language, source_language=seen.organisation.source_language)
        return report_lines(nearest.newest_first()[:RELATED_REPORTS], on=on)


def report_lines(reports: Any, *, on: date) -> list[ReportLine]:
    """Reports as other rooms get to know them, in the given order. Three queries, and two for their pictures where there are any."""
    pages = list(reports.select_related("locale").defer_streamfields()) if isinstance(reports, ReportQuerySet) else list(reports)
    languages = _languages_of([page.translation_key for page in pages], on)
    comments = Comment.objects.filter(report__in=[page.pk for page in pages]).published().counted()
    leads = figures(pictures={page.lead_picture_id for page in pages if page.lead_picture_id})
    return [
        ReportLine(
            picture=leads[page.lead_picture_id].thumb if page.lead_picture_id in leads else None,
            url=page.address(),
            title=page.title,
            standfirst=page.standfirst,
            published_on=page.published_on,
            happened=page.happened,
            language=page.locale.language_code,
            languages=tuple(code for code, _name in settings.LANGUAGES if code in languages[page.translation_key]),
            comments=comments.get(page.pk, 0),
        )
        for page in pages
    ]


def content_day(organisation: Organisation) -> date:
    """The day for which readers are shown reports."""
    return organisation.content_now(now=timezone.now()).date()


def _languages_of(keys: list[Any], on: date) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = {key: set() for key in keys}
    for key, language in ReportPage.objects.visible(on=on).filter(translation_key__in=keys).values_list("translation_key", "locale__language_code"):
        found[key].add(language)
    return found
