"""What a measurement was made on: it means nothing without."""

import os
import platform
import subprocess
from pathlib import Path

from config.embedded import program


def machine() -> dict[str, str | int | float]:
    """Describe the processor, the memory, and the versions that matter."""
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory_bytes() / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgres": postgres_version(),
    }


def cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _colon, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def postgres_version() -> str:
    """Return the version of the embedded server, which need not run for that."""
    asked = [str(program("postgres")), "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    return told.stdout.strip().removeprefix("postgres (PostgreSQL) ")
