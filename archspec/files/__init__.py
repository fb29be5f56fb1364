"""Files and their names: read without waiting or filling memory, written whole or not at all."""

import importlib
from typing import TYPE_CHECKING, Any, Final

from archspec.files.reading import expanded, is_there, open_file, open_given, read_bytes, reason

if TYPE_CHECKING:
    from archspec.files.archives import LongDirectory, open_archive
    from archspec.files.holder import STALE, Held, Holder
    from archspec.files.locking import holder_of, locked
    from archspec.files.memory import gibibytes, machine_memory
    from archspec.files.naming import safe_name
    from archspec.files.tar import NoTar, TarMember, tar_members
    from archspec.files.writing import (
        PART,
        Content,
        append_file,
        create_file,
        made_folder,
        missing_folders,
        obstacle,
        remove_empty,
        write_file,
        write_files,
    )

__all__ = [
    "PART",
    "STALE",
    "Content",
    "Held",
    "Holder",
    "LongDirectory",
    "NoTar",
    "TarMember",
    "append_file",
    "create_file",
    "expanded",
    "gibibytes",
    "holder_of",
    "is_there",
    "locked",
    "machine_memory",
    "made_folder",
    "missing_folders",
    "obstacle",
    "open_archive",
    "open_file",
    "open_given",
    "read_bytes",
    "reason",
    "remove_empty",
    "safe_name",
    "tar_members",
    "write_file",
    "write_files",
]

_HOMES: Final = {
    **dict.fromkeys(("LongDirectory", "open_archive"), "archives"),
    **dict.fromkeys(("STALE", "Held", "Holder"), "holder"),
    **dict.fromkeys(("holder_of", "locked"), "locking"),
    **dict.fromkeys(("gibibytes", "machine_memory"), "memory"),
    **dict.fromkeys(("safe_name",), "naming"),
    **dict.fromkeys(("NoTar", "TarMember", "tar_members"), "tar"),
}


def __getattr__(name: str) -> Any:
    """Loads what a check does not need, as archives, sockets and random names, at the first use."""
    if name not in __all__:
        raise AttributeError(f"module 'archspec.files' has no attribute {name!r}")
    home = importlib.import_module(f"archspec.files.{_HOMES.get(name, 'writing')}")
    return getattr(home, name)
