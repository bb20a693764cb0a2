import signal
import time
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import override_settings

from config.cache import FailSoftRedisCache
from config.places import redis_url


@pytest.fixture
def cache(own_valkey, settings, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(FailSoftRedisCache, "_away_until", 0.0)
    backend = settings.CACHES["default"] | {"LOCATION": redis_url(tmp_path)}
    with override_settings(CACHES={"default": backend}):
        yield caches["default"]


def test_it_remembers(cache):
    cache.set("name", "Aline")
    cache.set_many({"town": "Kigali"})

    assert cache.get_many(["name", "town"]) == {"name": "Aline", "town": "Kigali"}
    assert cache.add("name", "Nour") is False
    assert cache.delete("name") is True


QUESTIONS = {
    "get": (lambda cache: cache.get("name", "nobody"), "nobody"),
    "get_many": (lambda cache: cache.get_many(["name"]), {}),
    "has_key": (lambda cache: "name" in cache, False),
    "get_or_set": (lambda cache: cache.get_or_set("name", lambda: "Nour"), "Nour"),
    "set": (lambda cache: cache.set("name", "Nour"), None),
    "set_many": (lambda cache: cache.set_many({"name": "Nour"}), []),
    "add": (lambda cache: cache.add("name", "Nour"), True),
    "delete": (lambda cache: cache.delete("name"), False),
    "delete_many": (lambda cache: cache.delete_many(["name"]), None),
    "incr": (lambda cache: cache.incr("visits"), 1),
    "touch": (lambda cache: cache.touch("name"), False),
    "clear": (lambda cache: cache.clear(), False),
}


@pytest.mark.parametrize(("ask", "answer"), QUESTIONS.values(), ids=QUESTIONS)
def test_while_the_server_is_away_everything_answers(cache, own_valkey, ask, answer):
    cache.set("name", "Aline")
    own_valkey.stop()

    assert ask(cache) == answer


def test_while_the_server_hangs_nobody_waits_twice(cache, own_valkey):
    own_valkey.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()

    for _ in range(100):
        cache.get("name")

    assert time.monotonic() - began < 5


def test_when_the_server_is_back_it_is_asked_again(cache, own_valkey, monkeypatch):
    monkeypatch.setattr("config.cache.PAUSE", 0)
    own_valkey.stop()
    cache.set("name", "Aline")
    own_valkey.start()

    cache.set("name", "Nour")

    assert cache.get("name") == "Nour"
