"""Where the embedded services live: one folder for data, one short private one for sockets."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def local_dir() -> Path:
    """Return the folder of the embedded data: ``LOCAL_DIR``, or ``.local/`` here."""
    return (ROOT / os.environ.get("LOCAL_DIR", ".local")).resolve()


def socket_dir(data: Path) -> Path:
    """
    Return the folder of the sockets that belong to a data folder.

    It is short, because a socket's path of more than 107 bytes is fatal, and
    the same for every command that names the same data folder.
    """
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"counterpart-{os.getuid()}-{digest}"


def database_url(data: Path) -> str:
    """Return the address of the embedded PostgreSQL of a data folder."""
    return f"postgres://postgres@/counterpart?host={socket_dir(data)}"


def redis_url(data: Path) -> str:
    """Return the address of the embedded Valkey of a data folder."""
    return f"unix://{socket_dir(data)}/valkey.sock"
