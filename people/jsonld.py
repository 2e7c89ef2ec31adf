"""schema.org data of people, organizations and posts."""

from ipacis.core.record.dates import iso_partial
from ipacis.core.web.absolute import absolute
from ipacis.core.web.jsonld import address_of, filled, graph


def organization_part(organization):
    """Return *organization* as a part of something else, None for none."""
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


def person_part(person):
    """Return *person* as a part of something else; only somebody public has an address."""
    part = {"@type": "Person", "name": person.name}
    if person.is_public:
        part["url"] = address_of(person)
    return filled(part)


def person_page(person, memberships):
    """Return the page of *person*, who has ``offices``, with *memberships*, the same with their organizations."""
    english = person.parts("en")
    return graph(
        {
            "@type": "ProfilePage",
            "url": address_of(person),
            "dateModified": person.modified_at.replace(microsecond=0).isoformat(),
            "mainEntity": {
                "@type": "Person",
                "name": person.name,
                "givenName": english.given,
                "familyName": english.family,
                "alternateName": sorted(
                    {
                        *(other.name for other in person.other_names.all()),
                        person.name_in("en"),
                        person.name_in("ru"),
                    }
                    - {person.name}
                ),
                "nationality": person.country and {"@type": "Country", "name": person.country.name},
                "image": person.portrait and absolute(person.portrait.large),
                "jobTitle": [row.post.label for row in person.present_offices if row.start_date],
                "sameAs": person.wikidata_id and f"https://www.wikidata.org/wiki/{person.wikidata_id}",
                "memberOf": [role_part(row) for row in memberships],
            },
        }
    )


def role_part(membership):
    """Return an office held, from–to as far as it is known (schema.org OrganizationRole)."""
    return {
        "@type": "OrganizationRole",
        "roleName": membership.post.label,
        "startDate": iso_partial(membership.start_date, membership.start_precision),
        "endDate": iso_partial(membership.end_date, membership.end_precision),
        "memberOf": organization_part(membership.post.organization),
    }


def organization_page(organization):
    """Return the page of *organization*."""
    return graph(
        {
            **organization_part(organization),
            "parentOrganization": organization_part(organization.parent),
            "sameAs": [
                *([organization.website] if organization.website else []),
                *(
                    [f"https://www.wikidata.org/wiki/{organization.wikidata_id}"]
                    if organization.wikidata_id
                    else []
                ),
            ],
            "subOrganization": [organization_part(child) for child in organization.children.all()],
        }
    )
