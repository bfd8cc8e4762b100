"""MyST in, plain Markdown out."""

from __future__ import annotations

import pytest
from lstm_book.downloads.plain_markdown import UnknownSyntaxError, convert


class FakeBook:
    """A book whose every title is its target."""

    language = "en"

    def link(self, target: str, text: str) -> str:
        return f"[{text or 'title of ' + target}]({target})"

    def role(self, name: str, text: str, target: str) -> str:
        if name == "unknown":
            raise UnknownSyntaxError(name)
        return f"<{name} {text}|{target}>"

    def equation_number(self, label: str) -> str:
        return {"first": "1"}[label]

    def printed(self, library: str, code: str) -> str:
        return f"{library}: {code}\n" if "print" in code else ""


@pytest.mark.parametrize(
    ("myst", "plain"),
    [
        ("(label)=\n# Title", "# Title"),
        ("% a comment\ntext", "text"),
        ("a {term}`gate <gates>` b", "a <term gate|gates> b"),
        ("a {term}`gate` b", "a <term |gate> b"),
        ("{glue:text}`x:.2f` units", "<glue:text |x:.2f> units"),
        ("{ref}`here <there>`, {doc}`page`", "[here](there), [title of page](page)"),
        ("[](03.md) and [text](03.md#x)", "[title of 03.md](03.md) and [text](03.md#x)"),
        ("[site](https://example.org)", "[site](https://example.org)"),
        ("{math}`h_t` and {code}`x`", "$h_t$ and `x`"),
        ("[the `LSTM` {term}`x`](05.md)", "[the `LSTM` <term |x>](05.md)"),
        ("$f[x](y)$, $$g[x](y)$$ and {term}`x`", "$f[x](y)$, $$g[x](y)$$ and <term |x>"),
        ("`{ref}` stays, `[a](b)` too", "`{ref}` stays, `[a](b)` too"),
        ("$$\nx\n$$ (first)", "$$\nx\n\\tag{1}\n$$"),
        ("```{math}\n:label: first\nx\n```", "$$\nx\n\\tag{1}\n$$"),
        ("```python\n{ref}`a`\n```", "```python\n{ref}`a`\n```"),
        ("```{code-block} text\nx\n```", "```text\nx\n```"),
        (
            "```{in-keras}\n:compare: value\n\nrnn = 1\n```",
            "<details>\n<summary>The same in Keras 3</summary>\n\n"
            "```python\nrnn = 1\n```\n\n</details>",
        ),
        (
            "```{in-pytorch}\n:compare: none\n\nprint(1)\n```",
            "<details>\n<summary>The same in PyTorch</summary>\n\n```python\nprint(1)\n```\n\n"
            "It prints:\n\n```text\npytorch: print(1)\n```\n\n</details>",
        ),
        (":::{note}\nx\n:::", "> **Note**\n>\n> x"),
        (
            ":::{admonition} A *title*\n:class: tip\nx\n\n- y\n:::",
            "> **A *title***\n>\n> x\n>\n> - y",
        ),
        (
            ":::{admonition} Answer\n:class: dropdown\nx\n:::",
            "<details>\n<summary>Answer</summary>\n\nx\n\n</details>",
        ),
        (
            ":::{dropdown} Q {term}`a`?\nx\n:::",
            "<details>\n<summary>Q <term |a>?</summary>\n\nx\n\n</details>",
        ),
        ("::::{tab-set}\n:::{tab-item} One\nx\n:::\n::::", "**One**\n\nx"),
        (
            "::::{note}\n:::{tip}\n{term}`x`\n:::\n::::",
            "> **Note**\n>\n> > **Tip**\n> >\n> > <term |x>",
        ),
        ("- item\n  ```{note}\n  x\n  ```", "- item\n  > **Note**\n  >\n  > x"),
        ("```{figure} a.svg\n:alt: A line\n\nThe $x$.\n```", "![A line](a.svg)\n\n*The $x$.*"),
        ("a\n\n```{contents}\n```\n\nb", "a\n\nb"),
        (
            "| a | $h_t$ |\n|---|---|\n| {term}`x` | y |",
            "| a | $h_t$ |\n|---|---|\n| <term |x> | y |",
        ),
    ],
)
def test_conversion(myst, plain):
    assert convert(myst, FakeBook()) == plain


def test_what_a_block_is_called_is_said_in_the_language_of_the_book():
    book = FakeBook()
    book.language = "ko"
    made = convert("```{in-keras}\nrnn = 1\n```", book)
    code = "```python\nrnn = 1\n```"
    assert (
        made
        == f"<details>\n<summary>같은 일을 하는 코드: Keras 3</summary>\n\n{code}\n\n</details>"
    )


@pytest.mark.parametrize("myst", ["{unknown}`x`", "```{mystery}\nx\n```", "```{note}\nno end"])
def test_what_cannot_be_said_is_an_error(myst):
    with pytest.raises(UnknownSyntaxError):
        convert(myst, FakeBook())
