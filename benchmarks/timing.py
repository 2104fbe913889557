"""How long does a call take, and how is a ratio printed?"""

import time
from collections.abc import Callable


def seconds(call: Callable[[], object], *, least: float = 0.3, rounds: int = 5) -> float:
    """Return the best mean time of a call over several rounds: the least disturbed one."""
    call()
    start = time.perf_counter()
    call()
    repeats = max(1, int(least / rounds / max(time.perf_counter() - start, 1e-7)))
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        best = min(best, (time.perf_counter() - start) / repeats)
    return best


def show(operation: str, ours: float, yardstick: float, target: str) -> None:
    """Print one line; times are seconds."""
    print(f"{operation:52} {_short(ours):>10} {_short(yardstick):>10} {ours / yardstick:8.2f}  {target}", flush=True)


def _short(time_taken: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if time_taken >= size:
            return f"{time_taken / size:.2f} {unit}"
    return f"{time_taken * 1e6:.2f} us"
