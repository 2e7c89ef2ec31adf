"""Photos and documents: one row each, with labels in every language."""

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ipacis.core.dates import Precision, last_day, show_partial
from ipacis.core.labels import has_label, label_columns, label_field
from ipacis.core.pictures import PictureField
from ipacis.core.publication import public
from ipacis.core.search.findable import Findable
from ipacis.core.search.named import Named
from people.models import Organization


def is_pdf(file):
    """Raise ValidationError unless *file* begins as a PDF does (ISO 32000-1, 7.5.2), whatever its name."""
    file.seek(0)
    beginning = file.read(1024)
    file.seek(0)
    if b"%PDF-" not in beginning:
        raise ValidationError(_("This file is no PDF. Save the document as PDF and upload it again."))


class Photo(models.Model):
    """A photograph with what it shows, for readers who see it and for those who do not."""

    image = PictureField(
        _("picture"),
        upload_to="photos/%Y/%m",
        auto_add_fields=True,
        formats={
            "small": ["default", ("crop", (480, 320))],
            "large": ["default", ("thumbnail", (1280, 1280))],
        },
    )
    alt = label_field(_("what it shows"))
    caption = label_field(_("caption"), max_length=500)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

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


class Document(Named, Findable, models.Model):
    """A convention, a statement, a report … that a meeting or a release refers to."""

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
    bodies = models.ManyToManyField(
        Organization, verbose_name=_("adopted or prepared by"), related_name="documents", blank=True
    )
    file = models.FileField(
        _("file"), upload_to="documents/%Y", blank=True, validators=[FileExtensionValidator(["pdf"]), is_pdf]
    )
    url = models.URLField(_("address on another site"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["title_en", "title_ru", "pk"]
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
    def adopted_text(self):
        return show_partial(self.adopted, self.adopted_precision)

    search_kind = "documents"
    names_told = label_columns("title")
    search_related = ("bodies",)

    @classmethod
    def search_public(cls):
        """Documents that a public meeting or release refers to."""
        return cls.objects.filter(public(prefix="news__") | public(prefix="meetings__"))

    def search_title(self, language):
        return getattr(self, f"title_{language}")

    def search_parts(self, language):
        return [self.get_kind_display(), *(body.name for body in self.bodies.all())]

    def search_days(self):
        if self.adopted and self.adopted_precision != Precision.UNKNOWN:
            return self.adopted, last_day(self.adopted, self.adopted_precision), self.adopted_precision
        return None

    def search_address(self):
        return self.file.url if self.file else self.url
