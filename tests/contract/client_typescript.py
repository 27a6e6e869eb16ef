"""As client_python, with the types that openapi-typescript makes of the reference."""

import shutil
import subprocess
import sys
from pathlib import Path

from platform_under_test import running_platform

here = Path(__file__).parent

with running_platform() as platform:
    npm = platform.tools / "npm"
    work = npm / "client"  # under the packages, so that its imports find them
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    for name in ("life.ts", "tsconfig.json"):
        shutil.copy(here / "typescript" / name, work)
    binaries = npm / "node_modules/.bin"
    for words in (
        [binaries / "openapi-typescript", platform.document_file(), "--output", "api.ts"],
        [binaries / "tsc", "--project", "."],
    ):
        made = subprocess.run(words, cwd=work, capture_output=True, text=True)
        if made.returncode != 0:
            sys.exit(made.stdout + made.stderr)
    run = subprocess.run(["node", work / "life.js"], env=platform.environment())
sys.exit(run.returncode)
