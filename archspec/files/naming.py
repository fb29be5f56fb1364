"""Names for files, made of what somebody called a network: a name chooses no folder and no file."""

import re
import unicodedata
from typing import Final

from archspec.diagnostics.readable import printable

MAX_BYTES: Final = 100
"""Bytes of a name in UTF-8; file systems take 255, and endings and numbers come behind."""

DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever its ending."""


def safe_name(name: str, otherwise: str) -> str:
    r"""Letters, digits, `-`, `_` and inner dots of a name, with `_` for all else.

    Args:
        name: what something is called, by whoever wrote it.
        otherwise: what it is called where nothing is left of that.

    >>> safe_name("resnet-1.5", "network"), safe_name("../../etc/cron.d/x", "network")
    ('resnet-1.5', 'etc_cron.d_x')
    >>> safe_name("my net: wide", "run"), safe_name("\x1b[2J", "run"), safe_name("..", "run")
    ('my_net_wide', '2J', 'run')
    """
    plain = unicodedata.normalize("NFC", name)[: 10 * MAX_BYTES]
    words = "".join(c if _stays(c) else " " for c in plain).split()
    joined = re.sub(r"\.{2,}", "_", "_".join(words))
    cut = joined.encode("utf-8", "ignore")[:MAX_BYTES].decode("utf-8", "ignore")
    safe = cut.lstrip("-_.").rstrip("-_.") if cut.strip("-_.") else ""
    return f"_{safe}" if DEVICES.match(safe) else safe or otherwise


def _stays(character: str) -> bool:
    """Whether it is a letter or a digit that is seen, or a sign that no system takes for more."""
    return (character.isalnum() and printable(character) == character) or character in "-_."
