"""Pages as tests read them."""

from django.http import HttpResponse

from ipacis.core.text.typography import JOINER, NBSP


def typed(response: HttpResponse) -> str:
    """Return the page with usual spaces, as one types the words to look for."""
    return response.content.decode().replace(NBSP, " ").replace(JOINER, "")
