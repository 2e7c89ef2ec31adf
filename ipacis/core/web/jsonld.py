"""schema.org data of pages, as dictionaries that ``{% jsonld %}`` prints."""

from django.conf import settings

from ipacis.core.web.absolute import absolute

PUBLISHER = {
    "@type": "Organization",
    "@id": f"{settings.SITE_URL}/#organization",
    "name": "Interparliamentary Assembly of the CIS",
    "alternateName": ["IPA CIS", "МПА СНГ"],
    "url": f"{settings.SITE_URL}/",
}


def graph(thing):
    """Return *thing* as a JSON-LD document, without what has no value."""
    return {"@context": "https://schema.org", **filled(thing)}


def filled(value):
    """Return *value* without empty texts, lists and Nones, however deep."""
    if isinstance(value, dict):
        kept = {key: filled(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [filled(part) for part in value]
    return str(value) if isinstance(value, str) else value


def address_of(thing):
    """Return the absolute address of *thing*."""
    return absolute(thing.get_absolute_url())


def site(language):
    """Return the site itself, with its search box (schema.org WebSite)."""
    home = f"{settings.SITE_URL}/{language}/"
    return graph(
        {
            "@type": "WebSite",
            "@id": f"{home}#website",
            "url": home,
            "name": PUBLISHER["name"],
            "inLanguage": language,
            "publisher": PUBLISHER,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search/?q={{search_term_string}}"},
            },
        }
    )


def collection(name, address, things):
    """Return a page that lists *things*: (name, absolute address) each (schema.org CollectionPage)."""
    return graph(
        {
            "@type": "CollectionPage",
            "name": name,
            "url": address,
            "isPartOf": {"@type": "WebSite", "name": PUBLISHER["name"], "url": f"{settings.SITE_URL}/"},
            "mainEntity": {
                "@type": "ItemList",
                "numberOfItems": len(things),
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "name": text, "url": url}
                    for place, (text, url) in enumerate(things, 1)
                ],
            },
        }
    )
