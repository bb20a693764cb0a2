"""A cache that is allowed to be away: without it everything answers, a little slower."""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PAUSE = 5.0  # seconds without asking again after a failure, so that nobody waits twice


class FailSoftRedisCache(RedisCache):
    """Django's Redis cache that answers “not there” while the server is away."""

    _away_until = 0.0

    def _softly(self, ask: Callable[[], Any], answer: Any) -> Any:
        if time.monotonic() < FailSoftRedisCache._away_until:
            return answer
        try:
            return ask()
        except RedisError:
            FailSoftRedisCache._away_until = time.monotonic() + PAUSE
            return answer

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._softly(
            lambda: RedisCache.get(self, key, default, version), default
        )

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return self._softly(lambda: RedisCache.get_many(self, keys, version), {})

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._softly(
            lambda: RedisCache.set(self, key, value, *args, **kwargs), None
        )

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self._softly(
            lambda: RedisCache.set_many(self, data, *args, **kwargs), []
        )

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._softly(
            lambda: RedisCache.add(self, key, value, *args, **kwargs), True
        )

    def delete(self, key: Any, version: int | None = None) -> Any:
        return self._softly(lambda: RedisCache.delete(self, key, version), False)

    def delete_many(self, keys: Any, version: int | None = None) -> Any:
        return self._softly(lambda: RedisCache.delete_many(self, keys, version), None)

    def has_key(self, key: Any, version: int | None = None) -> Any:
        return self._softly(lambda: RedisCache.has_key(self, key, version), False)

    def clear(self) -> Any:
        return self._softly(lambda: RedisCache.clear(self), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        return self._softly(lambda: RedisCache.incr(self, key, delta, version), delta)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._softly(lambda: RedisCache.touch(self, key, *args, **kwargs), False)
