"""A lock keeps others away while its holder lives, and no longer."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from archspec.files import Held, holder, holder_of, locked, locking

ROOT = str(Path(__file__).parents[2])
HOLD = """
import os, sys, time
from pathlib import Path
from archspec.files import locked
with locked(Path(sys.argv[1])):
    if sys.argv[2] == "fork" and os.fork() == 0:
        os.setsid()
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60)
"""
ASK = """
import sys
from pathlib import Path
from archspec.files import Held, locked
try:
    with locked(Path(sys.argv[1])):
        print("free")
except Held as held:
    print(held.holder.process)
"""


def python(code: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
    )


@contextmanager
def another(path: Path, how: str = "alone"):
    process = python(HOLD, path, how)
    try:
        numbers = [int(process.stdout.readline()) for _ in range(2 if how == "fork" else 1)]
        yield process, numbers
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def asked(path: Path) -> str:
    with python(ASK, path) as process:
        return process.stdout.read().strip()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.lock"


def test_another_process_holds_it_until_it_is_killed(path):
    with another(path) as (process, _):
        with pytest.raises(Held) as caught, locked(path):
            pass
        assert caught.value.holder.process == process.pid == holder_of(path).process
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert holder_of(path) is None
        with locked(path) as real:
            assert real


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without forks")
def test_a_child_that_outlives_its_holder_does_not_hold_it(path):
    with another(path, "fork") as (process, numbers):
        (child,) = {*numbers} - {process.pid}
        try:
            assert asked(path) == str(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait()
            os.kill(child, 0)
            assert asked(path) == "free"
        finally:
            os.kill(child, signal.SIGKILL)


def test_who_holds_it_is_refused_it_again_and_keeps_it(path):
    with locked(path):
        with pytest.raises(Held) as caught, locked(path):
            pass
        assert caught.value.holder.process == os.getpid() == holder_of(path).process
        assert asked(path) == str(os.getpid())
    assert asked(path) == "free"


def test_nobody_holds_what_is_not_there(path):
    assert holder_of(path) is None
    assert not path.exists()


def test_nothing_is_written_through_a_link(path, tmp_path):
    (tmp_path / "kept").write_text("kept")
    path.symlink_to(tmp_path / "kept")
    with pytest.raises(OSError, match="symbolic link"), locked(path):
        pass
    assert (tmp_path / "kept").read_text() == "kept"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_is_no_lock(path):
    os.mkfifo(path)
    with pytest.raises(OSError, match="it is no file"), locked(path):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 900, '{"process": "x"}', "\0" * 5000])
def test_whatever_stands_in_it(path, text):
    path.write_text(text)
    with locked(path):
        assert asked(path) == str(os.getpid())


class TestWithoutLocks:
    """As on a file system that has none, and as on a system that has none."""

    @pytest.fixture(autouse=True, params=["file system", "system"])
    def lockless(self, monkeypatch, request):
        def refuse(descriptor):
            raise OSError(errno.ENOLCK, "no locks available")

        if request.param == "system":
            monkeypatch.setattr(locking, "fcntl", None)
        else:
            monkeypatch.setattr(locking, "_lock", refuse)
        monkeypatch.setattr(holder, "SETTLE", 0.01)

    def other(self, path: Path) -> str:
        """What another process would find: one that does not share what this one remembers."""
        kept = dict(locking._own)
        locking._own.clear()
        try:
            with locked(path) as real:
                assert not real
        except Held as held:
            return str(held.holder.process)
        else:
            return "free"
        finally:
            locking._own.update(kept)

    def test_a_fresh_touch_keeps_others_away_and_an_end_lets_them_in(self, path):
        with locked(path) as real:
            assert not real
            assert self.other(path) == str(os.getpid())
        assert self.other(path) == "free"

    def test_who_has_not_touched_it_for_long_is_dead(self, path):
        path.write_text('{"process": 4711, "host": "vm", "since": 0}')
        assert self.other(path) == "4711"
        long_ago = time.time() - holder.STALE - 1
        os.utime(path, (long_ago, long_ago))
        assert self.other(path) == "free"

    def test_the_holder_touches_it(self, path, monkeypatch):
        monkeypatch.setattr(holder, "BEAT", 0.01)
        with locked(path):
            os.utime(path, (0, 0))
            deadline = time.time() + 5
            while path.stat().st_mtime == 0 and time.time() < deadline:
                time.sleep(0.01)
            assert path.stat().st_mtime > 0

    def test_of_two_at_the_same_moment_the_last_to_write_has_it(self, path, monkeypatch):
        def meanwhile(_):
            path.write_text('{"process": 4711, "host": "vm", "since": 0}')

        monkeypatch.setattr(holder.time, "sleep", meanwhile)
        with pytest.raises(Held) as caught, locked(path):
            pass
        assert caught.value.holder.process == 4711
