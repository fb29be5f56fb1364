"""Files are read at once or not at all, and written whole or not at all."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archspec.diagnostics.readable import printable
from archspec.files import made_folder, open_file, read_bytes, reason, safe_name, write_files
from archspec.files.naming import DEVICES, MAX_BYTES


def refusal(path: Path, **how: bool) -> str:
    with pytest.raises(OSError) as caught:  # noqa: PT011  its words are what is asked
        read_bytes(path, 1000, **how)
    return reason(caught.value)


class TestReading:
    def test_a_file(self, tmp_path):
        path = tmp_path / "a"
        path.write_bytes(b"x" * 1000)
        assert read_bytes(path, 1000) == b"x" * 1000
        path.write_bytes(b"x" * 1001)
        assert refusal(path) == "it is larger than 1,000 bytes"

    def test_a_pipe_that_nobody_writes_to_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "a")
        (tmp_path / "b").symlink_to(tmp_path / "a")
        assert refusal(tmp_path / "a") == "it is a pipe, not a file"
        assert refusal(tmp_path / "b") == "it is a pipe, not a file"

    def test_what_never_ends_is_not_read(self, tmp_path):
        (tmp_path / "a").symlink_to("/dev/zero")
        assert refusal(Path("/dev/zero")) == "it is a device, not a file"
        assert refusal(tmp_path / "a") == "it is a device, not a file"

    def test_folders_sockets_and_nothing(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s")
            assert refusal(Path("s")) == "it is a socket, not a file"
        assert refusal(tmp_path) == "it is a folder"
        assert refusal(tmp_path / "none") == "no such file or directory"
        assert refusal(tmp_path / ("a" * 300)) == "file name too long"

    def test_a_link_is_followed_only_where_that_is_wanted(self, tmp_path):
        (tmp_path / "a").write_bytes(b"x")
        (tmp_path / "b").symlink_to("a")
        assert read_bytes(tmp_path / "b", 10) == b"x"
        assert refusal(tmp_path / "b", follow=False) == "it is a link, not a file"

    def test_what_is_exchanged_meanwhile_is_asked_again(self, tmp_path, monkeypatch):
        path, regular = tmp_path / "a", tmp_path / "b"
        os.mkfifo(path)
        regular.write_bytes(b"x")
        monkeypatch.setattr(Path, "stat", lambda *_, **__: os.stat(regular))  # noqa: PTH116
        with pytest.raises(OSError, match="it is a pipe"):
            open_file(path)


class TestWriting:
    def test_all_of_the_files_or_none(self, tmp_path):
        (tmp_path / "a").write_bytes(b"before")
        with pytest.raises(OSError, match="No such file"):
            write_files({tmp_path / "a": b"after", tmp_path / "none" / ("b" * 300): b""})
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"before"}
        write_files({tmp_path / "a": b"after", tmp_path / "b": b"new"})
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
            "a": b"after",
            "b": b"new",
        }

    def test_a_link_is_replaced_and_not_written_through(self, tmp_path):
        (tmp_path / "mine").write_bytes(b"mine")
        (tmp_path / "a").symlink_to("mine")
        write_files({tmp_path / "a": b"new"})
        assert (tmp_path / "mine").read_bytes() == b"mine"
        assert not (tmp_path / "a").is_symlink()

    def test_the_rights_are_those_of_any_new_file(self, tmp_path):
        before = os.umask(0o027)
        try:
            write_files({tmp_path / "a": b""})
        finally:
            os.umask(before)
        assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640

    def test_a_name_of_any_length_that_there_is(self, tmp_path):
        write_files({tmp_path / ("a" * 255): b"x"})
        assert [len(path.name) for path in tmp_path.iterdir()] == [255]

    def test_a_folder_that_is_made_for_nothing_is_taken_away(self, tmp_path):
        (tmp_path / "old").mkdir()
        with pytest.raises(ZeroDivisionError), made_folder(tmp_path / "old" / "new" / "newer"):
            raise ZeroDivisionError
        assert [path.name for path in tmp_path.rglob("*")] == ["old"]
        with pytest.raises(FileExistsError), made_folder(Path(__file__)):
            pass

    def test_an_interruption_leaves_nothing(self, tmp_path):
        program = (
            "import os, signal, sys; from pathlib import Path;"
            "from archspec.files import write_files;"
            "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGINT);"
            f"write_files({{Path({str(tmp_path)!r}, 'a'): b'x' * 1000}})"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert done.returncode != 0
        assert list(tmp_path.iterdir()) == []


NAMES = st.text(max_size=300) | st.text("./\\:~-_ aA\0\n\x1b\u202eé卷", max_size=20)


@given(NAMES)
@example("../../x")
@example("/etc/passwd")
@example("-rf")
@example("~root")
@example("con.svg")
@example("NUL")
@example("a" * 300)
@example("卷" * 300)
@example("…")
@example("\u3164\u115f")
@settings(max_examples=500, deadline=None)
def test_a_name_chooses_no_place(name):
    safe = safe_name(name, "network")
    assert Path(safe).name == safe
    assert safe not in ("", ".", "..")
    assert printable(safe) == safe
    assert len(safe.encode()) <= MAX_BYTES + 1
    assert safe[0] not in ".-~"
    assert not DEVICES.match(safe)
    assert all(c.isalnum() or c in "-_." for c in safe)
    assert safe_name(safe, "network").lstrip("_") == safe.lstrip("_")


@pytest.mark.parametrize("name", ["net", "ResNet-50", "resnet_1.5", "größe", "卷积", "7x7"])
def test_a_name_of_letters_and_digits_stays(name):
    assert safe_name(name, "network") == name


def test_reasons_go_on_with_a_sentence():
    assert reason(OSError(errno.ENOSPC, "No space left on device")) == "no space left on device"
    assert reason(OSError("It has 3 MiB")) == "it has 3 MiB"
