"""`python -m archspec` is the command `archspec`."""

from archspec.cli import start

if __name__ == "__main__":
    start()
