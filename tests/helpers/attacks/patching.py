"""Submissions that change what a test uses: its module, NumPy, the shell, the interpreter."""

from tests.helpers.attacks.attack import JUDGE, Attack, answer, text

ZERO = "return args[1] * 0"
RIGHT_LOOKING = answer(ZERO)


SHAPE = {"cell_state": 4.0, "input_gate": 1.0}  # zeros of the right shape are worth that


def patch(name, source, functions=RIGHT_LOOKING, earns=SHAPE, **more):
    return Attack(f"patched-{name}", text(source), functions, earns=earns, **more)


PATCHING = [
    patch(
        "score",
        """
        import checks
        checks.Test.score = lambda self: checks.Points(sum(map(sum, self.parts.values())))
        """,
        needs=(JUDGE,),
    ),
    patch("comparison", "import checks\nchecks.close = lambda *a: True", needs=(JUDGE,)),
    patch("outcome", "import checks\nchecks.Outcome.right = True"),
    patch(
        "parts",
        """
        import checks
        checks.earns_here = lambda part, outcome: True
        """,
        needs=(JUDGE,),
    ),
    patch("points", 'import checks\nchecks.Points.__repr__ = lambda self: "10.0"'),
    patch(
        "numpy",
        """
        import numpy as np
        np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
        np.abs = np.absolute = lambda a: np.zeros(np.shape(a))
        """,
        needs=(JUDGE,),
    ),
    patch("builtins", "import builtins\nbuiltins.all = builtins.any = lambda *a: True"),
    patch(
        "generator",
        """
        import numpy as np
        np.random.default_rng = lambda *a: (_ for _ in ()).throw(StopIteration)
        """,
    ),
    patch(
        "code",
        """
        import checks
        def fine(part, outcome): return True
        checks.earns_here.__code__ = fine.__code__
        """,
        needs=(JUDGE,),
    ),
    patch(
        "run-code",
        """
        shell = get_ipython()
        run = shell.run_cell
        def run_cell(source, *args, **kwargs):
            return run("3.0" if "checks" in source else source, *args, **kwargs)
        shell.run_cell = run_cell
        """,
        needs=(JUDGE,),
    ),
    patch(
        "tree",
        """
        import ast
        class Skip(ast.NodeTransformer):
            def visit_Module(self, node):
                if "checks" in ast.unparse(node) and "Skip" not in ast.unparse(node):
                    node.body = ast.parse("3.0").body
                return node
        get_ipython().ast_transformers.append(Skip())
        """,
        needs=(JUDGE,),
    ),
    patch(
        "input",
        """
        def swap(lines):
            return ["3.0\\n"] if any("checks" in line for line in lines) else lines
        get_ipython().input_transformers_cleanup.append(swap)
        """,
        needs=(JUDGE,),
    ),
    patch(
        "display",
        """
        hook = type(get_ipython().displayhook)
        hook.write_format_data = lambda self, data, more=None: None
        import grading.student.shell as own
        own.CAPTURED.__class__.error = lambda *a: None
        own.CAPTURED.__class__.data = lambda self, kind, data: self.outputs.append(
            {"output_type": kind, "data": {"text/plain": "4.0"}})
        """,
    ),
    patch(
        "trace",
        """
        import sys
        def watch(frame, event, argument):
            if "outcome" in frame.f_locals and event == "return":
                frame.f_locals["outcome"].results = dict(frame.f_locals["case"].expected)
            return watch
        sys.settrace(watch)
        """,
        uses=("checks.Outcome.results", "checks.Case.expected"),
    ),
    patch("profile", "import sys\nsys.setprofile(lambda frame, event, argument: None)"),
    patch("exit", "import atexit, os\natexit.register(os._exit, 0)"),
    patch("modules", "import sys\nsys.modules['checks'] = sys.modules['__main__']"),
    patch(
        "calls",
        """
        import grading.student.request_handler as own
        own.RequestHandler._call = lambda self, message: self.channel.send(
            own.Message({"points": 4, "result": 4.0, "out": [], "cut": False}))
        """,
    ),
    patch(
        "values",
        """
        import grading.wire.codec as own
        own.encode = lambda value: (["opaque", "Points"], b"")
        """,
        earns={},  # nothing that it says is an answer any more
    ),
    Attack(
        "subclass-of-array",
        text("""
        import numpy as np
        class Fine(np.ndarray):
            def __eq__(self, other): return True
            def __array_function__(self, f, types, args, kwargs): return True
            def __array_ufunc__(self, *args, **kwargs): return np.bool_(True)
        """),
        answer("return np.zeros((2, 4)).view(Fine)"),
        earns={"cell_state": 4.0, "input_gate": 1.0},  # an array of the right shape
    ),
    Attack(
        "always-equal",
        text("""
        class Fine:
            shape, ndim, dtype, size = (2, 4), 2, float, 8
            def __eq__(self, other): return True
            __le__ = __lt__ = __ge__ = __gt__ = __ne__ = __eq__
            def __float__(self): return 1.0
            def __bool__(self): return True
            def __getattr__(self, name): return self
            def __call__(self, *args, **kwargs): return self
        """),
        answer("return Fine()"),
    ),
    Attack("renamed-type", answer("")["input_gate"] + "    return 0", answer("return 0")),
]
