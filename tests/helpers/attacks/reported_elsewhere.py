"""Honest submissions that were made for another place: an editor, a kernel, a machine of their own.

`seen`: a public report of the kind, for those that were found there.
"""

from tests.helpers.attacks.attack import text
from tests.helpers.attacks.bench import right
from tests.helpers.attacks.fairness import Fair
from tests.helpers.attacks.reported import RIGHT, above, below, elsewhere, inside, number

GATE = "def input_gate(x, h, W, U, b):\n    return sigmoid(x @ W + h @ U + b)\n"
COLAB = {"colab": {"provenance": []}, "accelerator": "GPU", "widgets": {
    "application/vnd.jupyter.widget-state+json": {"4f": {"model_name": "HTMLModel"}}}}  # fmt: skip


def whole(name, source, seen=""):
    """Return a submission whose input_gate is written in some other way."""
    return Fair(f"whole-{name}", functions={"input_gate": text(source) + "\n"}, seen=seen)


def saved(name, change=None, seen="", **about):
    """Return a submission that another program has saved."""
    return Fair(f"saved-{name}", cells=change, about=about, seen=seen)


def with_metadata(**more):
    def change(cells):
        for cell in cells:
            cell["metadata"].update(more)

    return change


def without_ids(cells):
    for cell in cells:
        del cell["id"]


def without_metadata(cells):
    for cell in cells:
        cell["metadata"] = {}


def with_pictures(cells):
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 1_000_000}}
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [picture | {"metadata": {}}]


def as_format_3(cells):
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell |= {"language": "python", "prompt_number": 1, "collapsed": False}


def step(name, returned):
    """Return a submission whose lstm_step returns both results in some other form."""
    own = right("lstm_step").replace("def lstm_step", "def own_step")
    made = f"import copy\nfrom collections import namedtuple\n{own}\ndef lstm_step(*args):\n"
    return Fair(f"step-{name}", functions={"lstm_step": f"{made}    return {returned}\n"})


SHOWN = [
    inside("many-outputs", """
        import sys
        for i in range(3000):
            print(i)
            print(i, file=sys.stderr)
    """, "jupyter/notebook#4583"),
    above("many-outputs", """
        import sys
        for i in range(3000):
            print(i)
            print(i, file=sys.stderr)
    """, "jupyter/notebook#4583"),
    above("many-displays", "for i in range(6000):\n    display(i)",
          "openmc-dev/openmc-notebooks#1"),
    above("many-tracebacks", """
        for i in range(250):
            try:
                raise ValueError("오류" * 1000)
            except ValueError:
                get_ipython().showtraceback()
    """),
    above("much-that-is-not-ascii", "print('😀' * 190_000)\nraise_ = '오' * 5000\nprint(raise_)"),
    above("odd-type-of-output", """
        display({"application/vnd.bokehjs_load.v0+json": "", "text/plain": "x"}, raw=True)
        display({"text/html; charset=utf-8": "x"}, raw=True)
    """, "bokeh/bokeh#6818"),
    above("updated-display", "shown = display('a', display_id=True)\nshown.update('b')",
          "jupyter/nbconvert#563"),
    inside("progress-bar", """
        import sys
        for i in range(3000):
            sys.stderr.write(f"\\r{i}")
            sys.stderr.flush()
    """),
]  # fmt: skip

MAGICS = [
    above("unknown-extension", "%load_ext nb_black", "AllenDowney/ThinkStats#4"),
    above("unknown-magic", "%tensorflow_version 1.x", "MITDeepLearning/introtodeeplearning#87"),
    above("unknown-cell-magic", "%%wandb -h 480"),
    above("conda", "%conda install numpy", "spyder-ide/spyder#15792"),
    above("no-such-folder", "%cd /content/drive/MyDrive"),
    above("store", "x = 1\n%store x"),
    above("last-value", "1 + 1\n_\n_"),
    above("every-value", """
        from IPython.core.interactiveshell import InteractiveShell
        InteractiveShell.ast_node_interactivity = "all"
        1
        2
    """, "ipython/ipython#13591"),
    above("help", "np.exp?\nnp.exp??"),
    below("debug", "%debug"),
]  # fmt: skip

MACHINE = [
    above("windows-for-figures", """
        import matplotlib
        matplotlib.use("TkAgg")
        import matplotlib.pyplot as plt
        plt.switch_backend("Qt5Agg")
        plt.plot([1])
        plt.show()
    """, "eleozzr/desc#48"),
    inside("breakpoint", "breakpoint()", "ipython/ipython#13262"),
    inside("debugger", "import pdb; pdb.set_trace()", "ipython/ipython#10516"),
    above("account", "import getpass\nprint(getpass.getuser())", "jupyter/docker-stacks#552"),
    above("time-zone", """
        from datetime import datetime
        from zoneinfo import ZoneInfo
        print(datetime.now(ZoneInfo("Asia/Seoul")))
    """, "jupyter/docker-stacks#466"),
    elsewhere("other-folder", "import os\nos.makedirs('data')\nos.chdir('data')",
              "PrairieLearn/PrairieLearn#2584"),
    elsewhere("removed-folder", """
        import os
        os.mkdir("data")
        os.chdir("data")
        os.rmdir("../data")
    """),
    elsewhere("drive", "from google.colab import drive\ndrive.mount('/content/drive')",
              "googlecolab/colabtools#5268"),
    elsewhere("its-own-file", "import os\nhere = os.path.dirname(__file__)", "PyFstat/PyFstat#236"),
    elsewhere("closed-stdin", "import sys\nsys.stdin.close()"),
    elsewhere("warnings-are-errors", "import warnings\nwarnings.simplefilter('error')"),
    elsewhere("own-handler", """
        get_ipython().set_custom_exc((Exception,), lambda *args, **more: print("oh"))
    """),
    elsewhere("own-json", "import json\njson.dumps = lambda *args, **more: 'mine'"),
    elsewhere("paths-gone", "import sys\nsys.path.clear()\nsys.meta_path.clear()"),
    elsewhere("traced", "import sys\nsys.settrace(lambda *args: None)"),
]  # fmt: skip

