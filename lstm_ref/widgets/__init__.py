"""Interactive widgets: sliders and drawings that compute in the browser, without a kernel too.

Each function returns sliders of ipywidgets, joined in the browser to an anywidget that draws and
computes. So they work on the static page of the book, where no Python runs, and in a notebook,
where Python sees the values as well: ``explorer.view.f``.

Needs the extra ``widgets``: ``pip install lstm-ref[widgets]``. ``import lstm_ref`` does not.
"""

from lstm_ref.widgets.bidirectional import bidirectional_explorer
from lstm_ref.widgets.cell import cell_explorer
from lstm_ref.widgets.gate import gate_maker
from lstm_ref.widgets.sequence import sequence_explorer

__all__ = ["bidirectional_explorer", "cell_explorer", "gate_maker", "sequence_explorer"]
