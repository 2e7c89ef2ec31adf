"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from ipacis.core.postgresql.watched import WatchedConnection
from ipacis.core.web.middleware import TextRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")

# Seconds that a database statement may take. Commands do not import this module, so they have no limit.
WatchedConnection.limit = 15

# A page makes thousands of objects, which are freed without the garbage collector. It would look at them repeatedly.
gc.set_threshold(20_000, 20, 20)

django_application = get_wsgi_application()
django_application.request_class = TextRequest

# These modules import models, so the apps must be loaded.
from ipacis.core.search.pending import writer  # noqa: E402
from ipacis.core.web.ready import with_ready_pages  # noqa: E402

# A process that was stopped may have left entries.
writer.start()

application = with_ready_pages(django_application)
