"""What every row of the case file has in common: whose it is, and which of its columns are facts to be entered."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from outcry.cases.models.case import Case

    _ForeignKey = models.ForeignKey[Any, Any]
    _ManyToMany = models.ManyToManyField[Any, Any]
else:
    _ForeignKey = models.ForeignKey
    _ManyToMany = models.ManyToManyField


class Part(models.Model):
    """A row that belongs to another row of the file. Its words, if it has any, stand in text rows by language.

    FACTS are the columns that a person enters; OWNER is the column that names the row above it. The operations in
    writing.py know nothing else of a part, so a new kind of part is a new model and no new operation.
    """

    FACTS: ClassVar[tuple[str, ...]] = ()
    OWNER: ClassVar[str] = "case"

    class Meta:
        abstract = True

    @property
    def file(self) -> "Case":
        """The case whose file it stands in."""
        owner: Any = getattr(self, self.OWNER)
        return owner if self.OWNER == "case" else owner.file  # type: ignore[no-any-return]

    def filed(self) -> None:
        """What follows from the facts once they are saved. Mostly nothing."""


class PartOfAct(Part):
    """More about one act: how she was held, what the fine was. Lies with the act in the file."""

    OWNER = "act"

    class Meta:
        abstract = True


class CodedField(_ForeignKey):
    """A term of one of the controlled lists, kept even when the list goes on without it; None: not coded yet.

    `in_list` names the list by its key. It binds forms and operations, not the database, where terms may move between lists.
    """

    def __init__(self, *args: Any, in_list: str = "", **kwargs: Any) -> None:
        self.in_list = in_list
        kwargs.setdefault("to", "vocabularies.Term")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("related_name", "+")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A migration sees a plain column: lists come and go without one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def clone(self) -> Any:
        """The same field again. What is Django's default is not ours, so it is said."""
        _name, _path, args, kwargs = self.deconstruct()
        return type(self)(*args, in_list=self.in_list, **{**kwargs, "null": self.null, "blank": self.blank})


class ManyCodedField(_ManyToMany):
    """Several terms of one controlled list."""

    def __init__(self, *args: Any, in_list: str = "", **kwargs: Any) -> None:
        self.in_list = in_list
        kwargs.setdefault("to", "vocabularies.Term")
        kwargs.setdefault("blank", True)
        kwargs.setdefault("related_name", "+")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A migration sees a plain column: lists come and go without one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ManyToManyField", args, kwargs

    def clone(self) -> Any:
        """The same field again. What is Django's default is not ours, so it is said."""
        _name, _path, args, kwargs = self.deconstruct()
        return type(self)(*args, in_list=self.in_list, **{**kwargs, "blank": self.blank})
