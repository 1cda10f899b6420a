"""The few kinds of block a report is made of. A claim carries the number of its source."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from outcry.accounts.queries import the_organisation
from outcry.newsroom.choosing import appeals_to_choose, cases_to_choose, documents_to_choose, donations_to_choose, pictures_to_choose
from outcry.newsroom.compared_blocks import Choice, Tick, WholeNumber
from outcry.newsroom.drawing.charts import COLUMNS, ROWS
from outcry.newsroom.drawing.numbers import is_divisible, is_readable
from outcry.newsroom.picture_choice import PictureSelect
from outcry.newsroom.rich_text import FEATURES

# A page stays light enough for a slow line.
MOST_IN_A_GALLERY = 24
MOST_IN_A_CHART = 24
SAY_WHAT_IT_SHOWS = _("Say what it shows, or tick that it tells nothing: one of the two.")


def _source_number() -> WholeNumber:
    return WholeNumber(label=_("Number of its source"), required=False, min_value=1, help_text=_("Where this is said: 1 is the first source below."))


class Chosen(Choice):
    """The primary key of a row that the editor picks by name. Reading it asks for no names: those are the desk's, and a reader's role may not see them."""

    def normalize_choice(self, value: Any) -> int | None:
        """The key as a number; None for what is no key."""
        return int(value) if str(value).isdecimal() else None

    def get_searchable_content(self, value: Any) -> list[str]:
        """None: what the desk calls it may be no word for readers."""
        return []


class Paragraph(blocks.StructBlock):  # type: ignore[misc]
    """One or more paragraphs that rest on one source."""

    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES)
    source = _source_number()

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")


class Heading(blocks.StructBlock):  # type: ignore[misc]
    """A heading within the report."""

    text = blocks.CharBlock(label=_("Heading"), max_length=200)

    class Meta:
        icon = "title"
        label = _("Heading")


class Quote(blocks.StructBlock):  # type: ignore[misc]
    """Someone's own words, and whose they are."""

    text = blocks.TextBlock(label=_("Words"), max_length=2000)
    attribution = blocks.CharBlock(label=_("Who said it"), max_length=200)
    source = _source_number()

    class Meta:
        icon = "openquote"
        label = _("Quote")


