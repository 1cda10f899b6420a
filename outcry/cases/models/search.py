"""What a case is found by, and views that an organisation keeps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.models.case import Case
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.sealing import SealedTextField


class SearchText(models.Model):
    """The folded words of everything in a case's file that is not sealed, in all languages. Written with the file, never read by people."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="search_text")
    folded = FoldedWordsField(editable=False)

    def __str__(self) -> str:
        return f"words of {self.case_id}"


class SavedView(models.Model):
    """A filter with a name. The filter is sealed, since somebody's name may be what is looked for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name of the view"), max_length=80)
    query = SealedTextField(_("filter"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"saved_view:{self.pk}"
