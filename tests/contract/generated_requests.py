"""Thousands of requests made of the reference, right ones and wrong ones, and their answers held
against it."""

import subprocess
import sys
from pathlib import Path

from platform_under_test import running_platform

here = Path(__file__).parent

with running_platform() as platform:
    words = [
        platform.tools / "venv/bin/schemathesis",
        "--config-file", here / "schemathesis.toml",
        "run", platform.document_file(),
        "--url", platform.url,
    ]
    # It leaves a folder for its caches where it runs.
    run = subprocess.run(words, cwd=platform.data.parent, env={
        **platform.environment(),
        "PYTHONPATH": str(here),
        "SCHEMATHESIS_HOOKS": "requests_made",
    })
sys.exit(run.returncode)
