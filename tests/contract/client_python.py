"""A client that openapi-python-client makes of the reference leads a loan from its listing to a bid."""

import os
import subprocess
import sys
from pathlib import Path

from platform_under_test import running_platform

here = Path(__file__).parent

with running_platform() as platform:
    folder = platform.data.parent
    settings = folder / "settings.yaml"
    settings.write_text("post_hooks: []\n")  # its layout is for nobody to read
    subprocess.run([
        platform.tools / "venv/bin/openapi-python-client", "generate",
        "--path", platform.document_file(), "--config", settings,
        "--meta", "none", "--output-path", folder / "tributary_client", "--fail-on-warning",
    ], check=True, capture_output=True)
    run = subprocess.run([sys.executable, here / "python" / "life.py"], env={
        **platform.environment(), "PYTHONPATH": str(folder)})
sys.exit(run.returncode)
