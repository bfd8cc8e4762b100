"""The Content-Security-Policy of a site: every script of its pages by hash, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from python_in_pages import policy

ALWAYS = ["'self'", "'wasm-unsafe-eval'", "blob:"]


def hashed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def scripts_of(text: str) -> list[str]:
    (rule,) = [each for each in text.split("; ") if each.startswith("script-src ")]
    return rule.split()[1:]


def test_each_inline_script_is_named_once_and_those_with_an_address_are_not():
    one = "<script>a()</script><script src='x.js'></script><script type='module'>b()</script>"
    found = scripts_of(policy.policy([one, "<script>a()</script>"]))
    assert found == [*ALWAYS, *sorted([hashed("a()"), hashed("b()")])]


def test_data_is_no_script():
    kinds = ("application/json", "application/vnd.jupyter.widget-state+json", "text/x-python")
    data = "".join(f'<script type="{kind}">{{}}</script>' for kind in kinds)
    assert scripts_of(policy.policy([data])) == ALWAYS
    javascript = '<script type="text/javascript">a()</script>'
    assert hashed("a()") in scripts_of(policy.policy([javascript]))


def test_handlers_in_attributes_need_a_word_of_their_own():
    found = scripts_of(policy.policy(['<b onclick="go(&quot;x&quot;)">']))
    assert found[-2:] == [hashed('go("x")'), "'unsafe-hashes'"]


def test_a_handler_may_stand_in_single_quotes():
    found = scripts_of(policy.policy(["""<b class="a" onclick='go("x")' title="b">"""]))
    assert found[-2:] == [hashed('go("x")'), "'unsafe-hashes'"]


def test_nothing_else_may_run_and_nobody_else_is_asked():
    text = policy.policy([""])
    assert "default-src 'none'" in text
    assert "'unsafe-eval'" not in text
    assert "http" not in text
    assert not any(word == "'unsafe-inline'" for word in scripts_of(text))


def test_the_file_names_the_scripts_of_all_pages_but_not_those_of_templates(tmp_path: Path):
    root = tmp_path / "_static" / "site"  # where the site itself is does not matter
    for name, script in {"a.html": "a()", "ko/b.html": "b()", "_static/c.html": "c()"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"<script>{script}</script>", encoding="utf-8")
    policy.write(root)
    found = scripts_of((root / policy.FILE).read_text(encoding="utf-8"))
    assert found[len(ALWAYS) :] == sorted([hashed("a()"), hashed("b()")])