class Shown(blocks.StructBlock):  # type: ignore[misc]
    """A picture of the library, with what it shows for those who do not see it."""

    picture = Chosen(
        label=_("Picture"),
        choices=pictures_to_choose,
        widget=PictureSelect(),
        help_text=_("By its name. You add pictures under “Pictures” in the side menu; save this report before you go there."),
    )
    alt = blocks.CharBlock(
        label=_("What it shows"),
        required=False,
        max_length=400,
        help_text=_("For those who do not see it, in a sentence and in the language of this report. Name nobody whom the text does not name."),
    )
    is_decorative = Tick(
        label=_("It tells nothing that the text does not"), required=False, help_text=_("Then it is passed over when the report is read aloud.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=400)
    credit = blocks.CharBlock(
        label=_("Credit"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty for the credit that the library has. Write it here to say it in this language."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")

    def clean(self, value: Any) -> Any:
        """Either what it shows is said, or that it tells nothing."""
        cleaned = super().clean(value)
        if bool(cleaned["alt"].strip()) is bool(cleaned["is_decorative"]):
            raise StructBlockValidationError(block_errors={"alt": ValidationError(SAY_WHAT_IT_SHOWS, code="alt")})
        return cleaned


class Picture(Shown):
    """One picture, between paragraphs."""

    source = _source_number()

    class Meta:
        icon = "image"
        label = _("Picture")


class Gallery(blocks.StructBlock):  # type: ignore[misc]
    """Several pictures beside each other; each leads to itself at its largest."""

    pictures = blocks.ListBlock(Shown(), label=_("Pictures"), min_num=2, max_num=MOST_IN_A_GALLERY)
    caption = blocks.CharBlock(label=_("What they show together"), required=False, max_length=400)

    class Meta:
        icon = "image"
        label = _("Several pictures")


class Document(blocks.StructBlock):  # type: ignore[misc]
    """A document of the library, to be opened or kept."""

    document = Chosen(
        label=_("Document"),
        choices=documents_to_choose,
        help_text=_("By its name. You add documents under “Documents” in the side menu; save this report before you go there."),
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200, help_text=_("In the language of this report. Leave it empty for its name."))
    about = blocks.CharBlock(label=_("What it is"), required=False, max_length=400, help_text=_("For example: the ruling of the court, names covered by us."))

    class Meta:
        icon = "doc-full"
        label = _("Document")


class Number(blocks.StructBlock):  # type: ignore[misc]
    """A figure of the public database, with its way back to the cases behind it."""

    address = blocks.CharBlock(
        label=_("Address of the figure"),
        max_length=1000,
        help_text=_("Open the database of cases as readers do, set the conditions, choose “Figures” and what to count, and copy the address of that page."),
    )
    words = blocks.CharBlock(
        label=_("What is counted"), max_length=200, help_text=_("It follows the number, for example: acts against liberty since 2011, in public cases.")
    )

    class Meta:
        icon = "order"
        label = _("Figure of our database")

    def clean(self, value: Any) -> Any:
        """Only what can be counted again is told."""
        cleaned = super().clean(value)
        _check_is_readable(cleaned["address"])
        return cleaned


class ChartRow(blocks.StructBlock):  # type: ignore[misc]
    """One number of a chart."""

    label = blocks.CharBlock(label=_("What it is"), max_length=60, help_text=_("For example: 2011, or the name of a town."))
    number = WholeNumber(label=_("Number"), min_value=0, max_value=1_000_000_000)


class Chart(blocks.StructBlock):  # type: ignore[misc]
    """A chart with a table of the same numbers: given here with their source, or counted by the public database."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    unit = blocks.CharBlock(label=_("What is counted"), max_length=80, help_text=_("It stands above the numbers, for example: arrests."))
    head = blocks.CharBlock(label=_("What they are counted by"), max_length=80, help_text=_("It stands above their names, for example: year."))
    kind = Choice(label=_("How it is drawn"), choices=[(COLUMNS, _("upright, in the order of time")), (ROWS, _("lying, one below the other"))], default=ROWS)
    rows = blocks.ListBlock(ChartRow(), label=_("Numbers"), min_num=0, max_num=MOST_IN_A_CHART, default=[])
    address = blocks.CharBlock(
        label=_("Or the address of a figure of our database"),
        required=False,
        max_length=1000,
        help_text=_("Over time, by what was done or by country: it is counted again whenever somebody reads. Leave the numbers empty then."),
    )
    source = _source_number()

    class Meta:
        icon = "table"
        label = _("Chart")

    def clean(self, value: Any) -> Any:
        """Either numbers, which rest on a source, or a figure that can be counted again."""
        cleaned = super().clean(value)
        if bool(cleaned["rows"]) is bool(cleaned["address"]):
            raise StructBlockValidationError(
                block_errors={"address": ValidationError(_("Give numbers or the address of a figure: one of the two."), code="address")}
            )
        if cleaned["rows"] and not cleaned["source"]:
            raise StructBlockValidationError(block_errors={"source": ValidationError(_("Say which source these numbers come from."), code="source")})
        organisation = the_organisation()
        on = organisation.content_now(now=timezone.now()).date()
        if cleaned["address"] and not is_divisible(cleaned["address"], organisation=organisation, on=on):
            words = _("This is not the address of a figure of our database that can be drawn here, or its conditions can't be read.")
            raise StructBlockValidationError(block_errors={"address": ValidationError(words, code="address")})
        return cleaned


class Map(blocks.StructBlock):  # type: ignore[misc]
    """Where events of the public database lie, on an outline of our own."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    address = blocks.CharBlock(
        label=_("Address of the map"),
        max_length=1000,
        help_text=_("Open the database of cases as readers do, set the conditions, choose “On the map”, and copy the address of that page."),
    )

    class Meta:
        icon = "site"
        label = _("Map")

    def clean(self, value: Any) -> Any:
        """Only what can be drawn again is shown."""
        cleaned = super().clean(value)
        _check_is_readable(cleaned["address"])
        return cleaned


def _check_is_readable(address: str) -> None:
    organisation = the_organisation()
    if not is_readable(address, organisation=organisation, on=organisation.content_now(now=timezone.now()).date()):
        words = _("This is not the address of a page of our database, or its conditions can't be read.")
        raise StructBlockValidationError(block_errors={"address": ValidationError(words, code="address")})


class CaseCard(blocks.StructBlock):  # type: ignore[misc]
    """A case with where its detention stands. Readers see it while the case is published."""

    case = Chosen(label=_("Case"), choices=cases_to_choose)

    class Meta:
        icon = "user"
        label = _("Case")


class AppealCard(blocks.StructBlock):  # type: ignore[misc]
    """An appeal with its count as it is when the report is read, and the way to its form. Readers see it once the appeal is launched."""

    appeal = Chosen(label=_("Appeal"), choices=appeals_to_choose)

    class Meta:
        icon = "mail"
        label = _("Appeal")


class AppealWithForm(AppealCard):
    """The same with the form itself. Readers sign without leaving the report; only the first of a report has its form."""

    class Meta:
        icon = "form"
        label = _("Appeal with its form")


class DonationBox(blocks.StructBlock):  # type: ignore[misc]
    """A donation appeal with what it has received when the report is read, and the way to its page. Readers see it once it is opened."""

    donation = Chosen(label=_("Donation appeal"), choices=donations_to_choose)

    class Meta:
        icon = "pick"
        label = _("Donation box")


def report_blocks() -> list[tuple[str, blocks.Block]]:
    """Name and block, in the order in which the editor is offered them."""
    words: list[tuple[str, blocks.Block]] = [("paragraph", Paragraph()), ("heading", Heading()), ("quote", Quote())]
    return [
        *words,
        ("picture", Picture()),
        ("gallery", Gallery()),
        ("document", Document()),
        ("number", Number()),
        ("chart", Chart()),
        ("map", Map()),
        ("case", CaseCard()),
        ("appeal", AppealCard()),
        ("appeal_form", AppealWithForm()),
        ("donation", DonationBox()),
    ]
