"""The terms on which the data of the site may be used."""

from django.utils.translation import gettext_lazy as _

#: Facts: no conditions.
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
#: Texts: the name of the site and a link.
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
TERMS = _(
    "The facts – who, where, when, in which office – may be used freely (CC0). The texts may be used under CC BY 4.0: "
    "name this site and link to the page."
)
