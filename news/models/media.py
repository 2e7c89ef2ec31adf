"""Photos and documents, with texts in every language."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ipacis.core.files.pictures import PictureField
from ipacis.core.files.renditions import Shape
from ipacis.core.files.uploads import OwnName
from ipacis.core.record.base import Record
from ipacis.core.record.dates import Precision, last_day, show_partial
from ipacis.core.record.fields import ProtectedManyToManyField
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import Findable, Named, SearchDays
from ipacis.core.text.labels import has_label, label_columns, label_field
from people.models import Organization

#: A part of a photo around its focal point, three by two, as lists and the head of a release show it.
LEAD = Shape("lead", (480, 960, 1440), ratio=3 / 2)
#: A whole photo, as its enlargement shows it.
WHOLE = Shape("whole", (960, 1920))
#: The most bytes of a document.
MAX_BYTES = 50_000_000


def is_pdf(file: File) -> None:
    """Raise ValidationError unless *file* begins like a PDF (ISO 32000-1, 7.5.2). Its name does not matter."""
    file.seek(0)
    beginning = file.read(1024)
    file.seek(0)
    if b"%PDF-" not in beginning:
        raise ValidationError(_("This file is not a PDF. Save the document as PDF and upload it again."))


def check_document(file: File) -> None:
    """Raise ValidationError unless *file* is a PDF of at most MAX_BYTES."""
    if getattr(file, "_committed", False):
        return  # a stored file was checked before
    if file.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 50 MB. Save it smaller and upload it again."))
    is_pdf(file)


class DocumentFile(FieldFile):
    """The file of a DocumentField. ``save`` checks it, so a program cannot store what a form would refuse."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store *content* under a name that the site chooses. Raises ValidationError (``check_document``)."""
        check_document(content)
        super().save("document.pdf", content, save)

    save.alters_data = True


class DocumentField(models.FileField):
    """A PDF. The site does not keep the name of the uploaded file, so that name may have any length and alphabet."""

    attr_class = DocumentFile

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": None, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs


class Photo(Record):
    """A photograph with a caption and a description of what it shows (``alt``) for readers who cannot see it."""

    image = PictureField(
        _("picture"),
        upload_to=OwnName("photos"),
        db_index=True,
        auto_add_fields=True,
        formats={
            "small": ["default", ("crop", (480, 320))],
            "large": ["default", ("thumbnail", (1280, 1280))],
            **LEAD.formats(),
            **WHOLE.formats(),
        },
    )
    alt = label_field(_("what it shows"))
    caption = label_field(_("caption"), max_length=500)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = label_field(
        _("terms of use"),
        max_length=200,
        help_text=_("Such as “Free to use with the name of the photographer” or “CC BY 4.0”."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    field_policy = {
        "image": immaterial("a better copy of the same photograph may take its place", Use.FEED, Use.JSON_LD),
        "image_ppoi": immaterial("it says where the photo may be cut"),
        "image_width": immaterial("it follows from the file"),
        "image_height": immaterial("it follows from the file"),
        "alt": immaterial("it describes the photo for readers who cannot see it", Use.FEED),
        "caption": immaterial("the people on a photo often become known later", Use.FEED),
        "credit": immaterial("it names the photographer"),
        "licence": immaterial("it tells how the photo may be used today"),
        "created_at": immaterial("the site writes it"),
    }

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="news_photo_has_alt",
                condition=has_label("alt"),
                violation_error_message=_("Say in a few words what the photo shows."),
            ),
        ]

    def __str__(self):
        return self.alt

    @property
    def file_size(self) -> int | None:
        """The size of the stored file in bytes; None if the storage has lost it."""
        return size_of(self.image)


def size_of(file: FieldFile) -> int | None:
    """Return the size of *file* in bytes; None without a file, or if the storage has lost it."""
    try:
        return file.size if file else None
    except OSError:
        return None


def public_links(relation: models.ManyToManyRel) -> models.QuerySet:
    """Return the links by which public rows of *relation* refer to the document of an outer query."""
    public = relation.related_model.objects.published()
    whole = models.OuterRef(relation.field.m2m_field_name())
    return relation.through.objects.filter(
        models.Exists(public.filter(pk=whole)), document=models.OuterRef("pk")
    )


class Document(Named, Findable):
    """A convention, statement, report or other text that a meeting or a release refers to."""

    class Kind(models.TextChoices):
        CONVENTION = "convention", _("convention")
        TREATY = "treaty", _("treaty")
        MEMORANDUM = "memorandum", _("memorandum")
        MODEL_LAW = "model_law", _("model law")
        LAW = "law", _("law or code")
        STATEMENT = "statement", _("statement")
        REPORT = "report", _("report")
        PLAN = "plan", _("plan")
        RECOMMENDATIONS = "recommendations", _("recommendations")
        OTHER = "other", _("other")

    title = label_field(_("title"), max_length=500)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    adopted = models.DateField(_("adopted"), null=True, blank=True)
    adopted_precision = models.CharField(
        _("the date is known to the"), max_length=7, choices=Precision, default=Precision.DAY
    )
    bodies = ProtectedManyToManyField(
        Organization, verbose_name=_("adopted or prepared by"), related_name="documents", blank=True
    )
    file = DocumentField(
        _("file"),
        upload_to=OwnName("documents"),
        blank=True,
        db_index=True,
        validators=[check_document],
        help_text=_("A PDF of at most 50 MB."),
    )
    url = models.URLField(_("address on another site"), max_length=500, blank=True)

    #: {many-to-many relation: words for a number of links that a merge moves}.
    counted_links = {
        "bodies": ngettext_lazy("%(n)d document", "%(n)d documents", "n"),
    }

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = [*label_columns("title"), "pk"]
        constraints = [
            models.CheckConstraint(
                name="news_document_has_title",
                condition=has_label("title"),
                violation_error_message=_("Give the document a title in at least one language."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def adopted_text(self) -> str:
        """The date of adoption in words, in the active language; empty if there is none."""
        return show_partial(self.adopted, self.adopted_precision)

    @property
    def file_size(self) -> int | None:
        """The size of the file in bytes; None without a file, or if the storage has lost it."""
        return size_of(self.file)

    search_kind = "documents"
    field_policy = {
        "title": immaterial("a document has the name that its authors give it", Use.SEARCH, Use.NAME),
        "kind": immaterial("it is the site’s own classification", Use.SEARCH),
        "adopted": immaterial("it describes the document and no meeting", Use.SEARCH),
        "adopted_precision": immaterial("it describes the document and no meeting", Use.SEARCH),
        "bodies": immaterial("they describe the document and no meeting", Use.SEARCH),
        "file": immaterial("a better copy of the same document may take its place", Use.SEARCH),
        "url": immaterial("it leads to another site", Use.SEARCH),
    }

    @classmethod
    def search_public(cls):
        """Return the documents that a public meeting or release refers to."""
        news, meetings = (public_links(relation) for relation in (cls.news.rel, cls.meetings.rel))
        return cls.objects.filter(models.Exists(news) | models.Exists(meetings))

    def search_title(self, language):
        return getattr(self, f"title_{language}")

    def search_parts(self, language):
        return [self.get_kind_display(), *(organization.name for organization in self.bodies.all())]

    def search_days(self):
        if self.adopted and self.adopted_precision != Precision.UNKNOWN:
            last = last_day(self.adopted, self.adopted_precision)
            return SearchDays(self.adopted, last, self.adopted_precision)
        return None

    def search_address(self):
        return self.file.url if self.file else self.url
