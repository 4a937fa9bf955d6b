"""`./bench [pages|api|detection|engine] [--quick]`: tables, bench-results/*.json, exit 1 when a goal is missed."""

import os
import sys

from benchmarks.table import show

SUITES = ("pages", "api", "engine", "detection")


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all."""
    quick = "--quick" in arguments
    wanted = [a for a in arguments if not a.startswith("--")] or list(SUITES)
    unknown = [a for a in wanted if a not in SUITES]
    if unknown:
        print(f"bench: {unknown[0]} is none of {', '.join(SUITES)}", file=sys.stderr)
        return 2
    held = True
    for name in wanted:
        module = __import__(f"benchmarks.{name}", fromlist=["run"])
        rows = module.run(quick=quick)
        show(name, rows)
        held = held and all(row.held for row in rows)
    print("\nall goals held" if held else "\nsome goals were missed", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    sys.exit(main(sys.argv[1:]))
