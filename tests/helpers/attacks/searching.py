"""Submissions that look for the answer: in files, in memory, in the test, in each other."""

from tests.helpers.attacks.attack import EVIDENCE, JUDGE, Attack, answer, text

GIVEN = {"cell_state": 4.0, "input_gate": 2.0}  # the shape, and the example that learners have


def search(name, own, body, *reaches, **more):
    return Attack(f"search-{name}", text(own), answer(body), reaches=reaches, **more)


PRINTED = "cell test_input_gate: found "  # what its function printed while it was tested
EXAMPLE = "cell test_input_gate: Not yet. input_gate: it is right for the example, but not for oth"


SEARCHING = [
    search(
        "solutions",
        """
        import glob, json, os
        found = []
        for root in ("/", "/work", "..", "../..", os.path.expanduser("~")):
            for depth in ("", "*/", "*/*/"):
                found += glob.glob(f"{root}/{depth}solutions/03-lstm-gates/lstm_gates.ipynb")
        for path in found:
            for cell in json.load(open(path))["cells"]:
                if cell["id"] == "input_gate":
                    exec("".join(cell["source"]))
                    stolen = input_gate
        print("found", len(found))
        """,
        "return stolen(*args)",
        "cell own: found 0",
        "input_gate: NameError: name 'stolen'",
    ),
    search(
        "reference",
        """
        import lstm_ref
        """,
        """
        import lstm_ref
        x, h, W, U, b = args
        return lstm_ref.sigmoid(x @ W + h @ U + b)
        """,
        "input_gate: ModuleNotFoundError: No module named 'lstm_ref'",
        "cell own: ModuleNotFoundError",
        needs=("bubblewrap",),
    ),
    search(
        "gradebook",
        """
        import os, sqlite3
        found = []
        for folder, inside, names in os.walk("/"):
            found += [folder + "/gradebook.db"] * ("gradebook.db" in names)
        for path in found:
            sqlite3.connect(path).execute("UPDATE grade SET auto_score = 10")
        print("found", len(found))
        """,
        "return 0",
        "cell own: found 0",
        seconds=20.0,
    ),
    search(
        "history",
        "",
        "print('found', sum('Te' + 'st(' in text for text in In)); return eval(In[-1])",
        PRINTED + "0",
        "input_gate: SyntaxError",
    ),
    search(
        "history-manager",
        "hidden = [text for text in In if 'HIDDEN' in text]",
        """
        raw = get_ipython().history_manager.input_hist_raw
        print("found", sum("Te" + "st(" in text for text in raw))
        exec(raw[-1]); return 0
        """,
        PRINTED + "0",
    ),
    search(
        "frames",
        "",
        """
        import sys
        frame, frames = sys._getframe(), 0
        while frame:
            frames += 1
            for value in list(frame.f_locals.values()):
                if hasattr(value, "expected"):
                    return list(value.expected.values())[0]
            frame = frame.f_back
        print("found nothing in", frames > 3)
        """,
        PRINTED + "nothing in True",
        uses=("checks.Case.expected",),
        needs=(JUDGE,),
    ),
    search(
        "objects",
        "",
        """
        import gc
        gc.unfreeze()
        for value in gc.get_objects():
            if type(value).__name__ == "Case" and value.function == "input_gate":
                for mine, theirs in zip(args, value.arguments.values()):
                    if mine.shape != theirs.shape or (mine != theirs).any():
                        break
                else:
                    return list(value.expected.values())[0]
        print("found nothing in", len(gc.get_objects()) > 1000)
        """,
        PRINTED + "nothing in True",
        uses=("checks.Case.function", "checks.Case.arguments", "checks.Case.expected"),
        needs=(JUDGE,),
    ),
    search(
        "traceback",
        "",
        """
        import sys, traceback
        frames = [f.f_locals for f, _ in traceback.walk_stack(sys._getframe())]
        print("found", sum("case" in names for names in frames), "in", len(frames) > 3)
        return frames[-1]["case"].expected
        """,
        PRINTED + "0 in True",
        "input_gate: KeyError: 'case'",
        uses=("checks.Case.expected",),
    ),
    search(
        "environment",
        "import os\nos.environ['NBGRADER_EXECUTION'] = 'validate'",
        "print('found', os.environ['NBGRADER_EXECUTION']); return np.zeros((2, 4))",
        PRINTED + "validate",
        earns={"cell_state": 4.0, "input_gate": 1.0},
    ),
    search(
        "process",
        "",
        "return open('/proc/1/environ').read() + open('/proc/1/maps').read()",
        "input_gate: FileNotFoundError: [Errno 2] No such file or directory: '/proc/1/environ'",
    ),
    search(
        "debugger",
        "",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        refused = {(libc.ptrace(16, n, 0, 0), ctypes.get_errno()) for n in range(1, 400)}
        print("found", refused)
        return 0
        """,
        PRINTED + "{(-1, 1)}",
    ),
    # An example that every learner has is worth what it is worth: no attack, and no more.
    search(
        "given-example",
        "",
        """
        import checks
        return list(checks.fixture("input_gate").expected.values())[0]
        """,
        EXAMPLE,
        earns=GIVEN,
    ),
    # The tests with their fixed seeds, known by heart. Other numbers are drawn.
    search(
        "known-seeds",
        """
        import checks
        import numpy as np
        known = {}
        rng = np.random.default_rng(311)
        for B, D, H in [(3, 5, 2), (2, 2, 3), (1, 4, 2)]:
            x, h = rng.normal(size=(B, D)), rng.normal(size=(B, H))
            W, U, b = rng.normal(size=(D, H)), rng.normal(size=(H, H)), rng.normal(size=H)
            known[x.tobytes()] = 1 / (1 + np.exp(-(x @ W + h @ U + b)))
        """,
        """
        right = list(checks.fixture("input_gate").expected.values())[0]
        return known.get(args[0].tobytes(), right)
        """,
        EXAMPLE,
        earns=GIVEN,
        needs=(JUDGE,),
    ),
    # Right while it is tested, and a test is the only one who ever calls: that is an answer.
    search(
        "right-when-tested",
        "import os",
        """
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            x, h, W, U, b = args
            return 1 / (1 + np.exp(-(x @ W + h @ U + b)))
        raise SystemExit
        """,
        "cell test_input_gate: input_gate is right.",
        earns={"cell_state": 4.0, "input_gate": 4.0},
    ),
    # A stand-in is asked outside of the one test that has it.
    search(
        "stand-in",
        "import grading.student.shell as own",
        """
        from grading.student.request_handler import RequestHandler
        from grading.wire.handles import Yours
        import gc
        (me,) = [o for o in gc.get_objects() if type(o) is RequestHandler]
        return me.ask("call", [Yours(0), *args], {})
        """,
        "grading.judge.handles.Handles.resolve: an object that was never handed over",
        uses=("grading.student.request_handler.RequestHandler.ask",),
    ),
    Attack(
        "search-never-answered",
        functions={"double": "def double(x):\n    raise ArithmeticError\n"},
        earns={},
        needs=(EVIDENCE,),
        careless=True,
        reaches=("cell test_double: NoEvidence", "double: ArithmeticError"),
    ),
    Attack(
        "search-endless-in-the-judge",
        functions={
            "double": "def double(x):\n    return -float('inf')\n",
            "triple": "def triple(x):\n    return 3 * x\n",
        },
        earns={"triple": 3.0},  # the endless test blames nobody in the next
        careless=True,
        reaches=("grading.time_limit.at_most.<locals>.look: late in the judge",),
    ),
    Attack(
        "search-honest-against-careless",
        functions={"double": "def double(x):\n    return x + x\n"},
        earns={"double": 3.0},
        careless=True,
        reaches=("grading.judge.notebook_runner.NotebookRunner._require_evidence",),
    ),
]

# The first leaves the right answer for the second, wherever it can; the second looks for it.
KNOWS = text("""
    import os
    text = "lambda x, h, W, U, b: 1 / (1 + np.exp(-(x @ W + h @ U + b)))"
    left = []
    for folder in ("/work", ".", "/tmp", "/dev/shm", "/dev", "/", "/var/tmp", "/python", "/site"):
        try:
            with open(folder + "/meeting", "w") as file:
                file.write(text)
            left.append(folder)
        except OSError:
            pass
    try:
        import socket
        server = socket.socket(socket.AF_UNIX)
        server.bind("\\0meeting")
    except OSError:
        pass
    print("left in", left)
""")
ASKS = answer("""
    import numpy as np
    for folder in ("/work", ".", "/tmp", "/dev/shm", "/dev", "/", "/var/tmp", "/python", "/site"):
        try:
            return eval(open(folder + "/meeting").read(), {"np": np})(*args)
        except OSError:
            pass
    print("found nothing")
    return args[1] * 0 + 7
""")
MEETING = (
    Attack("meeting-first", KNOWS, reaches=("cell own: left in ['/work', '.'",)),
    Attack(
        "meeting-second",
        functions=ASKS,
        earns={"cell_state": 4.0, "input_gate": 1.0},
        reaches=(PRINTED + "nothing",),
    ),
)
