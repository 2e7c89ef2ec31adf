"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from ipacis.core.middleware import TextRequest
from ipacis.core.postgresql.watched import WatchedConnection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")

# Who asked for a page has gone by then. Commands do not come here and have no limit.
WatchedConnection.limit = 15


application = get_wsgi_application()
application.request_class = TextRequest
