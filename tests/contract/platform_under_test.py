"""The real program on a small platform of its own, for as long as a test lasts."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# What every contract test's server is started with: the one place for it.
SERVE_FLAGS = [
    # Thousands of requests by one caller; the bounds of callers have tests of their own.
    *(word for kind in ("member", "staff", "partner", "address") for word in ("--quota", kind + "=none")),
]

DEMO_FLAGS = ["--members", "200", "--years", "1", "--seed", "7"]
INVESTOR_PARTY = "900001"  # beyond those that the demo signs up
BORROWER_PARTY = "900002"
READY = "listening on "
PATIENCE_SECONDS = 30


@dataclass
class Platform:
    program: str
    data: Path
    url: str = ""
    admin: str = ""
    investor: str = ""
    tools: Path = field(default_factory=lambda: Path(os.environ["CONTRACT_TOOLS"]))

    def token(self, role: str, *flags: str) -> str:
        words = [self.program, "token", "create", "--role", role, *flags, "--data", str(self.data)]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[0]

    def document(self) -> dict:
        with urllib.request.urlopen(self.url + "/openapi.json") as answer:
            return json.load(answer)

    def document_file(self) -> Path:
        path = self.data.parent / "openapi.json"
        path.write_text(json.dumps(self.document()))
        return path

    def environment(self) -> dict[str, str]:
        """What the clients are told."""
        return {
            **os.environ,
            "PLATFORM_URL": self.url,
            "ADMIN_TOKEN": self.admin,
            "INVESTOR_TOKEN": self.investor,
            "INVESTOR_PARTY": INVESTOR_PARTY,
            "BORROWER_PARTY": BORROWER_PARTY,
        }


def wait_until_ready(server: subprocess.Popen, output: Path) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and server.poll() is None:
        for line in output.read_text().splitlines():
            if line.startswith(READY):
                return line.removeprefix(READY).split()[0]
        time.sleep(0.01)
    raise RuntimeError("the platform does not start: " + output.read_text())


@contextmanager
def running_platform():
    """Starts it; it has to end well when the test is over."""
    program = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        platform = Platform(program, Path(folder) / "data")
        data = ["--data", str(platform.data)]
        subprocess.run([program, "demo", *DEMO_FLAGS, *data], check=True, capture_output=True)
        output = Path(folder) / "output"
        words = [program, "serve", "--listen", "127.0.0.1:0", *data, *SERVE_FLAGS]
        with output.open("w") as log:
            server = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
        try:
            platform.url = wait_until_ready(server, output)
            platform.admin = platform.token("admin")
            platform.investor = platform.token("investor", "--party", INVESTOR_PARTY)
            yield platform
            server.terminate()
            if server.wait(PATIENCE_SECONDS) != 0:
                raise RuntimeError("the platform ends badly: " + output.read_text())
        finally:
            server.kill()
            server.wait()
