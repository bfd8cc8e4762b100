"""The guard around each submission: what goes wrong with one costs no other its marks.

It stands around each submission where it is read, judged, recorded, published and written into the
table. What is wrong with the machine or the gradebook is nobody's submission: it stops the run.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError

from ..sandbox.settings import SandboxError

OF_THE_MACHINE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),  # a disk
    *(errno.EACCES, errno.EPERM),  # a folder
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
}


class NoPlaceError(OSError):
    """A folder of the course cannot be made: something else has its name."""


@contextmanager
def guarded(fail: Callable[[Exception], object]) -> Iterator[None]:
    """Call `fail` with what is raised within the block, unless the machine is to blame for it."""
    try:
        yield
    except Exception as error:
        if is_of_the_machine(error):
            raise
        fail(error)


def is_of_the_machine(error: BaseException) -> bool:
    """Say whether an error is about the machine or the gradebook, not about a submission."""
    if isinstance(error, OSError):
        return isinstance(error, NoPlaceError) or error.errno in OF_THE_MACHINE
    return isinstance(error, (SandboxError, OperationalError, InterfaceError))
