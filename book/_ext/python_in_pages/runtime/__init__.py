"""Python for the browser: fetched, checked, compiled, and laid below a site's root.

Nothing here knows Sphinx. ``lay`` is the entrance. The order of the work: ``locks`` names files and
hashes, ``sources`` fetches them into ``cache``, ``compiling`` makes byte code of them, ``layout``
puts the folders together. ``licences`` lists whose work is served. ``renew`` renews the lock:
``python -m python_in_pages.runtime lock``.
"""

from .failures import LockError, MissingError, RuntimeFailure
from .layout import Runtime, lay

__all__ = ["LockError", "MissingError", "Runtime", "RuntimeFailure", "lay"]
