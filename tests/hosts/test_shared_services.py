"""Two hosts that share a Redis and a bucket of S3, with the real servers of both."""

import http.cookiejar
import os
import re
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

import pytest

from news.models import Photo
from tests import postgres
from tests.servers import fetch, manage, running

from .serving import ask, host

pytestmark = [pytest.mark.slow, pytest.mark.once]
#: More failed sign-ins than one address may have for one account (ACCOUNT_RATE_LIMITS).
MANY = 8
BUCKET = "ipacis-files"


@contextmanager
def redis(port):
    """Run a Redis server on *port*. Skips the test if it is not installed."""
    if not (program := shutil.which("redis-server")):
        pytest.skip("redis-server is not installed")
    with running([program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]):
        yield


def sign_in(address, password):
    """Send the form of the sign-in as a browser does, and return the status and the text of the answer."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = browser.open(f"{address}/accounts/login/", timeout=10).read().decode()
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form))
    data = {"csrfmiddlewaretoken": token, "login": "olga", "password": password}
    request = urllib.request.Request(
        f"{address}/accounts/login/", urllib.parse.urlencode(data).encode(), {"Referer": address}
    )
    try:
        with browser.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_failed_sign_ins_are_counted_for_both_hosts_in_redis(on_postgresql):
    port = postgres.free_port()
    url = f"redis://127.0.0.1:{port}/0"
    here, there = ({**environment, "REDIS_URL": url} for environment in on_postgresql)
    create = "from django.contrib.auth.models import User; User.objects.create_superuser('olga', '', 'right-pass-word')"
    manage(here, "shell", "-c", create)
    with host(here, workers=2) as first, host(there, workers=2) as second:
        with redis(port):
            answers = [sign_in((first, second)[number % 2], "wrong") for number in range(MANY)]
            too_many = ["Too many failed" in text for _status, text in answers]
            assert too_many == sorted(too_many)
            assert (too_many[:4], too_many[-2:]) == ([False] * 4, [True] * 2)
        assert sign_in(second, "right-pass-word")[0] == 503
        assert ask(f"{second}/en/meetings/?q=anything")[0] == 200
        with redis(port):
            end = time.monotonic() + 5
            while sign_in(second, "right-pass-word")[0] == 503:
                assert time.monotonic() < end
                time.sleep(0.2)


@pytest.fixture
def s3():
    """Yield the environment for an S3 server of moto with the bucket BUCKET."""
    boto3 = pytest.importorskip("boto3")
    port = postgres.free_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with running([sys.executable, "-m", "moto.server", "-p", str(port)]):
        fetch(environment["AWS_ENDPOINT_URL"], patience=30)
        client = boto3.client(
            "s3",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        client.create_bucket(Bucket=BUCKET)
        yield environment, client


UPLOAD = """
from tests import factories as make
from tests.uploads import make_photo
item = make.news("With a picture", photos=[make_photo()])
"""


def test_an_upload_on_one_host_is_read_on_the_other_and_ends_with_the_withdrawal(on_postgresql, s3):
    variables, client = s3
    here, there = ({**environment, **variables, "S3_BUCKET": BUCKET} for environment in on_postgresql)
    manage(here, "shell", "-c", UPLOAD)
    stored = [row["Key"] for row in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    renditions = Photo._meta.get_field("image").formats
    assert len(stored) == 1 + len(renditions), stored
    assert not os.path.exists(f"{here['VAR_DIR']}/media/photos")
    with host(here, workers=1) as first, host(there, workers=1) as second:
        [page] = set(
            re.findall(r'href="(/en/news/[\d/]+/[\w-]+/)">With a picture', fetch(f"{second}/en/news/"))
        )
        picture = re.findall(r'<img src="([^"]+\.jpg)"', fetch(f"{second}{page}"))[0]
        path = urllib.parse.urlsplit(picture).path
        for address in (first, second):
            with urllib.request.urlopen(f"{address}{path}", timeout=10) as answer:
                assert (answer.status, answer.headers["Content-Type"].partition("/")[0]) == (200, "image")
                assert answer.read(3) == b"\xff\xd8\xff"
        withdraw = "from news.models import NewsItem as N; i = N.objects.get(headline='With a picture')"
        manage(
            here,
            "shell",
            "-c",
            f"{withdraw}; i.state = 'withdrawn'; i.withdrawal_reason_en = 'Wrong'; i.save()",
        )
        assert [ask(f"{address}{path}")[0] for address in (first, second)] == [404, 404]
