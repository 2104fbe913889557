"""The product as it runs: gunicorn over a folder of its own, to be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from questionnaire import demo
from questionnaire.config import Config
from questionnaire.db.session import open_database

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


@dataclass
class Product:
    """A running product with the demonstration in it."""

    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link(self, name: str) -> str:
        """Return a new sign-in link for the person whose name starts so."""
        config = Config.from_environment(self.environment)
        database = open_database(config.database_url)
        try:
            return next(
                door.url for door in demo.build(database, config, now=datetime.now(UTC)) if door.name.startswith(name)
            )
        finally:
            database.close()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
        command += ["--worker-class", "gthread", "--no-control-socket", "questionnaire.wsgi:application()"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=os.environ | self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.url}/sign-in", timeout=2).close()  # noqa: S310  our own address
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "server.log").read_text())

    def kill(self) -> None:
        """End it as a power cut would: every process at once, no goodbye."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)
