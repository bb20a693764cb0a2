"""
The whole product on one machine, until Ctrl-C: ``make demo``.

Embedded PostgreSQL and Valkey, the sample world, web, worker and beat. A second start
keeps the data. Whatever dies is started again; when this process ends, however it
ends, all of them end.
"""

import argparse
import json
import os
import secrets
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.embedded import Service, ServiceFailed, running, services
from config.places import ROOT, local_dir

PROBLEM = (
    "Thousands of young men who laid down their weapons have no work, "
    "and their old neighbours do not want them back."
)
COUNTRY = "SLE"
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    options = arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("BASE_URL", f"http://localhost:{options.port}")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    for number in ENDING:
        signal.signal(number, interrupt)
    try:
        with port_kept(options.port), services(local_dir()) as embedded:
            prepare(options.sample)
            with running(programs(options.port)) as started:
                introduce(options.port)
                watch([*embedded, *started])
    except ServiceFailed as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        pass
    print("Stopped.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sample", choices=("world", "none"), default="world")
    return parser.parse_args()


def interrupt(number: int, frame: FrameType | None) -> None:
    """End once, in order: a second signal does not disturb the stopping."""
    for ending in ENDING:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def port_kept(port: int) -> Iterator[None]:
    """
    Make sure that the port is free before anything long begins.

    :raises ServiceFailed: with the sentence for whoever finds it taken.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise ServiceFailed(
                f"Port {port} is taken by another program: make demo PORT={port + 1}"
            ) from None
    yield


def prepare(sample: str) -> None:
    """Bring database, content, accounts and static files to what the code expects."""
    import django  # noqa: PLC0415  (needs the services that were started just now)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    print("Preparing the database ...", flush=True)
    call_command("migrate", verbosity=0)
    call_command("load_reference")
    if sample == "world":
        call_command("load_sample")
    write_accounts()
    if sample == "world":
        make_things_to_do()
    if (
        not (Path(local_dir()) / "static" / "staticfiles.json").exists()
        or changed_static()
    ):
        print("Collecting static files ...", flush=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        static_stamp().write_text(static_state())


def changed_static() -> bool:
    return not static_stamp().exists() or static_stamp().read_text() != static_state()


def static_stamp() -> Path:
    return local_dir() / "static.stamp"


def static_state() -> str:
    """Return what the collected files depend on: ours, and the pinned packages."""
    files = [*sorted((ROOT / "static").rglob("*")), ROOT / "requirements" / "base.txt"]
    return "\n".join(
        f"{file} {file.stat().st_mtime_ns}" for file in files if file.is_file()
    )


def write_accounts() -> None:
    """Make the demonstration accounts, and write how to sign in to ``demo.json``."""
    from accounts import demonstration  # noqa: PLC0415

    file = local_dir() / "demo.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    password = known.get("password") or secrets.token_urlsafe(12)
    body = {
        "base_url": os.environ["BASE_URL"],
        "password": password,
        "accounts": demonstration.make_accounts(password),
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps(body, indent=1) + "\n")


def make_things_to_do() -> None:
    """Have the demonstration accounts offer ideas, and ask each other for exchanges."""
    from exchanges.demonstration import make_requests  # noqa: PLC0415
    from practices.demonstration import make_ideas  # noqa: PLC0415

    make_ideas()
    make_requests()


def programs(port: int) -> list[Service]:
    """Describe web, worker and beat."""
    log, bin_folder = local_dir(), Path(sys.executable).parent
    celery = [str(bin_folder / "celery"), "-A", "config"]
    web = [
        *(str(bin_folder / "gunicorn"), "config.wsgi", "-c", "config/gunicorn.py"),
        *("--bind", f"127.0.0.1:{port}"),
    ]
    worker = [
        *celery,
        "worker",
        "-Q",
        "default,embeddings,mail",
        "-c",
        "1",
        "-l",
        "warning",
    ]
    beat = [*celery, "beat", "-s", str(log / "beat"), "-l", "warning"]
    always = lambda: True  # noqa: E731
    return [
        Service("web", web, log / "web.log", answers=lambda: is_alive(port)),
        Service("worker", worker, log / "worker.log", answers=always),
        Service("beat", beat, log / "beat.log", answers=always),
    ]


def is_alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/livez", timeout=2
        ) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def introduce(port: int) -> None:
    """Print where it is, who may sign in, and one matched problem."""
    body = json.loads((local_dir() / "demo.json").read_text())
    print(f"\nCounterpart runs at http://localhost:{port}/   (Ctrl-C stops it)\n")
    print(f"Sign in with one of these; the password of all is {body['password']}")
    for account in body["accounts"]:
        place = account["hub"] or account["country"] or "the platform"
        print(f"  {account['email']:42} {account['role']}, {place}")
    print(f"\nA problem of {COUNTRY}: {PROBLEM}")
    for match in ask(port)["matches"]:
        print(
            f"  {match['rank']}. {match['country']['name']}: {match['practice']['title']}"
        )
    print(flush=True)


def ask(port: int) -> dict[str, list[dict[str, dict[str, str]]]]:
    question = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/match",
        data=json.dumps({"problem": PROBLEM, "country": COUNTRY}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(question, timeout=30) as answer:  # noqa: S310
        body: dict[str, list[dict[str, dict[str, str]]]] = json.load(answer)
    return body


def watch(running_ones: list[Service]) -> None:
    """Start again whatever dies, until a signal comes."""
    while True:
        time.sleep(1)
        for service in running_ones:
            if not service.is_alive():
                print(f"{service.name} ended; it is started again.", flush=True)
                restart(service)


def restart(service: Service) -> None:
    try:
        service.start()
    except ServiceFailed as failure:
        print(failure, flush=True)


if __name__ == "__main__":
    main()
