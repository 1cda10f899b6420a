"""What a case is found by, and views that an organisation keeps."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.models.case import Case
from outcry.cases.word_index import LEXEMES, asked
from outcry.lib.sealing import SealedTextField

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _Lookup = models.Lookup[str]
else:
    _TextField = models.TextField
    _Lookup = models.Lookup


class FoldedWordsField(_TextField):
    """Folded words between blanks, each once. Asked with `has_word="..."` and `has_beginning="..."`, by the index of word_index.py."""


class _HasWord(_Lookup):
    """Whether one of the words is this one."""

    lookup_name = "has_word"
    is_beginning: ClassVar[bool] = False

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        alias, model = compiler.quote_name(self.lhs.alias), self.lhs.target.model
        index = f"{model._meta.db_table}_words"
        return f"{alias}.{model._meta.pk.column} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [self._asked(connection)]  # noqa: S608  our own names

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{LEXEMES.format(column=column)} @@ %s::tsquery", [*parameters, self._asked(connection)]

    def _asked(self, connection: Any) -> str:
        return asked(connection, str(self.rhs), is_beginning=self.is_beginning)


class _HasBeginning(_HasWord):
    """Whether one of the words begins so."""

    lookup_name = "has_beginning"
    is_beginning = True


FoldedWordsField.register_lookup(_HasWord)
FoldedWordsField.register_lookup(_HasBeginning)


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
