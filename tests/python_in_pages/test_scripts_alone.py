"""What the scripts decide without a page, without a browser and without Python: run by node."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_in_pages import node
from python_in_pages.pages.words import SCRIPTS

TELL = """import {{ writeFileSync }} from "node:fs";
const tell = (value) => writeFileSync({file}, JSON.stringify(value));
"""
# A session that notes what runs and answers at once: "fails" in the code is an error, "hangs"
# waits.
NOTEBOOK = """
import { Notebook } from "./notebook.js";
import { Lost, Stopped } from "./endings.js";
const ran = [], heard = [], sessions = [];
class Session {
  constructor() {
    sessions.push(this);
    this.ready = Promise.resolve();
    this.ended = new Promise((_, end) => (this.end = end));
    this.ended.catch(() => {});
  }
  run(code) {
    ran.push(code);
    const status = code.includes("fails") ? "error" : "ok";
    return Promise.race([this.ended, code.includes("hangs") ? new Promise(() => {}) : { status }]);
  }
  stop() { this.end(new Stopped()); }
}
const cell = (number, code, mayFail = false) => ({
  number, code, mayFail, states: [],
  wait() {}, begin() {}, hear() {}, end(state) { this.states.push(state); },
});
const made = (...codes) => codes.map((code, index) => cell(index + 1, code));
const hear = (what, about) => heard.push([what, about]);
const open = (cells) => new Notebook(cells, () => new Session(), hear);
const told = (what) => heard.filter(([each]) => each === what).map(([, about]) => about);
const until = async (done) => {
  for (let turn = 0; !done(); turn += 1) {
    if (turn === 1000) throw new Error(`it did not happen: ${done}`);
    await new Promise((go) => setTimeout(go));
  }
};
"""


# What the worker sends, when time stands still.
GATHERING = """
import { Gathering } from "./kernel/gathering.js";
const sent = [];
const gathering = new Gathering((message) => sent.push(message), () => 0);
const parentHeader = { msg_id: "1" };
const print = (text, name = "stdout") =>
  gathering.take({ type: "stream", bundle: { name, text }, parentHeader });
const texts = () => sent.map(({ bundle }) => bundle?.text ?? "");
"""


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str], Any]:
    """Run JavaScript beside the scripts; return what it hands to ``tell``."""

    def run(text: str) -> Any:
        script, answer = tmp_path / "test.mjs", tmp_path / "answer.json"
        tell = TELL.format(file=json.dumps(str(answer)))
        beside = text.replace('from "./', f'from "{SCRIPTS.as_uri()}/')
        script.write_text(tell + beside, encoding="utf-8")
        node.node(script)
        return json.loads(answer.read_text(encoding="utf-8"))

    return run


@pytest.fixture
def notebook(told: Callable[[str], Any]) -> Callable[[str], Any]:
    """Run JavaScript with a notebook whose session is NOTEBOOK's; return what it tells."""
    return lambda text: told(NOTEBOOK + text)


def test_a_return_writes_a_line_anew_in_however_many_pieces_it_comes(told):
    shown = told("""
      import { printed, seen } from "./text.js";
      const of = (...pieces) => seen(pieces.reduce(printed, ""));
      const overwritten = [of("a\\nstep 1", "\\rst", "ep ", "2"), of("long\\r", "ab")];
      tell([...overwritten, of("a\\r\\nb"), of("\\x1b[31mred\\x1b[0m")]);
    """)
    assert shown == ["a\nstep 2", "abng", "a\nb", "red"]


def test_very_long_text_begins_with_some_lines_and_some_letters(told):
    lines, letters, wide, short = told("""
      import { beginning } from "./long_text.js";
      const many = Array.from({ length: 1000 }, (_, n) => `line ${n}`).join("\\n");
      const lines = beginning(many).split("\\n").length;
      const wide = beginning(`${"x".repeat(150)}\\n`.repeat(1000)).length;
      tell([lines, beginning("x".repeat(1e6)).length, wide, beginning("a\\nb\\n")]);
    """)
    assert lines == 200
    assert letters == wide == 20_000
    assert short == "a\nb\n"


def test_the_wire_s_bytes_are_counted_by_the_part_that_is_read(told):
    reports = told("""
      import { Progress } from "./progress.js";
      const files = [
        { path: "a", bytes: 100, wire: 40, group: "start" },
        { path: "b", bytes: 10, wire: 10, group: "start" },
        { path: "c", bytes: 10, wire: 10, group: "later" },
      ];
      const reports = [];
      const runtime = { files, base: "http://h/" };
      const count = new Progress(runtime, "start", (...report) => reports.push(report));
      count.add("http://h/a", 50, false);
      count.add("http://h/c", 10, true);
      count.add("http://h/a", 100, true);
      count.add("http://h/b", 10, true);
      tell(reports);
    """)
    assert reports == [[20, 50, "start"], [40, 50, "start"], [50, 50, "start"]]


