"""nbgrader's template of a feedback page, with its headings in another language."""

from pathlib import Path

from jinja2 import BaseLoader, DictLoader

# Each is replaced wherever it occurs in the template, the longer ones first.
WORDS = {
    "ko": {
        "<html>": '<html lang="ko">',
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
    """Return the loaders that Jinja asks first; none for nbgrader's own language."""
    if language not in WORDS:
        return []
    text = template.read_text(encoding="utf-8")
    for english, words in WORDS[language].items():  # one that is gone stays out
        text = text.replace(english, words)
    return [DictLoader({template.name: text})]
