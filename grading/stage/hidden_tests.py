"""Find and cut the hidden tests of a cell, by nbgrader's markers."""

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


def split(source: str) -> tuple[list[str], list[str]]:
    """Return the visible lines of a source, and the hidden ones without their markers."""
    visible: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in source.split("\n"):
        if BEGIN in line or END in line:
            inside = BEGIN in line
        else:
            (hidden if inside else visible).append(line)
    return visible, hidden


def visible(source: str) -> str:
    """Return what a learner may see of a source: what nbgrader hands out."""
    return "\n".join(split(source)[0])
