"""The outputs of a cell as the student's process reports them: checked, and rebuilt."""

from typing import Any

from ..wire.cell_outputs import ERROR_SPACE, MAX_LINES, MAX_OUTPUTS, MIME
from ..wire.frames import WireError
from .cells import OURS

SLACK = 50_000  # characters, of words such as "... cut ..."


def checked(said: Any, limit: int) -> list[dict[str, Any]]:
    """Return outputs that hold nothing but what a notebook holds, within a size."""
    if not isinstance(said, list) or len(said) > MAX_OUTPUTS:
        raise WireError("expected a list of outputs")
    made = [_output(output) for output in said]
    if sum(map(_size, made)) > limit + SLACK + ERROR_SPACE * any("ename" in o for o in made):
        raise WireError("expected less output")
    return made


def within(shown: list[dict[str, Any]], space: int) -> tuple[list[dict[str, Any]], int]:
    """Return the outputs that fit into a space, up to the first that does not, and what is left."""
    kept: list[dict[str, Any]] = []
    for output in shown:
        space -= _size(output)
        if space < 0:
            return kept, 0
        kept.append(output)
    return kept, space


def _output(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise WireError("expected an output")
    kind = said["output_type"]
    if kind == "stream" and said["name"] in ("stdout", "stderr"):
        return {"output_type": kind, "name": said["name"], "text": _text(said["text"])}
    if kind in ("display_data", "execute_result") and isinstance(said["data"], dict):
        data = {_mime(mime): _text(value) for mime, value in said["data"].items()}
        more = {"execution_count": None} if kind == "execute_result" else {}
        return {"output_type": kind, "data": data, "metadata": {}, **more}
    if kind == "error" and isinstance(said["traceback"], list):
        lines = [_text(line) for line in said["traceback"][:MAX_LINES]]
        name = _text(said["ename"])
        words = {"ename": "Exception" if name in OURS else name, "evalue": _text(said["evalue"])}
        return {"output_type": kind, "traceback": lines, **words}
    raise WireError("expected a known kind of output")


def _size(output: dict[str, Any]) -> int:
    lines = [*output.get("traceback", []), output.get("text", ""), output.get("evalue", "")]
    return sum(map(len, [*lines, *output.get("data", {}).values()]))


def _mime(mime: Any) -> str:
    if not MIME.fullmatch(mime):
        raise WireError("expected a type of data")
    return str(mime)


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise WireError("expected a text")
    return whole(text)


def whole(text: str) -> str:
    """Return a text without half letters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
