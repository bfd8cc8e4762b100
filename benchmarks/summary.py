"""Three figures for the README, of what was measured: ``python -m benchmarks.summary``."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Json = dict[str, Any]


def kept(name: str) -> Json:
    """Return the figures that a benchmark has kept."""
    found: Json = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def summary() -> str:
    """Return the three figures as a list of Markdown."""
    return "\n".join([of_site(kept("site")), of_grading(kept("grading")), of_lstm(kept("speed"))])


def of_site(found: Json) -> str:
    """Return what a page weighs and when it shows, on Lighthouse's slow phone."""
    ours, stock = (found[book]["a page with sliders"] for book in ("ours", "stock"))
    paint = [f"{page['first paint, ms'] / 1000:.1f} s" for page in (ours, stock)]
    return (
        f"- A page with sliders: {ours['kilobytes']} kB, first paint after {paint[0]} on the slow "
        f"phone that Lighthouse\n  imitates (stock Jupyter Book 1: {stock['kilobytes']} kB, "
        f"{paint[1]})."
    )


def of_grading(found: Json) -> str:
    """Return how many submissions are graded in a minute, the start and the pages included."""
    ours, plain = found["ours"]["feedback_whole"], found["plain"]["a_minute"]
    cores = found["on"]["machine"].split(" (")[0]
    return (
        f"- Grading: {ours:,.0f} submissions a minute with feedback pages, on {cores} "
        f"(nbgrader by itself: {plain:.0f})."
    )


def of_lstm(found: Json) -> str:
    """Return the time of a forward pass, beside Keras."""
    times, other = found["forward"]["mid"], "Keras predict_on_batch"
    ours, theirs = times["lstm_ref"], times[other]
    return (
        f"- `lstm_ref`'s LSTM, (B, T, D, H) = {tuple(found['shapes']['mid'])}, one core: "
        f"{1e3 * ours:.1f} ms forward, {ours / theirs:.2f} times Keras\n  (`predict_on_batch`)."
    )


if __name__ == "__main__":
    print(summary())
