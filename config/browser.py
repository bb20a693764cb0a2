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
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=False, env=environment, **quiet)
    wanted = ["chromium", "fonts-noto-core", "fonts-noto-cjk"]
    subprocess.run(
        ["apt-get", "install", "-qy", "--no-install-recommends", *wanted],
        check=False,
        env=environment,
        **quiet,
    )
    if not shutil.which("chromium"):
        sys.exit(HINT)


if __name__ == "__main__":
    main()
