"""WebSub: the feeds that name the hub, and what the hub is told."""

import datetime
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db

HUB = "https://hub.example.org/"


@pytest.fixture
def hub(settings):
    """A hub that stores the addresses that it is told of in ``told``, and answers with ``status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            data = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert data["hub.mode"] == ["publish"]
            self.server.told += data["hub.url"]
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.told, server.status = [], 204
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/"
    cache.clear()
    yield server
    server.shutdown()
    server.server_close()


def told(hub):
    """Run the command; return the addresses that it told, without host and format, each once."""
    hub.told.clear()
    call_command("ping_hub")
    return sorted({re.sub(r"^http://[^/]*|feed\.[a-z]*$", "", url) for url in hub.told})


def test_the_feeds_of_whole_lists_name_the_hub(settings):
    make.topic(slug="law")
    make.person(slug="anna"), make.person(slug="boris")
    addresses = {
        "news/": True,
        "meetings/": True,
        "corrections/": True,
        "meetings/2023/": False,
        "people/anna/with/boris/": False,
    }
    for value in (HUB, ""):
        settings.WEBSUB_HUB = value
        for path, has_hub in addresses.items():
            for name in ("feed.rss", "feed.atom"):
                content = Client().get(f"/en/{path}{name}").content.decode()
                assert (f'href="{HUB}"' in content and 'rel="hub"' in content) == (has_hub and bool(value)), (
                    path
                )
            hubs = json.loads(Client().get(f"/en/{path}feed.json").content).get("hubs")
            assert hubs == ([{"type": "WebSub", "url": HUB}] if has_hub and value else None)
        assert HUB not in Client().get("/en/news/feed.rss?topic=law").content.decode()


def test_the_hub_is_told_once_of_what_is_new(hub):
    assert len(told(hub)) == 6
    assert told(hub) == []
    make.news("The story", "ru")
    assert told(hub) == ["/ru/news/"]
    make.meeting()
    assert told(hub) == ["/en/meetings/", "/ru/meetings/"]
    assert told(hub) == []


def test_what_is_scheduled_is_told_when_it_appears(hub):
    now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False):
        make.news("Later", publish_at=now + datetime.timedelta(hours=1))
        told(hub)
        assert told(hub) == []
    with time_machine.travel(now + datetime.timedelta(hours=2), tick=False):
        assert told(hub) == ["/en/news/"]


def test_a_feed_that_the_hub_refuses_is_named_and_told_again(hub):
    hub.status = 500
    with pytest.raises(CommandError, match=r"/en/news/feed\.rss: HTTP Error 500"):
        call_command("ping_hub")
    hub.status = 204
    assert len(told(hub)) == 6


def test_a_hub_that_does_not_answer_is_an_error(hub, settings):
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    with pytest.raises(CommandError, match="did not take"):
        call_command("ping_hub")


def test_without_a_hub_the_command_says_what_to_do(settings):
    settings.WEBSUB_HUB = ""
    with pytest.raises(CommandError, match="Set WEBSUB_HUB"):
        call_command("ping_hub")
