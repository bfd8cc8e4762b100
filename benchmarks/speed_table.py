"""The table of ``benchmarks/speed.json``: for the terminal, for the README and for the book."""

from __future__ import annotations

from typing import Any

# What the project wants to reach: shape, kind, beside whom, and how many times its time at most.
TARGETS = (
    ("mid", "forward", "floor", 1.5),
    ("big", "forward", "floor", 1.2),
    ("seed", "forward", "Keras predict_on_batch", 1.0),
    ("mid", "forward", "Keras predict_on_batch", 1.0),
    ("seed", "forward", "Keras eager", 0.01),
    ("mid", "both ways", "floor", 1.5),
    ("big", "both ways", "PyTorch", 1.0),
)
MEMORY = 1.3
PRODUCTS = "matrix products alone"


def as_table(found: dict[str, Any]) -> str:
    """Return the times as a table of Markdown, and below it what is reached and what is not."""
    shapes = found["shapes"]
    head = ["who", "pass", *(f"{name} {tuple(sizes)}" for name, sizes in shapes.items())]
    lines = [head, ["---"] * len(head)]
    for kind in ("forward", "both ways"):
        for who in contestants(found[kind]):
            label = PRODUCTS if who == "floor" else who
            lines.append([label, kind, *(cell(found[kind][shape], who) for shape in shapes)])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    memory = ", ".join(f"{found['kept'][shape]:.2f} x at {shape}" for shape in shapes)
    kept = f"What a training step keeps, in multiples of its gates and states: {memory}."
    return "\n\n".join([table, kept, reached(found), " ".join(found["skipped"])])


def as_machine(found: dict[str, Any]) -> str:
    """Return the machine and the versions, as one sentence."""
    on = found["on"]
    packages = ", ".join(f"{name} {number}" for name, number in on["packages"].items())
    return f"Measured on one core, {on['processor']} ({on['machine']}), with {packages}."


def contestants(times: dict[str, dict[str, float]]) -> list[str]:
    """Return who took part at any shape, the floor and lstm_ref first."""
    return list(dict.fromkeys(who for by_name in times.values() for who in by_name))


def cell(times: dict[str, float], who: str) -> str:
    """Return a time, and how many times the floor it is."""
    if who not in times:
        return "not run"
    return f"{milliseconds(times[who])} ms, {factor(times[who] / times['floor'])} x"


def milliseconds(seconds: float) -> str:
    """Three digits of a time."""
    return f"{seconds * 1e3:.3g}" if seconds < 0.9995 else f"{seconds * 1e3:.0f}"


def factor(ratio: float) -> str:
    """Return a ratio with two decimals, a large one without, one below 0.1 with two digits."""
    if ratio >= 99.5:
        return f"{ratio:,.0f}"
    return f"{ratio:.2f}" if ratio >= 0.095 else f"{ratio:.2g}"


def reached(found: dict[str, Any]) -> str:
    """Return one line for each target: reached or not, with the number."""
    lines = [judged(found, *target) for target in TARGETS]
    worst = max(found["kept"].values())
    lines.append(
        f"{word(worst <= MEMORY)}: what a training step keeps is {worst:.2f} x gates and states "
        f"at most; wanted {MEMORY:g} x at most."
    )
    return "\n".join(f"- {line}" for line in lines)


def judged(found: dict[str, Any], shape: str, kind: str, beside: str, wanted: float) -> str:
    """Return the line of one target."""
    times, other = found[kind][shape], PRODUCTS if beside == "floor" else beside
    if beside not in times:
        return f"Not measured: {kind} at {shape}, beside {other}."
    ratio = times["lstm_ref"] / times[beside]
    number = f"{ratio:.3f}" if ratio >= 0.1 else f"{ratio:.2g}"
    said = f"{kind} at {shape}, {number} x {other}; wanted {wanted:g} x at most."
    return f"{word(ratio <= wanted)}: {said}"


def word(is_reached: bool) -> str:
    """Say it in a word."""
    return "Reached" if is_reached else "**Not reached**"
