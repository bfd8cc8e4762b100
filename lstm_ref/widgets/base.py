"""What all widgets share: their script and style sheet, sliders, presets, and the container."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any, NamedTuple

import anywidget
from ipywidgets import FloatSlider, IntSlider, Layout, VBox, Widget, jslink
from traitlets import Dict, Float, List


def text(name: str) -> str:
    """Return a file of this package, which may be a zip."""
    return files(__package__).joinpath(name).read_text("utf-8")


def script(name: str) -> str:
    """Return the JavaScript of one widget: the shared functions, then its own."""
    return f"{text('shared.js')}\n{text(f'{name}.js')}"


class Preset(NamedTuple):
    """What one button of a widget sets, in every language: names of the view and their values."""

    group: str  # of the buttons that stand in one row
    values: dict[str, Any]


def with_presets(words: dict[str, Any], presets: dict[str, Preset]) -> dict[str, Any]:
    """Return words in which each preset has, besides its own words, its group and values."""
    made = []
    for key, preset in presets.items():
        own = words["presets"][key]
        made.append({"name": own["name"], **preset._asdict(), "says": own["says"]})
    return words | {"presets": made}


class View(anywidget.AnyWidget):
    """The anywidget of an explorer: it draws and computes in the browser.

    words and table come from Python, in one language.
    """

    _css = text("widgets.css")
    words = Dict().tag(sync=True)  # labels, and sentences for screen readers
    table: List[Any] = List().tag(sync=True)  # rows of text, shown where scripts are off


def floats(values: Iterable[float]) -> list[Float[float, Any]]:
    """Return a trait for each number of a view, in this order; each is synchronised."""
    return [Float(value).tag(sync=True) for value in values]


class Explorer(VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A view and its controls; ``view`` has the values as attributes."""

    def __init__(self, view: View, controls: list[Widget]) -> None:
        self.view = view
        super().__init__([view, *controls])


def slider(
    view: View, name: str, label: str, low: float, high: float, whole: bool = False
) -> FloatSlider | IntSlider:
    """Return a slider for one number of a view; the browser keeps the two equal."""
    kind, step = (IntSlider, 1) if whole else (FloatSlider, step_of(low, high))
    made = kind(
        value=getattr(view, name),
        min=low,
        max=high,
        step=step,
        description=label,
        style={"description_width": "11em"},
        layout=Layout(width="100%", max_width="36em"),
    )
    jslink((made, "value"), (view, name))
    return made


def step_of(low: float, high: float) -> float:
    """Return a slider's step: small enough to be precise, large enough for the arrow keys."""
    return 0.01 if high - low <= 2 else 0.05


def number(value: float) -> str:
    """Format a number as the page does: two digits, and U+2212 as minus sign."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\u2212")
