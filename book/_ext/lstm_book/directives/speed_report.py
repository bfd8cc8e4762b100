"""The table of ``benchmarks/speed.json`` in words: for the terminal, a page and the book.

Only the standard library is used: ``benchmarks.speed`` imports this module too.
"""

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
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "who": "who",
        "pass": "pass",
        "forward": "forward",
        "both ways": "both ways",
        "floor": "matrix products alone",
        "not run": "not run",
        "cell": "{time} ms, {factor} x",
        "kept": "What a training step keeps, in multiples of its gates and states: {all}.",
        "kept_at": "{factor} x at {shape}",
        "reached": "Reached",
        "missed": "**Not reached**",
        "target": "{word}: {kind} at {shape}, {ratio} x {other}; wanted {wanted} x at most.",
        "memory": "{word}: what a training step keeps is {worst} x gates and states at most; "
        "wanted {wanted} x at most.",
        "unmeasured": "Not measured: {kind} at {shape}, beside {other}.",
        "machine": "Measured on one core, {processor} ({machine}), with {packages}.",
        "no_eager": "Keras eager is left out at big: it is too slow. It has no gradients of its "
        "own.",
        "no_torch": "PyTorch is not installed here, so it does not take part.",
    },
    "ko": {
        "who": "대상",
        "pass": "계산",
        "forward": "순전파",
        "both ways": "순전파와 역전파",
        "floor": "행렬 곱",
        "not run": "재지 않음",
        "cell": "{time} ms, {factor}배",
        "kept": "학습 한 단계에 남기는 것은 게이트와 상태의 몇 배인가: {all}.",
        "kept_at": "{shape}에서 {factor}배",
        "reached": "달성",
        "missed": "**미달**",
        "target": "{word}: {shape}의 {kind}, {other}의 {ratio}배. 목표는 {wanted}배 이하입니다.",
        "memory": "{word}: 학습 한 단계에 남기는 것은 게이트와 상태의 {worst}배 이하입니다. "
        "목표는 {wanted}배 이하입니다.",
        "unmeasured": "재지 않음: {shape}의 {kind}, 비교 대상은 {other}.",
        "machine": "{processor} 코어 하나({machine})에서 쟀습니다. 쓴 버전은 {packages}입니다.",
        "no_eager": "Keras eager는 너무 느려서 big에서 뺐습니다. 자체 기울기 계산도 없습니다.",
        "no_torch": "여기에는 PyTorch가 설치되어 있지 않아서 비교에 없습니다.",
    },
}


def as_table(found: dict[str, Any], language: str = "en") -> str:
    """Return the times as a table of Markdown, and below it what is reached and what is not."""
    words, shapes = WORDS[language], found["shapes"]
    head = [words["who"], words["pass"]]
    head += [f"{name} {tuple(sizes)}" for name, sizes in shapes.items()]
    lines = [head, ["---"] * len(head)]
    for kind in ("forward", "both ways"):
        for who in measured(found[kind]):
            cells = [cell(found[kind][shape], who, words) for shape in shapes]
            lines.append([words.get(who, who), words[kind], *cells])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return "\n\n".join([table, kept(found, words), reached(found, language), skipped(found, words)])


def as_machine(found: dict[str, Any], language: str = "en") -> str:
    """Return the machine and the versions, as one sentence."""
    on = found["on"]
    packages = ", ".join(f"{name} {number}" for name, number in on["packages"].items())
    return WORDS[language]["machine"].format_map(on | {"packages": packages})


def measured(times: dict[str, dict[str, float]]) -> list[str]:
    """Return the names measured at any shape, the floor and lstm_ref first."""
    return list(dict.fromkeys(who for by_name in times.values() for who in by_name))


def cell(times: dict[str, float], who: str, words: dict[str, str]) -> str:
    """Return a time, and how many times the floor it is."""
    if who not in times:
        return words["not run"]
    ratio = factor(times[who] / times["floor"])
    return words["cell"].format(time=milliseconds(times[who]), factor=ratio)


def milliseconds(seconds: float) -> str:
    """Three digits of a time."""
    return f"{seconds * 1e3:.3g}" if seconds < 0.9995 else f"{seconds * 1e3:.0f}"


def factor(ratio: float) -> str:
    """Return a ratio with two decimals, a large one without, one below 0.1 with two digits."""
    if ratio >= 99.5:
        return f"{ratio:,.0f}"
    return f"{ratio:.2f}" if ratio >= 0.095 else f"{ratio:.2g}"


def kept(found: dict[str, Any], words: dict[str, str]) -> str:
    """Return what a training step keeps, as one sentence."""
    times = found["kept"].items()
    parts = [words["kept_at"].format(factor=f"{ratio:.2f}", shape=name) for name, ratio in times]
    return words["kept"].format(all=", ".join(parts))


def skipped(found: dict[str, Any], words: dict[str, str]) -> str:
    """Return what was left out, and why; the file holds it in English."""
    said = {WORDS["en"][key]: words[key] for key in ("no_eager", "no_torch")}
    return " ".join(said[line] for line in found["skipped"])


def reached(found: dict[str, Any], language: str = "en") -> str:
    """Return one line for each target: reached or not, with the number."""
    words = WORDS[language]
    lines = [judged(found, *target, language) for target in TARGETS]
    worst = max(found["kept"].values())
    word = words["reached" if worst <= MEMORY else "missed"]
    numbers = {"worst": f"{worst:.2f}", "wanted": f"{MEMORY:g}"}
    lines.append(words["memory"].format_map(numbers | {"word": word}))
    return "\n".join(f"- {line}" for line in lines)


def judged(
    found: dict[str, Any], shape: str, kind: str, beside: str, wanted: float, language: str = "en"
) -> str:
    """Return the line of one target."""
    times, words = found[kind][shape], WORDS[language]
    names = {"kind": words[kind], "shape": shape, "other": words.get(beside, beside)}
    if beside not in times:
        return words["unmeasured"].format_map(names)
    ratio = times["lstm_ref"] / times[beside]
    numbers = {"ratio": f"{ratio:.3f}" if ratio >= 0.1 else f"{ratio:.2g}", "wanted": f"{wanted:g}"}
    word = words["reached" if ratio <= wanted else "missed"]
    return words["target"].format_map(names | numbers | {"word": word})
