"""nbgrader's template of a feedback page: without scripts, and with its headings in any language.

A page shows what a learner wrote, Markdown and outputs, as HTML. The policy lets no script of it
run, and lets it ask no host for anything: a picture is in the page, or a file beside it.
"""

from pathlib import Path

from jinja2 import BaseLoader, DictLoader

from ..languages import KEY

POLICY = (
    "default-src 'none'; img-src data: file: 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
HEAD = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
LANGUAGE = f"<html lang=\"{{{{ nb.metadata.get('{KEY}', 'en') | escape_html }}}}\">"
STYLE = """
math mtd[columnalign="left"] { text-align: left; }
math mtd[columnalign="right"] { text-align: right; }
math[display="block"] { margin: 1em 0; }
#notebook-container a, #toc a { color: #1f4e79; text-decoration: underline; }
#notebook-container .panel-heading a { color: #fff; }
#toc li.late-penalty { color: #8f2018; }
</style>
"""
LATEX = """
{% block data_latex scoped %}
<div class="output_latex output_subarea {{ extra_class }}">
{{ output.data['text/latex'] | markdown2html }}
</div>
{% endblock data_latex %}
"""

# Every one of these stands in nbgrader's template.
ALWAYS = {
    "<html>": LANGUAGE,
    "<head>": HEAD,
    "<!-- Loading mathjax macro -->\n{{ mathjax() }}\n": "",
    "</style>\n\n</head>": STYLE + "</head>",
    '<div class="panel-heading">\n        <h4>': '<header class="panel-heading">\n        <h4>',
    '</div>\n      </div>\n      <div class="panel-body">': (
        '</div>\n      </header>\n      <div class="panel-body">'
    ),
}

# Each is replaced wherever it occurs in the template, the longer ones first.
WORDS = {
    "ko": {
        "Late submission penalty": "지각 감점",
        "Coding free-response": "코드 답안",
        "Written response": "서술 답안",
        "Student's answer": "제출한 답",
        "Student's task": "제출한 과제",
        "Grade cell: ": "테스트 셀: ",
        ">Test cell<": ">테스트 셀<",
        "Task: ": "과제: ",
        ">Task<": ">과제<",
        "Comments:": "의견:",
        ">Comment<": ">의견<",
        "Score: ": "점수: ",
        "(Top)": "(맨 위로)",
    }
}


def loaders(language: str, template: Path) -> list[BaseLoader]:
    """Return the loaders that Jinja asks first."""
    text = template.read_text(encoding="utf-8")
    for theirs, ours in ALWAYS.items():
        if theirs not in text:
            raise ValueError(f"nbgrader's template of feedback pages has no {theirs!r} any more")
        text = text.replace(theirs, ours)
    for english, words in WORDS.get(language, {}).items():  # one that is gone stays out
        text = text.replace(english, words)
    return [DictLoader({template.name: text + LATEX})]
