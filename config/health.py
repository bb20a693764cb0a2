"""Two questions for whoever watches: alive, and ready?"""

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from redis import Redis
from redis.exceptions import RedisError


def livez(request: HttpRequest) -> JsonResponse:
    """Alive: the process answers."""
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: the database answers and its migrations are done; a broker away is only degraded."""
    database, broker = database_state(), broker_state()
    ready = database == "ok"
    body = {
        "ready": ready,
        "database": database,
        "broker": broker,
        "degraded": broker != "ok",
    }
    return JsonResponse(body, status=200 if ready else 503)


def database_state() -> str:
    try:
        executor = MigrationExecutor(connection)
        open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "away"
    return "migrations open" if open_ones else "ok"


def broker_state() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
        ) as client:
            client.ping()
    except RedisError:
        return "away"
    return "ok"
