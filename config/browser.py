"""Make sure that Debian's Chromium is there for the browser tests."""

import os
import shutil
import subprocess
import sys

HINT = "The browser tests need Chromium: apt-get install chromium fonts-noto-core"


def main() -> None:
    """Install Chromium where we may; otherwise say in one line what to install."""
    if shutil.which("chromium"):
        return
    if os.getuid() != 0 or not shutil.which("apt-get"):
        sys.exit(HINT)
    print("Installing Chromium for the browser tests ...", flush=True)
    apt("update", "-q")
    apt("install", "-qy", "--no-install-recommends", "chromium", "fonts-noto-core")
    if not shutil.which("chromium"):
        sys.exit(HINT)


def apt(*words: str) -> None:
    """Run apt-get without questions and without noise; what failed shows afterwards."""
    subprocess.run(
        ["apt-get", *words],
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
