"""Fetches the files of a public data set, checks them, and says what to do where it fails."""

import hashlib
import tarfile
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from urllib.error import URLError
from urllib.request import urlopen

from archspec.diagnostics import Fix, Problem
from archspec.files import open_file, reason
from archspec.recipe import RecipeFailure
from archspec.runner.progress import Progress

CHUNK = 2**18
WAIT = 30

Remote = tuple[str, tuple[str, ...], str]
"""File name, the addresses to try in turn, and the MD5 sum that the publisher gives."""


def remote_files(dataset: str) -> Sequence[Remote]:
    """What to fetch, by torchvision's own table of addresses and sums."""
    from torchvision import datasets as known

    if dataset in ("cifar10", "cifar100"):
        source = known.CIFAR10 if dataset == "cifar10" else known.CIFAR100
        return [(source.filename, (source.url,), source.tgz_md5)]
    if dataset == "svhn":
        return [
            (name, (url,), md5) for url, name, md5 in map(known.SVHN.split_list.get, _TRAIN_TEST)
        ]
    idx = {"mnist": known.MNIST, "fashion_mnist": known.FashionMNIST, "kmnist": known.KMNIST}
    source = idx[dataset]
    return [
        (name, tuple(mirror + name for mirror in source.mirrors), md5)
        for name, md5 in source.resources
    ]


_TRAIN_TEST = ("train", "test")


def download(dataset: str, folder: Path, progress: Progress) -> None:
    """Put the files of `dataset` into `folder`, archives unpacked.

    Raises:
        RecipeFailure: A621 if one cannot be fetched or is not what its publisher says.
    """
    for name, addresses, md5 in remote_files(dataset):
        target = folder / name
        if not target.is_file():
            _fetch(dataset, target, addresses, md5, progress)
        if name.endswith(".tar.gz"):
            _check_sum(target, md5)
            _unpack(target)


def _fetch(
    dataset: str, target: Path, addresses: Sequence[str], md5: str, progress: Progress
) -> None:
    reasons = []
    for address in addresses:
        # Somebody else may fetch it at the same time.
        part = target.with_name(f"{target.name}.{token_hex(8)}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            found = _copy(address, part, progress)
        except (URLError, TimeoutError, ConnectionError) as error:
            reasons.append(f"{address}: {getattr(error, 'reason', error)}")
            continue
        if found == md5:
            part.replace(target)
            return
        part.unlink()
        reasons.append(f"{address}: its MD5 sum is {found}, not {md5}")
    raise _failed(dataset, target, addresses, reasons)


def _copy(address: str, part: Path, progress: Progress) -> str:
    """Write what is at `address` to `part`; its MD5 sum, as hexadecimal digits."""
    # The sum guards against damage in transit; it is the one that the publishers give.
    seen = hashlib.md5(usedforsecurity=False)
    with urlopen(address, timeout=WAIT) as reply, part.open("wb") as file:  # noqa: S310  fixed table
        total = int(reply.headers.get("Content-Length") or 0) or None
        done = 0
        while chunk := reply.read(CHUNK):
            file.write(chunk)
            seen.update(chunk)
            done += len(chunk)
            progress.on_download(part.name.rsplit(".", 2)[0], done, total)
    return seen.hexdigest()


def _check_sum(archive: Path, md5: str) -> None:
    """An archive that lay there before may be anybody's, and unpack to anything."""
    try:
        with open_file(archive) as file:
            found = hashlib.file_digest(
                file, lambda: hashlib.md5(usedforsecurity=False)
            ).hexdigest()
    except OSError as error:
        raise _incomplete(archive, reason(error)) from None
    if found != md5:
        raise _incomplete(archive, f"its MD5 sum is {found}, not {md5}")


def _incomplete(archive: Path, why: str) -> RecipeFailure:
    fact = f"`{archive}` is not a complete archive"
    return RecipeFailure([Problem("A622", fact, ("data", "root"), notes=(why,))])


def _unpack(archive: Path) -> None:
    try:
        with tarfile.open(archive) as content:
            content.extractall(archive.parent, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise _incomplete(archive, str(error)) from None


def _failed(
    dataset: str, target: Path, addresses: Sequence[str], reasons: Sequence[str]
) -> RecipeFailure:
    return RecipeFailure(
        [
            Problem(
                "A621",
                f"{dataset} could not be downloaded",
                ("data", "dataset"),
                notes=tuple(reasons),
                fixes=(
                    Fix(f"fetch {addresses[0]} elsewhere and put it at `{target}`"),
                    Fix(
                        "or train on `digits`, which ships: write `train: {data: {dataset: "
                        "digits}}` into a file, and give it by `--recipe`"
                    ),
                ),
            )
        ]
    )
