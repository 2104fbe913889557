"""Pages and saves over HTTP under gunicorn, against a bare route and a bare upsert under the same gunicorn."""

import http.client
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from product import ROOT, Product, free_port
from timing import seconds, show

from questionnaire import demo
from questionnaire.config import Config
from questionnaire.db.migrate import upgrade
from questionnaire.db.session import open_database
from questionnaire.web import create_app

WRITERS, SAVES = 8, 60
ITEMS = ["ER-2-01", "ER-2-02", "ER-2-04", "ER-2-05", "ER-2-06", "ER-2-07", "ER-2-08", "ER-2-03"]
Post = Callable[[int, int], None]


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"QUESTIONNAIRE_VAR": str(folder)}
        told(environment)
        in_process(environment)
        product = Product(folder, free_port(), environment | {"QUESTIONNAIRE_BASE_URL": "http://127.0.0.1"})
        product.start()
        port, yardstick = bare(folder)
        try:
            under_gunicorn(product, port)
        finally:
            product.stop()
            yardstick.terminate()
            yardstick.wait()


def told(environment: dict[str, str]) -> None:
    config = Config.from_environment(environment)
    database = open_database(config.database_url)
    upgrade(database)
    demo.build(database, config, now=datetime.now(UTC))
    database.close()


def in_process(environment: dict[str, str]) -> None:
    """One section page through the test client, in units of a bare route (H)."""
    app = create_app(Config.from_environment(environment))
    hello = Flask("bare")
    hello.get("/hello")(lambda: "hello")
    bare_client, client = hello.test_client(), app.test_client()
    one = seconds(lambda: bare_client.get("/hello"))
    address = sign_in(
        lambda method, path, form: client.open(path, method=method, data=form).get_data(as_text=True), environment
    )
    show(
        "section page GET, 23 items (PA..P5), test client",
        seconds(lambda: client.get(f"{address}/sections/P5")),
        one,
        "<= 20 H",
    )
    show("task list GET, test client", seconds(lambda: client.get(address)), one, "(none set)")


def sign_in(ask: Callable[[str, str, dict[str, str]], str], environment: dict[str, str]) -> str:
    """Sign in as a contributor; return the path of the first assessment."""
    config = Config.from_environment(environment)
    database = open_database(config.database_url)
    doors = demo.build(database, config, now=datetime.now(UTC))
    database.close()
    path = re.sub(r"^https?://[^/]+", "", next(door.url for door in doors if door.name.startswith("Nurul")))
    token = csrf(ask("GET", path, {}))
    ask("POST", path, {"csrf_token": token})
    found = re.search(r'href="(/assessments/[0-9a-f-]+)"', ask("GET", "/", {}))
    assert found
    return found[1]


def csrf(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page[:300]
    return found[1]


class Client:
    """A keep-alive connection that remembers cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {}

    def __call__(self, method: str, path: str, form: dict[str, str]) -> str:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "X-Requested-With": "fetch"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form) if method == "POST" else None, headers)
        reply = self.connection.getresponse()
        text = reply.read().decode()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        assert reply.status < 400, (reply.status, text[:300])
        return text


def bare(folder: Path) -> tuple[int, "subprocess.Popen[bytes]"]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    command += [
        "--worker-class",
        "gthread",
        "--no-control-socket",
        "--chdir",
        str(Path(__file__).parent),
        "yardstick_app:app",
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={"YARDSTICK_FOLDER": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(2)
    return port, process


def under_gunicorn(product: Product, port: int) -> None:
    client = Client(product.port)
    address = sign_in(client, product.environment)
    page = f"{address}/sections/P5"
    ours, theirs = rate(lambda: client("GET", page, {})), rate(lambda: Client(port)("GET", "/hello", {}))
    print(f"{'section page under gunicorn, requests/s':52} {ours:10.0f} {theirs:10.0f} {ours / theirs:8.2f}  >= 0.10")

    saves = [Saver(product, address, client, item) for item in ITEMS]
    ours, spread = written(lambda writer, n: saves[writer](n))
    clients = [Client(port) for _ in range(WRITERS)]
    theirs, _ = written(
        lambda writer, n: void(clients[writer]("POST", "/upsert", {"item": str(writer), "value": str(n)}))
    )
    print(f"{'autosave, 8 writers, requests/s':52} {ours:10.0f} {theirs:10.0f} {ours / theirs:8.2f}  >= 0.5")
    print(f"{'autosave, p99 over p50 with 8 writers':52} {'':10} {'':10} {spread:8.2f}  <= 10")


def void(_result: object) -> None:
    """Drop a result."""


class Saver:
    """One writer: its own connection and item, another answer every time, on the revision it last saw."""

    def __init__(self, product: Product, address: str, signed_in: Client, item: str) -> None:
        self.client = Client(product.port)
        self.client.cookies = dict(signed_in.cookies)
        page = self.client("GET", f"{address}/sections/P2", {})
        self.path = f"{address}/sections/P2/answers?instrument=ethical-recruitment@1.0.0"
        self.item, self.token = item, csrf(page)
        found = re.search(rf'name="rev.{item}" value="(\d+)"', page)
        self.revision = found[1] if found else "0"

    def __call__(self, number: int) -> None:
        value = ("0", "1") if self.item == "ER-2-03" else ("yes", "partly")
        form = {"csrf_token": self.token, f"rev.{self.item}": self.revision, self.item: value[number % 2]}
        reply = self.client("POST", self.path, form)
        found = re.search(rf'"{self.item}":\s*(\d+)', reply)
        assert found, reply
        self.revision = found[1]


def rate(call: Callable[[], object]) -> float:
    return 1 / seconds(call, least=2)


def written(post: Post) -> tuple[float, float]:
    """Return requests per second and p99 over p50 of `WRITERS` threads that each post `SAVES` times."""
    times: list[float] = []

    def work(writer: int) -> None:
        for number in range(SAVES):
            start = time.perf_counter()
            post(writer, number)
            times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    times.sort()
    return len(times) / taken, times[int(len(times) * 0.99)] / times[len(times) // 2]
