"""A database that keeps the trials of a sweep, looked at before anything is read from it.

A file of SQLite may come from a stranger. It is data but for what it computes when it is asked, in
views and triggers; and it may be larger than the machine.
"""

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archspec.files import open_file

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

MAX_FILE: Final = 2**28
"""Bytes of a file of trials, be it a journal; a trial takes about a thousand."""

MAX_ROWS: Final = 1_000_000
"""Values and attributes of all trials of a sweep."""

SPARE: Final = 1_000
"""Trials beyond those of the plan; each process may begin one that is not needed any more."""

SECONDS: Final = 20
"""That it may take to count what a file holds."""

TRIALS: Final = "trials"
ROWS: Final = (
    "trial_params",
    "trial_values",
    "trial_user_attributes",
    "trial_system_attributes",
    "trial_intermediate_values",
)
"""The tables in which optuna keeps trials, and what is known of each."""

TABLES: Final = frozenset((TRIALS, *ROWS, "studies", "study_directions", "alembic_version"))

COMPUTED: Final = re.compile(r"\b(virtual|generated|default)\b|\bas\s*\(|\bcheck\b", re.IGNORECASE)
"""How a table shows that it holds more than what was written into it."""

ONE_VERSION: Final = "CHECK (version_info_id=1)"
"""What optuna has a table check."""


def check_new(store: str) -> None:
    """Nothing, where trials may be put into a database.

    Raises:
        ValueError, OSError, sqlite3.Error: which says why not.
    """
    path = _file(store)
    if path is not None and path.exists():
        with _opened(path) as connection:
            _check_plain(connection)


def check_kept(store: str, name: str, count: int) -> None:
    """Nothing, where the trials of a sweep may be read from a database.

    Args:
        store: its URL.
        name: of the sweep.
        count: of the trials that the sweep has.

    Raises:
        ValueError, OSError, sqlite3.Error: which says why not.
    """
    path = _file(store)
    if path is None:
        return
    with _opened(path) as connection:
        _check_plain(connection)
        names = {one for (one,) in connection.execute("SELECT name FROM sqlite_master")}
        if lacking := sorted(TABLES - names):
            raise ValueError(f"it lacks the table `{lacking[0]}`")
        _check_count(connection, TRIALS, name, 2 * count + SPARE)
        for table in ROWS:
            _check_count(connection, table, name, MAX_ROWS)


def _check_count(connection: sqlite3.Connection, table: str, name: str, most: int) -> None:
    """Nothing, where a table has at most so many rows of a sweep."""
    more = "" if table == TRIALS else f"JOIN {table} USING (trial_id)"
    rows = f"FROM trials JOIN studies USING (study_id) {more} WHERE study_name = ?"
    asked = f"SELECT 1 {rows} LIMIT ?"
    found = connection.execute(asked, (name, most + 1))
    if sum(1 for _ in found) > most:
        raise ValueError(f"`{table}` has more than {most:,} rows of this sweep")


def _check_plain(connection: sqlite3.Connection) -> None:
    """Nothing, where a file has nothing but tables of what was written into them."""
    for kind, name, text in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        said = str(text or "").replace(ONE_VERSION, "")
        plain = {"table": not COMPUTED.search(said), "index": said.count("(") < 2}
        if not plain.get(kind):
            raise ValueError(f"its {kind} `{name}` computes something, and optuna makes none such")


def _file(store: str) -> Path | None:
    """The file of a database; None where a server or the memory of this process keeps it."""
    from sqlalchemy.engine import make_url

    if store.startswith("redis"):
        # What optuna keeps there is pickled, and to read it could run code.
        raise ValueError("trials that Redis keeps are pickled Python, which nothing here reads")
    url: URL = make_url(store)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    if str(url.database).startswith("file:"):
        raise ValueError("a file of SQLite is named by its path: `sqlite:///trials.db`")
    return Path(str(url.database))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file of SQLite that is there, of a size that is read, and asked only for so long.

    Raises:
        ValueError, OSError, sqlite3.Error: where it is none such.
    """
    with open_file(path) as file:
        if os.fstat(file.fileno()).st_size > MAX_FILE:
            raise ValueError(f"it has more than {MAX_FILE // 2**20} MiB")
    until = time.monotonic() + SECONDS
    # Who was killed while writing may have left something to undo, which takes more than reading.
    place = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(place, timeout=SECONDS, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.set_progress_handler(lambda: time.monotonic() > until, 100_000)
        try:
            yield connection
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            raise ValueError(f"to count what it holds takes more than {SECONDS} seconds") from None
