"""What a reviewer would otherwise have to remember."""

import ast
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from config.places import ROOT

APPS = [
    Path(config.path).relative_to(ROOT)
    for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path
]
MODULES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and path.name != "__init__.py"
)
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]

each_module = pytest.mark.parametrize("path", MODULES, ids=NAMES)


def functions_of(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def length_of(function: ast.FunctionDef) -> int:
    """Count its lines without decorators and docstring, as a reader does."""
    first, last = function.body[0], function.body[-1].end_lineno
    documented = ast.get_docstring(function) is not None
    told = first.end_lineno - first.lineno + 1 if documented else 0
    return last - function.lineno + 1 - told


def test_psycopg_3_has_not_come_in_unseen():
    assert not is_psycopg3


def test_all_the_apps_are_looked_at():
    assert {"accounts", "config", "hubs", "insights", "outbox", "practices"} <= set(
        map(str, APPS)
    )


DRAWERS = {"common", "core", "helpers", "misc", "services", "utils"}


def test_there_are_no_drawers():
    folders = {part for path in MODULES for part in path.relative_to(ROOT).parts[:-1]}

    assert not DRAWERS & (folders | {path.stem for path in MODULES})


# --- status ---------------------------------------------------------------------


def writers_of(attribute: str, path: Path) -> set[str]:
    """Name the functions that assign to ``<something>.attribute``, or update it in rows."""
    return {
        function.name
        for function in functions_of(path)
        for node in ast.walk(function)
        if assigns(node, attribute) or updates(node, attribute)
    }


def assigns(node: ast.AST, attribute: str) -> bool:
    if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
        return False
    return node.attr == attribute


def updates(node: ast.AST, attribute: str) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == "update" and attribute in {
        word.arg for word in node.keywords
    }


@each_module
def test_only_move_to_writes_status(path):  # the loader makes rows, and changes none
    assert writers_of("status", path) <= {"move_to"}


# --- words ----------------------------------------------------------------------


def is_task(function: ast.FunctionDef) -> bool:
    """Tell whether it runs in the background: a task, or a listener."""
    names = {
        getattr(getattr(decorator, "func", decorator), "id", "")
        for decorator in function.decorator_list
    }
    return bool(names & {"shared_task", "on"})


@each_module
def test_what_runs_in_the_background_says_what_it_does(path):
    silent = [
        f.name for f in functions_of(path) if is_task(f) and not ast.get_docstring(f)
    ]

    assert silent == []


@each_module
def test_what_is_translated_is_found_by_those_who_collect_messages(path):
    """They know ``_`` and gettext's own names, and no other that a module gives it."""
    other_names = [
        name.asname
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in (None, "_")
    ]

    assert other_names == []


def is_public_verb(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "by" for argument in function.args.kwonlyargs)


@each_module
def test_a_verb_says_what_it_will_do(path):
    silent = [
        f.name
        for f in functions_of(path)
        if is_public_verb(f) and not ast.get_docstring(f)
    ]

    assert silent == []


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model.__name__)
def test_a_model_says_what_it_stands_for(model):
    if Path(apps.get_app_config(model._meta.app_label).path).parent != ROOT:
        pytest.skip("not ours")

    assert not model.__doc__.startswith(f"{model.__name__}(")  # Django's own filling


@each_module
def test_a_module_says_what_it_is_about(path):
    obvious = {"apps.py", "urls.py", "api_urls.py", "celery.py"}

    assert path.name in obvious or ast.get_docstring(ast.parse(path.read_text()))


# --- size -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def lengths() -> list[int]:
    return sorted(
        length_of(function) for path in MODULES for function in functions_of(path)
    )


def test_half_of_the_functions_have_at_most_nine_lines(lengths):
    assert statistics.median(lengths) <= 9


def test_nine_in_ten_functions_have_at_most_33_lines(lengths):
    assert lengths[len(lengths) * 9 // 10] <= 33


# --- the clone ------------------------------------------------------------------


@pytest.fixture(scope="module")
def committed() -> list[str]:
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(
        listing, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.skip("not a git clone")
    return found.stdout.splitlines()


ADDRESSES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json"}


def test_no_lock_file_keeps_addresses(committed):
    names = {Path(path).name for path in committed}

    assert not names & ADDRESSES
    assert not [name for name in names if name.startswith("pylock.")]


def test_pins_have_hashes_and_no_addresses():
    for pins in (ROOT / "requirements").glob("*.txt"):
        text = pins.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text


def test_there_is_one_module_of_settings():
    assert settings.SETTINGS_MODULE == "tests.settings"
    found = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/settings*")}
    assert found == {"config/settings.py", "tests/settings.py"}