# A worker whose server sends half a file and then breaks off.
FETCHING = """
import { reportFetching } from "./kernel/fetching.js";
const said = [];
const half = () => new ReadableStream({
  pull(sending) {
    if (!this.isSent) sending.enqueue(new Uint8Array(50));
    else sending.error(new TypeError("network error"));
    this.isSent = true;
  },
});
const scope = {
  location: { href: "http://h/site/python/1/kernel-worker.js" },
  postMessage: (message) => said.push(message),
  fetch: async (asked) => {
    const answer = new Response(half());
    Object.defineProperty(answer, "url", { value: String(asked) });
    answer.clone = () => Object.defineProperty(new Response(half()), "url", { value: answer.url });
    return answer;
  },
};
reportFetching(scope);
const until = async (done) => { while (!done()) await new Promise((go) => setTimeout(go)); };
"""


def test_a_file_that_is_torn_in_the_middle_is_no_file(told):
    said = told(
        FETCHING
        + """
      await scope.fetch("http://h/site/python/core/python_stdlib.zip");
      await until(() => said.length > 1);
      tell(said);
    """
    )
    url = "http://h/site/python/core/python_stdlib.zip"
    assert said == [
        {"_read": {"url": url, "bytes": 50, "done": False}},
        {"_failed": f"fetch: {url}: network error"},
    ]


def test_what_the_reader_s_code_fetches_is_not_watched(told):
    said = told(
        FETCHING
        + """
      for (const address of ["http://h/site/data.csv", "../../data.csv"])
        await (await scope.fetch(address)).text().catch(() => {});
      await new Promise((go) => setTimeout(go));
      tell(said);
    """
    )
    assert said == []


def test_a_few_prints_are_sent_at_once_and_a_flood_is_joined(told):
    few, messages, text = told(
        GATHERING
        + """
      print("first");
      const few = sent.length;
      for (let n = 0; n < 5000; n += 1) print(".");
      gathering.flush();
      tell([few, sent.length, texts().join("").length]);
    """
    )
    assert few == 1
    assert messages < 160
    assert text == len("first") + 5000


def test_a_text_that_was_joined_keeps_its_place_before_what_comes_next(told):
    order = told(
        GATHERING
        + """
      for (let n = 0; n < 100; n += 1) print(".");
      sent.length = 0;
      print(".");
      print(".", "stderr");
      gathering.take({ type: "display_data" });
      tell(sent.map(({ bundle, type }) => bundle?.name ?? type));
    """
    )
    assert order == ["stdout", "stderr", "display_data"]


def test_what_was_joined_is_sent_when_python_pauses(told):
    sent = told(
        GATHERING
        + """
      for (let n = 0; n < 150; n += 1) print(".");
      const before = sent.length;
      setTimeout(() => tell([before, sent.length]));
    """
    )
    assert sent == [100, 101]


def test_what_stands_above_and_has_not_run_or_has_changed_runs_first(notebook):
    first, again, changed, said = notebook("""
      const cells = made("a", "b", "c"), book = open(cells);
      await book.start();
      await book.run(cells[2]);
      const first = ran.splice(0);
      await book.run(cells[2]);
      const again = ran.splice(0);
      cells[0].code = "a changed";
      await book.run(cells[1]);
      tell([first, again, ran, told("ran").map(({ above }) => above)]);
    """)
    assert first == ["a", "b", "c"]
    assert again == ["c"]
    assert changed == ["a changed", "b"]
    assert said == [2, 0, 1]


def test_an_error_above_stops_there_and_names_the_cell(notebook):
    ran, states, stopped = notebook("""
      const cells = made("a", "fails", "c"), book = open(cells);
      await book.start();
      await book.run(cells[2]);
      const stopped = told("stopped").map(({ cell, above }) => [cell.number, above.number]);
      tell([ran, cells.map(({ states }) => states), stopped]);
    """)
    assert ran == ["a", "fails"]
    assert states == [["ran"], ["error"], ["stopped_above"]]
    assert stopped == [[3, 2]]


