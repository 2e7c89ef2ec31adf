"""Posts of organizations, as Popolo defines them."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ipacis.core.lists.listed import ListSource
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.permissions import OF_MERGED
from ipacis.core.record.policy import Use, immaterial
from ipacis.core.search.findable import Findable, Named
from ipacis.core.text.labels import LANGUAGES, has_label, label_columns, label_field
from ipacis.core.text.languages import naturally
from ipacis.core.web.paths import path_to

from .organizations import FormerName, Organization, Renamed


class Post(Renamed, Named, Findable, ListSource, Addressed):
    """A position in an organization that exists regardless of who holds it (Popolo Post)."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,  # history: who held the post stays known
        related_name="posts",
        verbose_name=_("organization"),
    )
    label = label_field(_("title of the post"))
    order = models.PositiveSmallIntegerField(
        _("rank"), default=100, help_text=_("1 is the head; posts of an organization are listed by rank.")
    )
    single = models.BooleanField(
        _("one holder at a time"),
        default=True,
        help_text=_("Off for posts that several people hold at once, such as deputies and members."),
    )
    on_home = models.BooleanField(
        _("on the home page"),
        default=False,
        help_text=_(
            "The home page names who holds it: the heads of the Assembly and the speakers of its parliaments."
        ),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "organization": ngettext_lazy("%(n)d post", "%(n)d posts", "n"),
    }
    field_policy = {
        "slug": immaterial("former addresses lead to the present one", Use.SEARCH, Use.JSON),
        "organization": immaterial(
            "it describes the post and no meeting",
            Use.SEARCH,
            Use.NAME,
            Use.JSON,
            Use.JSON_LD,
            Use.LIST,
        ),
        "label": immaterial(
            "earlier titles stay known, and meetings keep the office as it was printed",
            Use.SEARCH,
            Use.NAME,
            Use.JSON,
            Use.JSON_LD,
        ),
        "order": immaterial("it is the order of the site’s own lists"),
        "single": immaterial("it decides how the time of offices is understood", Use.JSON, Use.JSON_LD),
        "on_home": immaterial("it is a choice of the site"),
        "former_names": immaterial("they are added as they become known", Use.SEARCH, Use.JSON, part=True),
    }

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        default_permissions = OF_MERGED
        ordering = ["order", *label_columns("label"), "pk"]
        constraints = [
            models.CheckConstraint(
                name="people_post_has_label",
                condition=has_label("label"),
                violation_error_message=_("Give the post a title in at least one language."),
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return path_to("post", self.slug)

    slug_source = present_name = "label"
    search_kind = "posts"

    def search_title(self, language):
        return getattr(self, f"label_{language}")

    def search_names(self):
        return [getattr(row, f"name_{code}") for row in self.former_names.all() for code in LANGUAGES]

    def search_parts(self, language):
        return [self.organization.name]


def by_rank(posts: Iterable[Post]) -> list[Post]:
    """Return *posts*, those of the highest rank first, then in the natural order of their titles."""
    return sorted(posts, key=lambda post: (post.order, naturally(post.label), post.pk))


class PostName(FormerName):
    """An earlier title of a post."""

    post = models.ForeignKey(
        Post,
        on_delete=models.CASCADE,  # a part: the title belongs to the post alone
        related_name="former_names",
        verbose_name=_("post"),
    )

    #: {foreign key: words for a number of rows that a merge moves}.
    counted = {
        "post": ngettext_lazy("%(n)d earlier title", "%(n)d earlier titles", "n"),
    }
    whole = "post"
    field_policy = {"post": immaterial("it moves to another post only in a merge")}

    class Meta(FormerName.Meta):
        verbose_name = _("earlier title")
        verbose_name_plural = _("earlier titles")