SAVED = [
    saved("vscode", without_ids, "microsoft/vscode-jupyter#14652"),
    saved("vscode-run", without_metadata, "microsoft/vscode-jupyter#2325"),
    saved("colab", with_metadata(id="4Xw", outputId="4Xw"), "googlecolab/colabtools#581"),
    saved("colab-widgets", seen="jupyter/nbconvert#1731", metadata=COLAB),
    saved("deepnote", with_metadata(cell_id="a", deepnote_cell_type="code", source_hash="1")),
    saved("pycharm", with_metadata(pycharm={"name": "#%%\n"}, collapsed=True, scrolled=True)),
    saved("large-pictures", with_pictures),
    saved("format-3", as_format_3, nbformat=3),
]

WHOLE = [
    whole("dataclass", """
        from __future__ import annotations
        from dataclasses import dataclass
        @dataclass
        class Gate:
            name: str
            calls: int = 0
            def __call__(self, x, h, W, U, b):
                self.calls += 1
                return sigmoid(x @ W + h @ U + b)
        input_gate = Gate("i")
    """, "widgetti/solara#208"),
    whole("reads-its-source", GATE.replace("    return", """\
    import inspect
    assert "input_gate" in inspect.getsource(input_gate)
    return"""), "jupyter-xeus/xeus-python#135"),
    whole("cached", """
        import functools
        @functools.cache
        def kept(raw, shape):
            return sigmoid(np.frombuffer(raw).reshape(shape))
        def input_gate(x, h, W, U, b):
            z = np.asarray(x @ W + h @ U + b, dtype=float)
            return kept(z.tobytes(), z.shape)
    """, "numpy/numpy#14294"),
    whole("stars", "from numpy import *\nfrom math import *\n" + GATE, "TRIQS/triqs#197"),
    whole("unittest", GATE + "import unittest\nunittest.main(argv=[''])", "jupyter/notebook#2746"),
    whole("alarm", """
        import signal
        def input_gate(x, h, W, U, b):
            signal.signal(signal.SIGALRM, lambda *args: 1 / 0)
            signal.alarm(5)
            try:
                return sigmoid(x @ W + h @ U + b)
            finally:
                signal.alarm(0)
    """, "pnpnpn/timeout-decorator#66"),
    whole("deep", """
        import sys
        sys.setrecursionlimit(10**5)
        def down(n):
            return n and down(n - 1)
        def input_gate(x, h, W, U, b):
            return sigmoid(x @ W + h @ U + b + down(20_000))
    """),
    whole("tabs", GATE.replace("    ", "\t")),
    whole("form-feed", f"\f# one page\n{GATE}\f\n"),
    whole("encoding-named", f"# -*- coding: cp949 -*-\n# 입력 게이트\n{GATE}"),
    whole("two-forms-of-a-name", """
        def input_gate(x, h, W, U, b):
            값 = x @ W + h @ U + b
            return sigmoid(\u1100\u1161\u11b9)
    """),
    whole("guarded", f"if __name__ == '__main__':\n    print('main')\n{GATE}"),
    whole("own-loop", """
        import asyncio
        async def squashed(z):
            return sigmoid(z)
        def input_gate(x, h, W, U, b):
            return asyncio.new_event_loop().run_until_complete(squashed(x @ W + h @ U + b))
    """),
    number("matrix", f"np.asmatrix({RIGHT})", seen="numpy/numpy#5875"),
    number("masked", f"np.ma.array({RIGHT})"),
    number("in-columns", f"np.asfortranarray({RIGHT})"),
    number("on-disk", f"kept({RIGHT})", """
        def kept(values):
            on_disk = np.memmap("gate.bin", float, "w+", shape=values.shape)
            on_disk[:] = values
            return on_disk
    """),
    step("named", "namedtuple('Step', 'h C')(*own_step(*args))"),
    step("one-array", "np.array(own_step(*args))"),
    step("copied", "own_step(*args[:3], copy.deepcopy(args[3]))"),
    step("emptied", "own_step(*args[:3], {name: args[3].pop(name) for name in list(args[3])})"),
]  # fmt: skip

REPORTED_ELSEWHERE = [*SHOWN, *MAGICS, *MACHINE, *SAVED, *WHOLE]
