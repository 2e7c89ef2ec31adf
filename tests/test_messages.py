"""``manage.py messages``: the catalogues match the code, with the smallest changes."""

import os
import shutil
from io import StringIO

import pytest
from django.conf import settings as of_the_site
from django.core.management import CommandError, call_command

from ipacis.management.commands import messages

CODE = {
    "pyproject.toml": "",
    "people/__init__.py": "",
    "ipacis/page.html": '{% load i18n %}{% translate "About" %} {% blocktranslate %}Of {{ day }}{% endblocktranslate %}',
    "news/words.py": 'from django.utils.translation import gettext as _\nWORDS = [_("meeting"), _("two\\nlines")]\n',
}
TRANSLATED = {"About": "О сайте", "Of %(day)s": "За %(day)s", "meeting": "встреча"}


@pytest.fixture(scope="module", autouse=True)
def gettext():
    if shutil.which("msgfmt"):
        return
    if os.environ.get("REQUIRE_GETTEXT"):
        pytest.fail("gettext is not installed: apt-get install gettext")
    pytest.skip("gettext is not installed")


@pytest.fixture
def catalogues(settings, tmp_path):
    """A folder of catalogues for the real code: a copy of the present ones."""
    folder = tmp_path / "locale"
    shutil.copytree(of_the_site.LOCALE_PATHS[0], folder)
    settings.LOCALE_PATHS = [folder]
    return folder


@pytest.fixture
def small_site(settings, tmp_path, monkeypatch):
    """A checkout of four texts, which has a catalogue for Russian that lacks one of them."""
    for name, text in CODE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    settings.LOCALE_PATHS = [tmp_path / "ipacis" / "locale"]
    settings.LANGUAGES = [("en", "English"), ("ru", "Russian")]
    monkeypatch.setattr(messages, "BASE_DIR", tmp_path)
    run()
    translate(tmp_path, TRANSLATED)
    run()
    return tmp_path


def catalogue(site, language="ru"):
    return site / "ipacis" / "locale" / language / "LC_MESSAGES" / "django.po"


def translate(site, words, language="ru"):
    path = catalogue(site, language)
    text = path.read_text()
    for english, translated in words.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{translated}"')
    path.write_text(text)


def run(*arguments):
    out = StringIO()
    call_command("messages", *arguments, stdout=out)
    return out.getvalue().splitlines()


def check(*arguments):
    """Return what --check tells, and whether it ends well."""
    out = StringIO()
    try:
        call_command("messages", "--check", *arguments, stdout=out)
    except CommandError:
        return out.getvalue().splitlines(), False
    return out.getvalue().splitlines(), True


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_catalogues_of_the_site_are_in_step_and_a_run_changes_no_byte(catalogues):
    before = files(catalogues)
    assert check() == (["ru: matches the code, is compiled and complete."], True)
    assert run() == ["ru: matches the code, is compiled and complete."]
    assert files(catalogues) == before


def test_the_code_is_left_as_it_is(small_site):
    code = {path: text for path, text in files(small_site).items() if "locale" not in path.parts}
    run()
    assert {path for path in files(small_site) if "locale" not in path.parts} == set(code)


def test_untranslated_texts_of_templates_and_code_are_listed(small_site):
    assert run() == ["ru: untranslated: two\\nlines"]
    assert check() == (["ru: untranslated: two\\nlines"], False)
    translate(small_site, {"About": ""})
    text = (
        catalogue(small_site)
        .read_text()
        .replace('"two\\n"\n"lines"\nmsgstr ""', '"two\\n"\n"lines"\nmsgstr "x"')
    )
    catalogue(small_site).write_text(text)
    assert check() == (["ru: not compiled."], False)
    run()
    assert check() == (["ru: matches the code, is compiled and complete."], True)


def test_a_new_text_adds_its_three_lines_and_a_former_one_goes(small_site):
    before = catalogue(small_site).read_text()
    (small_site / "ipacis" / "new.html").write_text('{% load i18n %}{% translate "Corrections" %}')
    assert "ru: untranslated: Corrections" in run()
    after = catalogue(small_site).read_text()
    assert after.replace('msgid "Corrections"\nmsgstr ""\n\n', "") == before
    (small_site / "ipacis" / "new.html").unlink()
    run()
    assert catalogue(small_site).read_text() == before


def test_a_check_changes_nothing(small_site):
    (small_site / "ipacis" / "new.html").write_text('{% load i18n %}{% translate "Corrections" %}')
    before = files(small_site)
    told, well = check()
    assert (told[:2], well) == (["ru: does not match the code.", "ru: untranslated: Corrections"], False)
    assert files(small_site) == before


def test_a_translation_that_gettext_guessed_is_reported_as_fuzzy(small_site):
    code = small_site / "news" / "words.py"
    code.write_text(code.read_text().replace("meeting", "meetings"))
    assert "ru: fuzzy: meetings" in run()
    assert ("ru: fuzzy: meetings" in check()[0], check()[1]) == (True, False)


def test_a_new_language_gets_a_catalogue_with_its_plural_forms(small_site, settings):
    told = run("be")
    assert {line.partition(":")[0] for line in told} == {"be"}
    text = catalogue(small_site, "be").read_text()
    assert text.startswith('# Belarusian texts of the site.\nmsgid ""\n')
    assert '"Language: be\\n"' in text and "Plural-Forms: nplurals=4" in text
    assert 'msgid "About"\nmsgstr ""' in text and "fuzzy" not in text
    assert catalogue(small_site, "be").with_suffix(".mo").exists()
    before = files(small_site)
    run("be")
    assert files(small_site) == before


def test_a_language_of_the_settings_without_a_catalogue_is_an_error(small_site, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("be", "Belarusian")]
    told, well = check("be")
    assert (told[:2], well) == (["be: does not match the code.", "be: not compiled."], False)
    assert not catalogue(small_site, "be").exists()


def test_many_untranslated_texts_are_counted(catalogues):
    told = run("be")
    assert len(told) == messages.NAMED + 1
    assert told[-1].endswith("more, search django.po for them.")


@pytest.mark.parametrize(
    ("code", "reason"), [("en", "needs no catalogue"), ("../x", "no language"), ("rus", "no language")]
)
def test_a_code_that_is_no_language_to_translate_into_is_refused(small_site, code, reason):
    with pytest.raises(CommandError, match=reason):
        run(code)


def test_a_broken_placeholder_is_reported_with_the_name_of_the_catalogue(small_site):
    path = catalogue(small_site)
    path.write_text(path.read_text().replace("За %(day)s", "За %(d)s"))
    with pytest.raises(CommandError, match=f"^{path}:\\d+: .*'d'"):
        run()


def test_an_installed_package_tells_where_catalogues_are_changed(small_site):
    (small_site / "pyproject.toml").unlink()
    with pytest.raises(CommandError, match="in a checkout of the project"):
        run()


def test_a_machine_without_gettext_is_told_what_to_install(small_site, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="apt-get install gettext"):
        run()
