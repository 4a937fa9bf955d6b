"""`./bench [pages|queries|home|connections|sizes|api|digests|detection|engine] [--quick|--full]`: tables, and
bench-results/*.json; exit 1 when a goal is missed.

`--full` is for the engine: all 10,000 businesses and not a sample of them.
"""

import os
import sys

from benchmarks.table import show

SUITES = ("pages", "queries", "home", "connections", "sizes", "api", "digests", "engine", "detection")


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all."""
    how = {flag: f"--{flag}" in arguments for flag in ("quick", "full")}
    wanted = [a for a in arguments if not a.startswith("--")] or list(SUITES)
    unknown = [a for a in wanted if a not in SUITES]
    if unknown:
        print(f"bench: {unknown[0]} is none of {', '.join(SUITES)}", file=sys.stderr)
        return 2
    held = True
    for name in wanted:
        module = __import__(f"benchmarks.{name}", fromlist=["run"])
        rows = module.run(**(how if name == "engine" else {"quick": how["quick"]}))
        show(name, rows)
        held = held and all(row.held for row in rows)
    print("\nall goals held" if held else "\nsome goals were missed", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in production (outcomes_site)
    sys.exit(main(sys.argv[1:]))
