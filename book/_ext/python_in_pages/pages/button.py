"""The button on a page with code: no request, and half a kilobyte at most, until it is pressed.

What stands in the page at first is the line for where Python cannot run: without JavaScript, in a
page that is a file, in a browser that lacks what Python needs. The script below it puts the button
in its place. It is the same text on every page, so a Content-Security-Policy names it by one hash.
It finds them as its own neighbours: a theme may give any name to what is its own.
"""

from __future__ import annotations

from html import escape

from .words import Words

# A browser that does not know ``import()`` does not run it at all; each with WebAssembly has
# workers.
SCRIPT = (
    "{let d=document.currentScript.parentNode,[b,s,p]=d.children;"
    "if(/^h/.test(location)&&self.WebAssembly)"
    "b.hidden=s.hidden=!(p.hidden=!0),"
    "b.onclick=()=>import(d.dataset.page)"
    ".then(m=>m.start(b),()=>s.textContent=d.dataset.failed)}"
)


def markup(page: str, start: float, total: float, said: Words) -> str:
    """Return the HTML of the button: ``page`` is the address of ``page.js`` as the page sees it.

    Beside it stand the megabytes before the first cell, and with all that is loaded after it.
    """
    size = escape(said["button_size"].format(start=f"{start:.1f}", total=f"{total:.1f}"))
    return (
        f'<div class="python-in-pages" data-page="{escape(page)}" '
        f'data-failed="{escape(said["button_failed"])}">'
        f"<button hidden>{escape(said['button'])}</button> "
        f"<small hidden>{size}</small>"
        f"<p>{said['cannot_run']}</p><script>{SCRIPT}</script></div>"
    )


def below_title(body: str, html: str) -> str:
    """Return a page's body with HTML after its first title, or before all where it has none."""
    title, end, rest = body.partition("</h1>")
    return f"{title}{end}\n{html}{rest}" if end else f"{html}{body}"
