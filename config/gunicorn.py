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
# One question is encoded by several threads. Those that wait sleep: spinning, two workers
# that encode at once on two cores were measured to take twenty times as long.
encoder_threads = os.environ.get("ENCODER_THREADS") or min(os.cpu_count() or 1, 4)
raw_env = [
    f"OMP_NUM_THREADS={encoder_threads}",
    "OMP_WAIT_POLICY=passive",
    "OPENBLAS_NUM_THREADS=1",  # NumPy's sums are too small to share, and its threads spin
]


def post_worker_init(worker: Any) -> None:
    """Load the encoder and the thesaurus now, so that nobody waits for them."""
    from practices.matching import warm_up  # noqa: PLC0415

    warm_up()
