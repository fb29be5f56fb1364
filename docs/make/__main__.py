"""`python -m docs.make`."""

from .command import main

if __name__ == "__main__":
    raise SystemExit(main())
