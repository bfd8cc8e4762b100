"""A folder, or an address, under which wheels lie by their file names."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

import requests

from ..failures import SourceError
from ..locks import Pinned
from . import pip
from .progress import Progress

CONNECT, SILENCE = 5, 10  # seconds after which a server is given up
CHUNK = 1 << 16


class Address:
    """Wheels by name below a folder or an address. only_built: it has none of pure Python."""

    def __init__(self, title: str, where: str, *, only_built: bool = False) -> None:
        self.title, self.only_built = title, only_built
        self.where = where
        self._gone: SourceError | None = None
        self._session: requests.Session | None = None

    def offers(self, wheel: Pinned) -> bool:
        """Return whether such wheels can be there."""
        return wheel.built or not self.only_built

    def give(
        self, wheels: Sequence[Pinned], folder: Path, say: Callable[[str], None]
    ) -> dict[Pinned, Path | SourceError]:
        """Copy or download the wheels; after a failed connection it is not asked again."""
        return {wheel: self._one(wheel.file, folder, say) for wheel in wheels}

    def _one(self, file: str, folder: Path, say: Callable[[str], None]) -> Path | SourceError:
        if self._gone:
            return self._gone
        try:
            if urlsplit(self.where).scheme in ("http", "https"):
                return self._download(file, folder / file, say)
            return _copied(self.where, file, folder / file)
        except SourceError as error:
            self._gone = error if error.gone else None
            return error

    def _download(self, file: str, target: Path, say: Callable[[str], None]) -> Path:
        address = urljoin(self.where.rstrip("/") + "/", file)
        try:
            patience = (CONNECT, SILENCE)
            with self._connection().get(address, stream=True, timeout=patience) as answer:
                if answer.status_code != 200:
                    raise SourceError(f"it answered {answer.status_code} {answer.reason}")
                total = int(answer.headers.get("Content-Length", 0))
                _write(answer, target, Progress(say, f"fetching {file}", total))
        except requests.RequestException as error:
            raise SourceError(_reason(error), gone=_is_gone(error)) from error
        return target

    def _connection(self) -> requests.Session:
        if self._session is None:
            self._session = requests.Session()
            self._session.headers["Accept-Encoding"] = "identity"  # a wheel is packed already
            pip.use_settings(self._session)
        return self._session


def _write(answer: requests.Response, target: Path, progress: Progress) -> None:
    done = 0
    with target.open("wb") as file:
        for chunk in answer.iter_content(CHUNK):
            file.write(chunk)
            done += len(chunk)
            progress.at(done)


def _is_gone(error: requests.RequestException) -> bool:
    """Return whether the next file would wait in vain too."""
    return isinstance(error, requests.ConnectionError | requests.Timeout)


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {CONNECT} s"
    if isinstance(error, requests.Timeout) or "Read timed out" in str(error):
        return f"it was silent for {SILENCE} s"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection ended before the file did"
    if isinstance(error, requests.exceptions.SSLError):
        return f"its certificate was not accepted ({_innermost(error)})"
    if isinstance(error, requests.ConnectionError):
        return f"it cannot be reached ({_innermost(error)})"
    return str(error)


def _innermost(error: BaseException) -> str:
    """Return the last cause: the outer ones only repeat the address."""
    inner: BaseException = error
    while inner.__cause__ or inner.__context__ or getattr(inner, "reason", None):
        following = getattr(inner, "reason", None) or inner.__cause__ or inner.__context__
        if not isinstance(following, BaseException):
            break
        inner = following
    return str(inner) or type(inner).__name__


def _copied(where: str, file: str, target: Path) -> Path:
    """Copy from a folder, also one that is written as file://."""
    parts = urlsplit(where)
    folder = Path(url2pathname(parts.path) if parts.scheme == "file" else where)
    if not folder.is_dir():
        raise SourceError("there is no such folder", gone=True)
    if not (folder / file).is_file():
        raise SourceError("it has no file of this name")
    try:
        shutil.copyfile(folder / file, target)
    except OSError as error:
        raise SourceError(f"the file cannot be read ({error.strerror})") from error
    return target
