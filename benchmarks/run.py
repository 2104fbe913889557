"""How fast is it, against a yardstick measured in the same run?

Absolute times wander with the machine, so every line is a ratio: ours over the yardstick. Targets come from
`docs/performance.md`; nothing is asserted. Run all with `make bench`, or some: `python benchmarks/run.py scoring web`.
"""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
GROUPS = ("core", "scoring", "excel", "web")


def main() -> None:
    # The root first: tests/scoring must not pass for the package of that name.
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    sys.path.append(str(HERE.parent / "tests"))
    print(f"{'operation':52} {'ours':>10} {'yardstick':>10} {'ratio':>8}  target")
    for name in sys.argv[1:] or GROUPS:
        import_module(f"bench_{name}").run()


if __name__ == "__main__":
    main()
