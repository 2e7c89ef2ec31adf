"""The rights that an administrator gives to accounts and roles, and the names of the roles that the site begins with."""

from django.utils.translation import gettext_lazy as _

from ipacis.core.accounts.rights import Right

#: The names of the roles that a migration makes, see ``news/migrations/0020_roles.py``.
ROLES = (_("Author"), _("Editor"), _("Administrator"))

TEXTS = ("news.newsitem", "news.meeting")
PARTS_OF_TEXTS = ("news.report", "news.newsphoto", "news.participation")
FILES = ("news.photo", "news.document")
PEOPLE = ("people.person", "people.membership")
PARTS_OF_PEOPLE = ("people.othername",)
ORGANIZATIONS = ("people.organization", "people.post")
PARTS_OF_ORGANIZATIONS = ("people.organizationname", "people.postname")
PLACES = ("news.place", "news.event")
PARTS_OF_PLACES = ("news.placename", "news.placealias")
TOPICS = ("news.topic",)
PARTS_OF_TOPICS = ("news.topicalias",)
MERGED = ("people.person", "people.organization", "people.post", "news.place", "news.event", "news.topic")
ACCOUNTS = ("auth.user", "auth.group")


def allow(actions: str, *models: str) -> frozenset[str]:
    """Return the names of the permissions for *actions*, such as "add change", on *models*, such as "news.meeting"."""
    labels = [model.split(".") for model in models]
    return frozenset(f"{app}.{action}_{name}" for app, name in labels for action in actions.split())


def parts(*models: str) -> frozenset[str]:
    """Return the names of all permissions for rows that are edited in the form of another row."""
    return allow("add change delete view", *models)


#: In the order in which they are shown.
RIGHTS = (
    Right(
        "read",
        _("See all texts and records, drafts and their history included"),
        allow("view", *TEXTS, *FILES, *PEOPLE, *ORGANIZATIONS, *PLACES, *TOPICS)
        | allow("view", *PARTS_OF_TEXTS, *PARTS_OF_PEOPLE, *PARTS_OF_ORGANIZATIONS)
        | allow("view", *PARTS_OF_PLACES, *PARTS_OF_TOPICS),
    ),
    Right(
        "write",
        _("Write own releases and meetings, and submit them for review"),
        allow("add change_own", *TEXTS) | parts(*PARTS_OF_TEXTS),
    ),
    Right(
        "edit",
        _("Change all releases and meetings, published ones included"),
        allow("add change view", *TEXTS) | parts(*PARTS_OF_TEXTS),
    ),
    Right(
        "publish",
        _("Publish and schedule releases and meetings, or return them with a remark"),
        allow("view publish", *TEXTS),
    ),
    Right("withdraw", _("Withdraw what is published"), allow("view withdraw", *TEXTS)),
    Right(
        "delete texts",
        _("Delete drafts of colleagues"),
        allow("view delete", *TEXTS) | parts(*PARTS_OF_TEXTS),
    ),
    Right("add files", _("Add photos and documents"), allow("add view", *FILES)),
    Right("change files", _("Change photos and documents"), allow("add change view", *FILES)),
    Right("delete files", _("Delete photos and documents that nothing uses"), allow("view delete", *FILES)),
    Right(
        "add people",
        _("Add people, who are not public yet, and their offices"),
        allow("add view", *PEOPLE) | parts(*PARTS_OF_PEOPLE),
    ),
    Right(
        "change people",
        _("Change people and their offices, and make people public"),
        allow("add change view", *PEOPLE) | parts(*PARTS_OF_PEOPLE),
    ),
    Right(
        "delete people",
        _("Delete people and offices on which nothing depends"),
        allow("view delete", *PEOPLE) | parts(*PARTS_OF_PEOPLE),
    ),
    Right(
        "change organizations",
        _("Add and change organizations and posts"),
        allow("add change view", *ORGANIZATIONS) | parts(*PARTS_OF_ORGANIZATIONS),
    ),
    Right(
        "delete organizations",
        _("Delete organizations and posts on which nothing depends"),
        allow("view delete", *ORGANIZATIONS) | parts(*PARTS_OF_ORGANIZATIONS),
    ),
    Right(
        "change places",
        _("Add and change places and events"),
        allow("add change view", *PLACES) | parts(*PARTS_OF_PLACES),
    ),
    Right(
        "delete places",
        _("Delete places and events on which nothing depends"),
        allow("view delete", *PLACES) | parts(*PARTS_OF_PLACES),
    ),
    Right(
        "change topics",
        _("Add and change topics"),
        allow("add change view", *TOPICS) | parts(*PARTS_OF_TOPICS),
    ),
    Right("delete topics", _("Delete topics"), allow("view delete", *TOPICS) | parts(*PARTS_OF_TOPICS)),
    Right(
        "merge", _("Merge records about the same thing, and undo merges"), allow("view change merge", *MERGED)
    ),
    Right("audit", _("See the list of sensitive acts"), allow("view", "core.auditentry")),
    Right("accounts", _("Manage accounts and roles"), allow("add change delete view", *ACCOUNTS)),
    Right(
        "second factors",
        _("Remove the second factor of a colleague who lost it"),
        allow("view delete", "mfa.authenticator"),
    ),
)
