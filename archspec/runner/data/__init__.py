"""Samples: found, read, divided, normalised and put into batches."""

from archspec.runner.data.batch import Batch
from archspec.runner.data.batches import Loader, count_batches
from archspec.runner.data.files import data_files
from archspec.runner.data.normalization import Normalization, normalization
from archspec.runner.data.order import Order, epoch_order
from archspec.runner.data.picture import read_picture
from archspec.runner.data.samples import DataSet, InMemory, Part, Split
from archspec.runner.data.share import Draws, Share
from archspec.runner.data.sources import read
from archspec.runner.data.splits import divide

__all__ = [
    "Batch",
    "DataSet",
    "Draws",
    "InMemory",
    "Loader",
    "Normalization",
    "Order",
    "Part",
    "Share",
    "Split",
    "count_batches",
    "data_files",
    "divide",
    "epoch_order",
    "normalization",
    "read",
    "read_picture",
]
