"""The button on a page with code: no request, and half a kilobyte at most, until it is pressed.

What stands in the page at first is the line for where Python cannot run: without JavaScript, in a
page that is a file, in a browser that lacks what Python needs. The script beside it puts the button
in its place. It is the same text on every page, so a Content-Security-Policy names it by one hash.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape

from .cells import Hidden
from .words import Words

SCRIPT = (
    "(d=>{let[b,s,l]=d.children;"
    'if(location.protocol!="file:"&&"noModule"in HTMLScriptElement.prototype'
    "&&window.Worker&&window.WebAssembly){"
    "b.hidden=s.hidden=!(l.hidden=!0);"
    "b.onclick=()=>{b.disabled=!0;"
    "import(new URL(d.dataset.page,document.baseURI)).then(m=>m.start(b),"
    "()=>{b.disabled=!1;s.textContent=d.dataset.failed})}}"
    "})(document.currentScript.previousElementSibling)"
)


def markup(page: str, megabytes: float, said: Words, hidden: list[Hidden]) -> str:
    """Return the HTML of the button: ``page`` is the address of ``page.js`` as the page sees it."""
    size = escape(said["button_size"].format(total=f"{megabytes:.1f}"))
    return (
        f'<div class="python-in-pages" data-page="{escape(page)}" '
        f'data-failed="{escape(said["button_failed"])}">'
        f'<button type="button" hidden>{escape(said["button"])}</button> '
        f"<small hidden>{size}</small>"
        f"<p>{said['cannot_run']}</p></div><script>{SCRIPT}</script>{_carried(hidden)}"
    )


def _carried(hidden: list[Hidden]) -> str:
    """Return the cells that the page does not show and needs, as data."""
    if not hidden:
        return ""
    data = json.dumps([asdict(each) for each in hidden], ensure_ascii=False).replace("<", r"\u003c")
    return f'<script type="application/json" class="python-in-pages-hidden">{data}</script>'


def below_title(body: str, html: str) -> str:
    """Return a page's body with HTML after its first title, or before all where it has none."""
    title, end, rest = body.partition("</h1>")
    return f"{title}{end}\n{html}{rest}" if end else f"{html}{body}"
