"""schema.org data of pages: dictionaries that the template tag ``{% jsonld %}`` prints."""

from typing import Any

from django.conf import settings
from django.db.models import Model

from ipacis.core.web.absolute import absolute

PUBLISHER = {
    "@type": "Organization",
    "@id": f"{settings.SITE_URL}/#organization",
    "name": "Interparliamentary Assembly of the CIS",
    "alternateName": ["IPA CIS", "МПА СНГ"],
    "url": f"{settings.SITE_URL}/",
}


def graph(thing: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON-LD document of *thing*, without empty values."""
    return {"@context": "https://schema.org", **filled(thing)}


def filled(value: Any) -> Any:
    """Return *value* without None, "", [] and {} at any depth, and with plain str for its subclasses."""
    if isinstance(value, dict):
        kept = {key: filled(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [filled(part) for part in value]
    return str(value) if isinstance(value, str) else value


def address_of(thing: Model) -> str:
    """Return the absolute address of the page of *thing*."""
    return absolute(thing.get_absolute_url())


def site(language: str) -> dict[str, Any]:
    """Return the schema.org WebSite of this site with its SearchAction, for the home page in *language* (code)."""
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
