"""Each class that names a part of a block, or a variant of it, has a rule in the stylesheets."""

import re
from pathlib import Path

from ipacis.core.record.publication import State
from news.charts.places import SIDES

ROOT = Path(__file__).parents[1]
TEMPLATES = "ipacis/templates/**/*.html"
PYTHON = ("ipacis/**/*.py", "news/**/*.py", "people/**/*.py")
STYLES = [*ROOT.glob("ipacis/static/css/*.css"), *ROOT.glob("ipacis/static/house-admin/*.css")]
#: block__part, block--variant, block__part--variant
BEM = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:__[a-z0-9-]+|--[a-z0-9_-]+)+")
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
#: {text in Python or a template: the classes that it can produce}, for class names that contain a value.
MADE = {
    'class="state state--{}"': {f"state--{state}" for state in (*State.values, "scheduled")},
    '("flag flag--next", ': {"flag", "flag--next"},
    'class="line{variant}"': {"line", "line--photo"},
    'class="map__name map__name--{{ dot.side }}"': {"map__name", *(f"map__name--{side}" for side in SIDES)},
    'class="tenure__{{ bar.kind }}"': {"tenure__stated", "tenure__open", "tenure__likely"},
}
#: Classes that need no rule, each with the reason.
WITHOUT_RULE = {
    "line__body": "the second column of the grid of .line, which places it",
    "front__news": "the second column of the grid of .front, which places it",
}


def read(*patterns):
    """Return {path: text} of the files of the project that match the glob *patterns*."""
    return {path: path.read_text() for pattern in patterns for path in ROOT.glob(pattern)}


def classes_with_a_rule(sheets=STYLES):
    rules = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in sheets)
    selectors = re.findall(r"([^{}]+){", rules)
    return {name for selector in selectors for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector)}


def names_in(text):
    """Return the classes that the attributes ``class`` of *text*, a template or code, give to elements."""
    values = re.findall(r'class="((?:{%.*?%}|{{.*?}}|[^"])*)"', text, re.DOTALL)
    return {name for value in values for name in TAG.sub(" ", value).split()}


def classes_used():
    """Return the classes that templates, Python and JavaScript give to elements."""
    used = set()
    for text in read(TEMPLATES, *PYTHON).values():
        for made, names in MADE.items():
            if made in text:
                used |= names
                text = text.replace(made, "")
        used |= names_in(text)
    for text in read("ipacis/static/js/*.js", "ipacis/static/house-admin/*.js").values():
        for value in re.findall(r'(?:className = |classList\.\w+\()"([^"]*)"', text):
            used |= set(value.split())
    return used


def test_every_part_and_variant_that_a_page_names_has_a_rule():
    used, ruled = classes_used(), classes_with_a_rule()
    assert {"line__body", "chip--all", "flag--next", "state--scheduled", "with-side--person"} <= used
    without = {name for name in used if BEM.fullmatch(name) and name not in ruled}
    assert without == WITHOUT_RULE.keys()


def test_every_class_that_is_made_of_a_value_is_known_with_its_values():
    made = [
        (path.name, value)
        for path, text in read(TEMPLATES, *PYTHON).items()
        for value in re.findall(r'class="[^"]*(?:__|--)(?:{{|{%|{)[^"]*"', text)
    ]
    assert [row for row in made if row[1] not in MADE] == []


def test_every_rule_of_a_part_or_variant_is_for_something_that_a_page_names():
    used = classes_used()
    foreign = {name for name in classes_with_a_rule() if name.startswith(("select2-", "prose-menubar"))}
    unused = {name for name in classes_with_a_rule() - foreign if BEM.fullmatch(name) and name not in used}
    assert unused == set()
