"""People, the organizations they belong to and the posts they hold, in the terms of Popolo."""

from people.names.models import NameBatch, NameForm, NamePart, NameWord

from .memberships import Membership
from .organizations import Organization, OrganizationName
from .other_names import OtherName
from .persons import NameParts, Person, PersonLink, offices
from .persons import index as name_index
from .posts import Post, PostName

__all__ = [
    "Membership",
    "NameBatch",
    "NameForm",
    "NamePart",
    "NameParts",
    "NameWord",
    "Organization",
    "OrganizationName",
    "OtherName",
    "Person",
    "PersonLink",
    "Post",
    "PostName",
    "name_index",
    "offices",
]
