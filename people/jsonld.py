"""schema.org data of people, organizations and posts."""

from collections.abc import Iterable

from ipacis.core.record.dates import iso_partial
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.languages import by_name
from ipacis.core.web.absolute import absolute
from ipacis.core.web.jsonld import address_of, filled, graph

from .models import Membership, Organization, Person


def organization_part(organization: Organization | None) -> dict | None:
    """Return the schema.org Organization of *organization*, to embed in another thing; None for None."""
    if organization is None:
        return None
    return filled(
        {
            "@type": "Organization",
            "name": organization.name,
            "alternateName": organization.short_name if organization.short_name != organization.name else "",
            "url": address_of(organization),
        }
    )


def person_page(person: Person, memberships: Iterable[Membership]) -> dict:
    """Return the schema.org ProfilePage of *person*.

    *memberships* are all offices, loaded with their tenures, posts and organizations. A job title is an office that a
    source states for today.
    """
    parts = person.parts(LANGUAGES[0])
    return graph(
        {
            "@type": "ProfilePage",
            "url": address_of(person),
            "dateModified": person.modified_at.replace(microsecond=0).isoformat(),
            "mainEntity": {
                "@type": "Person",
                "name": person.name,
                "givenName": parts.given,
                "familyName": parts.family,
                "alternateName": sorted(
                    {
                        *(other.name for other in person.other_names.all() if not other.find_only),
                        *(person.name_in(code) for code in LANGUAGES),
                    }
                    - {person.name}
                ),
                "image": person.portrait and absolute(person.portrait.large),
                "jobTitle": [row.full_title for row in memberships if row.is_in_office],
                "sameAs": person.wikidata_id and f"https://www.wikidata.org/wiki/{person.wikidata_id}",
                "memberOf": [role_part(row) for row in memberships],
            },
        }
    )


def role_part(membership: Membership) -> dict:
    """Return the schema.org OrganizationRole of *membership*, with its first and last day as far as they are stated.

    The description tells the days on which sources name the person in the office, and what else is known of its end.
    """
    return {
        "@type": "OrganizationRole",
        "roleName": membership.full_title,
        "startDate": iso_partial(membership.start_date, membership.start_precision),
        "endDate": iso_partial(membership.end_date, membership.end_precision),
        "description": membership.remarks_text,
        "memberOf": organization_part(membership.post.organization),
    }


def organization_page(organization: Organization) -> dict:
    """Return the schema.org Organization of the page of *organization*."""
    return graph(
        {
            **organization_part(organization),
            "foundingDate": iso_partial(organization.start_date, organization.start_precision),
            "dissolutionDate": iso_partial(organization.end_date, organization.end_precision),
            "address": organization.address,
            "telephone": organization.telephone,
            "email": organization.email,
            "parentOrganization": organization_part(organization.parent),
            "sameAs": [
                *([organization.website] if organization.website else []),
                *(
                    [f"https://www.wikidata.org/wiki/{organization.wikidata_id}"]
                    if organization.wikidata_id
                    else []
                ),
            ],
            "subOrganization": [organization_part(child) for child in by_name(organization.children.all())],
        }
    )
