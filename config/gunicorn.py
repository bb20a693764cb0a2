"""How the web server runs: two processes of four threads, each warm before it is asked."""

import os
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
timeout = 30
graceful_timeout = 25
max_requests = 20_000
max_requests_jitter = 2_000
raw_env = ["OMP_NUM_THREADS=" + os.environ.get("OMP_NUM_THREADS", "1")]


def post_worker_init(worker: Any) -> None:
    """Load the encoder and the thesaurus now, so that nobody waits for them."""
    from practices.matching import warm_up  # noqa: PLC0415

    warm_up()
