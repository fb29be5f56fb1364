"""What of docs/ is made of the package: `python -m docs.make` writes it anew.

Nothing here is installed. A maker gives files by their paths and writes none: `command.py` does,
and the tests compare.
"""
