"""The examples in the docstrings of the packages are correct.

``pytest --doctest-modules`` would import every module in each worker. Here the files are read first, and only modules
with examples are imported.
"""

import doctest
import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = re.compile(r"^\s*>>> ", re.MULTILINE)


def examples():
    """Return {module: number of the examples in its file} of each file of the package that has any."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    files = [path for name in packages for folder in ROOT.glob(name) for path in folder.rglob("*.py")]
    counted = {path: len(EXAMPLE.findall(path.read_text())) for path in files}
    return {name_of(path): count for path, count in counted.items() if count}


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize(("module", "count"), sorted(examples().items()))
def test_every_example_in_a_docstring_holds(module, count):
    # An example that the finder does not see, such as one in a comment, would never be run.
    assert doctest.testmod(importlib.import_module(module)) == (0, count)


def test_there_are_examples_in_more_than_one_package():
    assert {name.partition(".")[0] for name in examples()} >= {"ipacis", "people"}
