"""Compares two built sites, file by file: ``python -m benchmarks.same_site BEFORE AFTER``.

For a change that must not change what readers see. What two builds of the same sources may write
otherwise is made equal first: hashes in links, identifiers drawn at random by Matplotlib and by
widgets, dates in fonts, blank lines between tags; and so is what a change of names changes: where
a module of ``lstm_ref`` stands. The exit status is 1 where a file differs.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fontTools.ttLib import TTFont

TEXT = {".html", ".js", ".css", ".ipynb", ".md", ".py", ".json", ".svg", ".txt", ".csv"}
ZIPS = {".zip", ".whl"}
# A hash of Sphinx's settings, which hold paths of this machine; templates that are no pages.
IGNORED = (".buildinfo", "webpack-macros.html")
SAME = (
    (re.compile(r"\?(?:v|digest)=\w+"), ""),  # hashes of what a link leads to
    (re.compile(r">\n+<"), ">\n<"),
    (re.compile(r"<dc:date>.*?</dc:date>"), ""),
    (re.compile(r"\blstm_ref(?:[./]\w+)*[./](\w+)"), r"lstm_ref.\1"),  # where a module stands
    (re.compile(r"sha256=[\w-]+,\d+"), ""),  # the wheel's list of its files
)
DRAWN = re.compile(r'(?<=["#-])[a-z]*[0-9a-f]{10}(?=["\)])')  # an identifier in a figure
STATE = re.compile(r'(?<=widget-state\+json">).*?(?=</script>)', re.DOTALL)
MODEL = re.compile(r"\b(?:IPY_MODEL_)?([0-9a-f]{32})\b")


def files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Return every file of a site by its name; those of a zip one by one."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name, data = path.relative_to(site).as_posix(), path.read_bytes()
        if path.suffix in ZIPS:
            yield from unzipped(name, data)
        elif re.fullmatch(r"[0-9a-f]{64}\.svg", path.name):  # named after its content
            yield f"{path.parent.name}/{short_hash(''.join(lines(name, data)))}.svg", data
        elif not name.endswith(IGNORED):
            yield name, data


def unzipped(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Return the files of an archive, wherever in ``lstm_ref`` a module stands."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            yield f"{name}!{normal(member)}", archive.read(member)


def lines(name: str, data: bytes) -> list[str]:
    """Return a file as lines that can be compared; bytes are one line."""
    if PurePosixPath(name).name == "objects.inv":  # four lines of head, then compressed
        body = data.partition(b"zlib.\n")[2]
        return normal(zlib.decompress(body).decode()).splitlines()
    if name.endswith(".woff2"):
        font = TTFont(io.BytesIO(data))
        tables = set(font.keys()) - {"GlyphOrder", "head"}  # the head has a date
        return [f"{tag} {font.getTableData(tag)!r}" for tag in sorted(tables)]
    if name.endswith("RECORD"):
        return sorted(normal(data.decode()).splitlines())
    if PurePosixPath(name).suffix in TEXT or name.endswith("METADATA"):
        return normal(data.decode()).splitlines()
    return [repr(data)]


def normal(text: str) -> str:
    """Return a text without what may differ."""
    for pattern, same in SAME:
        text = pattern.sub(same, text)
    return in_order(DRAWN, with_named_models(text))


def in_order(pattern: re.Pattern[str], text: str) -> str:
    """Replace each identifier by its number in order of appearance."""
    numbers: dict[str, str] = {}
    return pattern.sub(lambda found: numbers.setdefault(found[0], f"n{len(numbers)}"), text)


def with_named_models(text: str) -> str:
    """Name each widget's model after what it holds, and sort the models by these names."""
    if not (found := STATE.search(text)):
        return text
    models = {key: json.dumps(model) for key, model in json.loads(found[0])["state"].items()}
    names = dict.fromkeys(models, "")
    for _ in range(6):  # as deep as widgets hold each other
        names = {key: short_hash(renamed(model, names)) for key, model in models.items()}
    state = "\n".join(sorted(renamed(model, names) for model in models.values()))
    return renamed(text.replace(found[0], state), names)


def renamed(text: str, names: dict[str, str]) -> str:
    """Return a text with other names of its models."""
    return MODEL.sub(lambda found: names.get(found[1], found[1]), text)


def short_hash(text: str) -> str:
    """Return twelve digits that change with a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def difference(name: str, before: bytes, after: bytes) -> list[str]:
    """Return the lines that only one of two files has, each from where it differs."""
    pair = lines(name, before), lines(name, after)
    found = difflib.unified_diff(*pair, lineterm="", n=0) if pair[0] != pair[1] else ()
    return [line[:200] for line in found if not line.startswith(("---", "+++", "@@"))]


def compare(before: Path, after: Path) -> list[str]:
    """Print what is the same and what is not; return the names that differ."""
    old, new = dict(files(before)), dict(files(after))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    differing = sorted(old.keys() ^ new.keys())
    for name in differing:
        print(f"only {'before' if name in old else 'after'}: {name}")
    for name in sorted(old.keys() & new.keys()):
        same = old[name] == new[name]
        found = [] if same else difference(name, old[name], new[name])
        verdict = "equal" if same else "different" if found else "equal after normalising"
        counts[PurePosixPath(name).suffix or "other"][verdict] += 1
        if found:
            differing.append(name)
            print(f"different: {name}", *found[:6], sep="\n  ")
    for kind, verdicts in sorted(counts.items()):
        print(f"{kind}: " + ", ".join(f"{n} {verdict}" for verdict, n in verdicts.items()))
    print(f"{len(differing)} files differ or are in one site alone.")
    return differing


if __name__ == "__main__":
    sys.exit(bool(compare(Path(sys.argv[1]), Path(sys.argv[2]))))