def test_an_error_that_the_page_itself_shows_stops_nothing(notebook):
    ran = notebook("""
      const cells = [cell(1, "fails", true), cell(2, "b")], book = open(cells);
      await book.start();
      await book.runAll();
      await book.run(cells[1]);
      tell(ran);
    """)
    assert ran == ["fails", "b", "b"]


def test_a_stop_ends_what_runs_and_what_waits_and_nothing_counts_as_run(notebook):
    ran, states, again, starts = notebook("""
      const cells = made("a", "hangs", "c"), book = open(cells);
      await book.start();
      const both = [book.run(cells[1]), book.run(cells[2])];
      await until(() => ran.includes("hangs"));
      book.stop();
      await Promise.all(both);
      const before = ran.splice(0);
      cells[1].code = "b";
      await book.run(cells[2]);
      tell([before, cells[1].states[0], ran, sessions.length]);
    """)
    assert ran == ["a", "hangs"]
    assert states == "stopped_here"
    assert again == ["a", "b", "c"]
    assert starts == 2


def test_a_python_that_is_lost_is_replaced_and_said(notebook):
    said, sessions = notebook("""
      const cells = made("hangs"), book = open(cells);
      await book.start();
      const run = book.run(cells[0]);
      await until(() => ran.length);
      sessions[0].end(new Lost("out of memory"));
      await run;
      await until(() => told("ready").length === 2);
      tell([told("ended").map(({ why, error }) => [why, error.message]), sessions.length]);
    """)
    assert said == [["lost", "out of memory"]]
    assert sessions == 2


def test_a_python_that_does_not_start_is_tried_once(notebook):
    failures, sessions, busy = notebook("""
      const cells = made("a");
      const book = new Notebook(cells, () => {
        const session = new Session();
        session.ready = Promise.reject(new Lost("no file"));
        session.end(new Lost("no file"));
        return session;
      }, hear);
      await book.start();
      await book.run(cells[0]);
      const failures = told("failed").map(({ error }) => error.message);
      tell([failures, sessions.length, book.isBusy(cells[0])]);
    """)
    assert failures == ["no file"]
    assert sessions == 1
    assert not busy


def test_cells_that_wait_for_a_python_that_does_not_start_have_not_begun(notebook):
    states, outlived, busy = notebook("""
      const cells = made("a", "b"), book = open(cells), outlived = [];
      for (const each of cells) each.outlive = () => outlived.push(each.number);
      await book.start();
      let fail;
      book.open = () => {
        const session = new Session();
        session.ready = new Promise((_, reject) => (fail = reject));
        session.run = async () => { throw new Lost("no file"); };
        return session;
      };
      book.stop();
      const both = [book.run(cells[0]), book.run(cells[1])];
      await new Promise((go) => setTimeout(go));
      fail(new Lost("no file"));
      await Promise.all(both);
      tell([cells.map(({ states }) => states), outlived, cells.some((each) => book.isBusy(each))]);
    """)
    assert states == [[], []]
    assert outlived == [1, 2]
    assert not busy


def test_a_kernel_that_fails_on_one_cell_goes_on_with_the_next(notebook):
    states, heard, ran = notebook("""
      const cells = made("a", "b"), book = open(cells);
      await book.start();
      const { run } = sessions[0], said = [];
      sessions[0].run = async () => { throw new TypeError("no kernel"); };
      cells[0].hear = ({ bundle }) => said.push(`${bundle.ename}: ${bundle.evalue}`);
      await book.run(cells[0]);
      sessions[0].run = run;
      await book.run(cells[1]);
      tell([cells.map(({ states }) => states), said, ran]);
    """)
    assert states == [["error", "ran"], ["ran"]]
    assert heard == ["TypeError: no kernel"]
    assert ran == ["a", "b"]


def test_two_presses_give_one_run(notebook):
    ran = notebook("""
      const cells = made("a"), book = open(cells);
      await book.start();
      await Promise.all([book.run(cells[0]), book.run(cells[0])]);
      tell(ran);
    """)
    assert ran == ["a"]


def test_lines_that_the_book_does_not_have_are_work(told):
    counts = told("""
      import { ownLines } from "./work.js";
      const book = "a = 1\\nb = 2";
      const count = (code) => ownLines({ book, code });
      tell([count(book), count("b = 2\\n\\na = 1"), count("a = 3\\nc")]);
    """)
    assert counts == [0, 0, 2]


def test_each_language_says_the_same_things_with_the_same_blanks():
    english, korean = (
        json.loads((SCRIPTS / "words" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("en", "ko")
    )
    assert english.keys() == korean.keys()
    for key in english:
        assert _blanks(english[key]) == _blanks(korean[key]), key


def _blanks(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}
