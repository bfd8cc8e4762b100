"""Runs inside Pyodide: gives a wheel, or the standard library, its byte code.

A browser then compiles nothing. The same Python that will read the byte code writes it. The result
depends on the input alone: entries are sorted and dated 1980, and byte code holds no date.
"""

import importlib.util
import io
import posixpath
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # ty: the only writer of this format

SITE = f"/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
LIBRARY = f"/lib/python{sys.version_info[0]}{sys.version_info[1]}.zip"


def compiled(data, kind, left_out):
    """Return an archive with byte code.

    kind: "wheel" and "library" lose their sources, "own" keeps them, for a traceback shows a
    book's own lines. left_out(name) says which files are not served at all.
    """
    entries = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith("/") and not left_out(name):
                entries |= entry(name, archive.read(name), kind)
    return packed(listed(entries) if kind != "library" else entries)


def entry(name, data, kind):
    """Return what stands for one file of the archive."""
    if not name.endswith(".py") or ".data/" in name:
        return {name: data}
    folder = LIBRARY if kind == "library" else SITE
    try:
        code = compile(data, f"{folder}/{name}", "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError):  # a template, or a file for another Python
        return {name: data}
    byte_code = bytes(_code_to_hash_pyc(code, importlib.util.source_hash(data), False))
    if kind != "own":
        return {f"{name}c": byte_code}
    where, file = posixpath.split(name)
    cached = f"{file[:-3]}.{sys.implementation.cache_tag}.pyc"
    return {name: data, posixpath.join(where, "__pycache__", cached): byte_code}


def listed(entries):
    """Return the entries with a RECORD that names them: the wheel's own names other files."""
    for name in entries:
        if name.endswith(".dist-info/RECORD"):
            lines = "".join(f"{each},,\n" for each in sorted(entries))
            return entries | {name: lines.encode()}
    return entries


def packed(entries):
    """Return a zip file with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, entries[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()
