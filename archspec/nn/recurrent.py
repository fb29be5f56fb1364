"""Recurrent networks of torch that give a value each: (N, T, C) → (N, T, D) or (N, D)."""

from torch import Tensor, nn


class LSTM(nn.LSTM):
    """Long short-term memory with the batch first; `last` gives its state after the last step."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        last: bool = False,
    ):
        options = {"bias": bias, "dropout": dropout, "bidirectional": bidirectional}
        super().__init__(input_size, hidden_size, num_layers, batch_first=True, **options)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """What it gives at every step, or at the end in each direction."""
        steps, (state, _) = super().forward(x)
        return ends(state, self.bidirectional) if self.last else steps

    def extra_repr(self) -> str:
        """The sizes, and what is given."""
        return super().extra_repr() + (", last=True" if self.last else "")


class GRU(nn.GRU):
    """Gated recurrent units with the batch first; `last` gives their state after the last step."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        last: bool = False,
    ):
        options = {"bias": bias, "dropout": dropout, "bidirectional": bidirectional}
        super().__init__(input_size, hidden_size, num_layers, batch_first=True, **options)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """What they give at every step, or at the end in each direction."""
        steps, state = super().forward(x)
        return ends(state, self.bidirectional) if self.last else steps

    def extra_repr(self) -> str:
        """The sizes, and what is given."""
        return super().extra_repr() + (", last=True" if self.last else "")


class RNN(nn.RNN):
    """Elman's recurrent network with the batch first; `last` gives its state after the end."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        nonlinearity: str = "tanh",
        last: bool = False,
    ):
        options = {"bias": bias, "dropout": dropout, "bidirectional": bidirectional}
        super().__init__(
            input_size, hidden_size, num_layers, nonlinearity, batch_first=True, **options
        )
        self.last = last

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """What it gives at every step, or at the end in each direction."""
        steps, state = super().forward(x)
        return ends(state, self.bidirectional) if self.last else steps

    def extra_repr(self) -> str:
        """The sizes, and what is given."""
        return super().extra_repr() + (", last=True" if self.last else "")


def ends(state: Tensor, bidirectional: bool) -> Tensor:
    """The state of the last layer: (layers · directions, N, D) → (N, D), or (N, 2D) both ways."""
    return state[-2:].transpose(0, 1).flatten(1) if bidirectional else state[-1]
