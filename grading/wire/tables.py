"""Tables of pandas as plain columns, and built again with the receiver's own pandas.

A column holds numbers, truth values, texts, dates, categories, or any plain values with None for
what is missing. Nothing here imports pandas before a table is there.
"""

import functools
import importlib
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .frames import TravelError, WireError

PLAIN = "biufc"
MASKED = {
    *("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32"),
    *("Float64", "boolean", "string", "str"),
}
# A time zone by its name. Of other words pandas may take some for the path of a file, and read it.
ZONE = re.compile(
    r"(?!dateutil)[A-Za-z0-9_+\-]{1,30}(/[A-Za-z0-9_+\-]{1,30}){0,2}|UTC[+-]\d\d:\d\d"
)
Parts = tuple[str, Any]


def apart(value: Any) -> Parts | None:
    """Return what a table, a column or an index of pandas is called, and its parts."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not hasattr(pandas, "DataFrame"):
        return None
    for kind, take in (("frame", _frame), ("series", _series), ("index", _index)):
        if isinstance(value, getattr(pandas, {"frame": "DataFrame"}.get(kind, kind.title()))):
            return kind, take(value)
    if value is pandas.NA or value is pandas.NaT:
        return "missing", "NA" if value is pandas.NA else "NaT"
    if isinstance(value, (pandas.Timestamp, pandas.Timedelta)):
        kind = "timestamp" if isinstance(value, pandas.Timestamp) else "timedelta_"
        return kind, str(value)
    return None


def _frame(frame: Any) -> list[Any]:
    pandas = sys.modules["pandas"]
    columns = [_named_column(frame.iloc[:, n], frame.columns[n]) for n in range(frame.shape[1])]
    return [
        _index(pandas.DataFrame.__getattribute__(frame, "columns")),
        _index(frame.index),
        columns,
    ]


def _named_column(column: Any, name: Any) -> Any:
    try:
        return _column(column)
    except WireError as error:
        raise TravelError(f"column {str(name)[:80]!r}: {error}") from None


def _series(series: Any) -> list[Any]:
    return [series.name, _index(series.index), _named_column(series, series.name)]


def _index(index: Any) -> list[Any]:
    """Take an index apart: kind, names, contents."""
    pandas = sys.modules["pandas"]
    if isinstance(index, pandas.RangeIndex):
        return ["range", [index.name], [index.start, index.stop, index.step]]
    if isinstance(index, pandas.MultiIndex):
        levels = [_column(index.get_level_values(n)) for n in range(index.nlevels)]
        return ["levels", list(index.names), levels]
    freq = getattr(index, "freqstr", None) if isinstance(index, pandas.DatetimeIndex) else None
    return ["values", [index.name, freq], _column(index)]


def _column(column: Any) -> list[Any]:
    """Take the values of a column apart: what they are, and as what they travel."""
    pandas = sys.modules["pandas"]
    dtype = column.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        codes = np.asarray(getattr(column, "cat", column).codes)
        return ["category", codes, _column(dtype.categories), bool(dtype.ordered)]
    if isinstance(dtype, pandas.DatetimeTZDtype):
        moments = column.dt if hasattr(column, "dt") else column
        return ["zone", np.asarray(moments.tz_convert(None)), str(dtype.tz)]
    if dtype.kind in PLAIN + "mM" and isinstance(dtype, np.dtype):
        return ["numbers", np.asarray(column)]
    if dtype.kind == "O" and isinstance(dtype, np.dtype):
        return ["values", list(column)]
    if str(dtype) in MASKED:
        return ["masked", str(dtype), [None if pandas.isna(v) else v for v in column]]
    raise TravelError(f"values of the kind {dtype} do not travel")


@functools.cache
def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError:
        raise WireError("pandas is not installed here") from None


def _frame_again(parts: Any) -> Any:
    columns, index, values = parts
    rows = _index_again(index)
    heads = _index_again(columns)
    series = [_values_again(column) for column in values]
    if len(series) != len(heads) or any(len(each) != len(rows) for each in series):
        raise WireError("expected columns of one length")
    pandas = _pandas()
    made = {n: pandas.Series(each, index=rows) for n, each in enumerate(series)}
    frame = pandas.DataFrame(made, index=rows)
    frame.columns = heads
    return frame


def _series_again(parts: Any) -> Any:
    name, index, values = parts
    return _pandas().Series(_values_again(values), index=_index_again(index), name=name)


def _index_again(parts: Any) -> Any:
    kind, names, body = parts
    pandas = _pandas()
    if kind == "range":
        return pandas.RangeIndex(*map(_int, body), name=names[0])
    if kind == "levels":
        return pandas.MultiIndex.from_arrays([_values_again(level) for level in body], names=names)
    if kind != "values":
        raise WireError("expected a kind of index")
    index = pandas.Index(_values_again(body), name=names[0])
    if isinstance(index, pandas.DatetimeIndex) and type(names[1]) is str:
        return pandas.DatetimeIndex(index, freq=names[1][:20])
    return index


def _values_again(parts: Any) -> Any:
    """Return the values of a column."""
    kind, body, *more = parts
    pandas = _pandas()
    if kind == "numbers" and type(body) is np.ndarray and body.ndim == 1:
        return body
    if kind == "values" and type(body) is list:
        array = np.empty(len(body), dtype=object)
        array[:] = body
        return array
    if kind == "masked" and body in MASKED:
        return pandas.array(more[0], dtype=body)
    if kind == "category":
        categories = pandas.Index(_values_again(more[0]))
        return pandas.Categorical.from_codes(body, categories, ordered=more[1] is True)
    if kind == "zone" and type(more[0]) is str and ZONE.fullmatch(more[0]):
        return pandas.DatetimeIndex(body).tz_localize("UTC").tz_convert(more[0])
    raise WireError("expected a kind of column")


def _int(number: Any) -> int:
    if type(number) is not int:
        raise WireError("expected a whole number")
    return number


def _moment(kind: str) -> Callable[[Any], Any]:
    def make(words: Any) -> Any:
        if type(words) is not str:
            raise WireError("expected a text")
        return getattr(_pandas(), kind)(words)

    return make


TOGETHER: dict[str, Callable[[Any], Any]] = {
    "frame": _frame_again,
    "series": _series_again,
    "index": _index_again,
    "timestamp": _moment("Timestamp"),
    "timedelta_": _moment("Timedelta"),
    "missing": lambda name: {"NA": _pandas().NA, "NaT": _pandas().NaT}[name],
}
