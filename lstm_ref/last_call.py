"""What is kept between a call and its ``backward``: the one thing besides weights and settings.

A call with ``training=True`` keeps it, and the next call of the same layer takes its place.

- Each thread has its own. Threads that train one layer get each the gradients of their own call;
  weights are common to all, and of two threads that set them the last one wins.
- It holds the weights of the call, which ``set_weights`` does not change. ``backward`` is the
  gradient at those weights, and may be asked for twice.
- :class:`lstm_ref.Bidirectional` and :class:`lstm_ref.Readout` keep what their layers computed
  beside what is their own: a call of one of these layers alone changes nothing for them.
- Coroutines of one thread share it: between a call and its ``backward`` there is no ``await``.
- A copy or a pickle holds none.

Source: none; Keras and PyTorch keep it with the result of a call. Chapter 5.
"""

from __future__ import annotations

import threading
from typing import Any


class LastCall(threading.local):
    """What this thread's last call kept: a NamedTuple of the layer's, or None."""

    kept: Any = None  # of every thread that has kept nothing

    def needed(self) -> Any:
        """Return what is kept, or raise."""
        if self.kept is None:
            raise ValueError(
                "backward: expected a call with training=True before it, the last one of this "
                "thread, received none."
            )
        return self.kept

    def __reduce__(self) -> tuple[type[LastCall], tuple[()]]:
        """A copy or a pickle keeps nothing: the call was another layer's."""
        return LastCall, ()
