"""Submissions that change what a test uses: its module, NumPy, the shell, the interpreter."""

from tests.helpers.attacks.attack import JUDGE, Attack, answer, text

ZERO = "return args[1] * 0"
RIGHT_LOOKING = answer(ZERO)


SHAPE = {"cell_state": 4.0, "input_gate": 1.0}  # zeros of the right shape are worth that


WRONG = "checks.close -> False"  # the comparison of the judge's own module
OTHER = "cell candidate: "


def patch(name, source, shows="", answers="", functions=RIGHT_LOOKING, earns=SHAPE, **more):
    """Change something; shows: code whose value tells that it is changed, answers: this value.

    Then the judge's own comparison has to find that the answer is wrong.
    """
    proof = f"\nprint('patched:', {shows})" if shows else ""
    reaches = (f"cell own: patched: {answers}",) if shows else (answers,)
    more |= {"earns": earns, "reaches": (*reaches, *[WRONG] * (earns == SHAPE))}
    return Attack(f"patched-{name}", text(source) + proof, functions, **more)


def shown_by(mark):
    """Return another cell, to which the changed shell answers something else than its value."""
    return {"functions": RIGHT_LOOKING | {"candidate": "7.0"}, "answers": OTHER + mark}


PATCHING = [
    patch(
        "score",
        """
        import checks
        checks.Test.score = lambda self: checks.Points(sum(map(sum, self.parts.values())))
        """,
        "checks.Test.score.__name__",
        "<lambda>",
        needs=(JUDGE,),
    ),
    patch(
        "comparison",
        "import checks\nchecks.close = lambda *a: True",
        "checks.close(0, 1)",
        "True",
        needs=(JUDGE,),
    ),
    patch("outcome", "import checks\nchecks.Outcome.right = True", "checks.Outcome.right", "True"),
    patch(
        "parts",
        """
        import checks
        checks.earns_here = lambda part, outcome: True
        """,
        "checks.earns_here(0, 0)",
        "True",
        needs=(JUDGE,),
    ),
    patch(
        "points",
        'import checks\nchecks.Points.__repr__ = lambda self: "10.0"',
        "checks.Points(0)",
        "10.0",
    ),
    patch(
        "numpy",
        """
        import numpy as np
        np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
        np.abs = np.absolute = lambda a: np.zeros(np.shape(a))
        """,
        "np.allclose(0, 1)",
        "True",
        needs=(JUDGE,),
    ),
    patch(
        "builtins",
        "import builtins\nbuiltins.all = builtins.any = lambda *a: True",
        "all([0])",
        "True",
    ),
    patch(
        "generator",
        """
        import numpy as np
        np.random.default_rng = lambda *a: (_ for _ in ()).throw(StopIteration)
        """,
        "np.random.default_rng.__name__",
        "<lambda>",
    ),
    patch(
        "code",
        """
        import checks
        def fine(part, outcome): return True
        checks.earns_here.__code__ = fine.__code__
        """,
        "checks.earns_here(0, 0)",
        "True",
        needs=(JUDGE,),
    ),
    patch(
        "run-code",
        """
        shell = get_ipython()
        run = shell.run_cell
        def run_cell(source, *args, **kwargs):
            return run("3.0" if "checks" in source or source == "7.0" else source, *args, **kwargs)
        shell.run_cell = run_cell
        """,
        **shown_by("3.0"),
        needs=(JUDGE,),
    ),
    patch(
        "tree",
        """
        import ast
        class Skip(ast.NodeTransformer):
            def visit_Module(self, node):
                code = ast.unparse(node)
                if code == "7.0" or "checks" in code and "Skip" not in code:
                    node.body = ast.parse("3.0").body
                return node
        get_ipython().ast_transformers.append(Skip())
        """,
        **shown_by("3.0"),
        needs=(JUDGE,),
    ),
    patch(
        "input",
        """
        def swap(lines):
            test = any("checks" in line or line.strip() == "7.0" for line in lines)
            return ["3.0\\n"] if test else lines
        get_ipython().input_transformers_cleanup.append(swap)
        """,
        **shown_by("3.0"),
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
        functions=RIGHT_LOOKING | {"candidate": "display(7.0)"},
        answers=OTHER + "4.0",
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
        "sys.gettrace() is watch",
        "True",
        uses=("checks.Outcome.results", "checks.Case.expected"),
    ),
    patch(
        "profile",
        "import sys\nsys.setprofile(lambda frame, event, argument: None)",
        "sys.getprofile() is not None",
        "True",
    ),
    patch(
        "exit",
        "import atexit, os\natexit.register(os._exit, 0)",
        "atexit._ncallbacks() > 0",
        "True",
    ),
    patch(
        "modules",
        "import sys\nsys.modules['checks'] = sys.modules['__main__']",
        "sys.modules['checks'].__name__",
        "__main__",
    ),
    patch(
        "calls",
        """
        import gc
        import grading.student.request_handler as own
        (me,) = [found for found in gc.get_objects() if type(found) is own.RequestHandler]
        me.handlers["call"] = lambda message: me.channel.send(own.Message(
            {"id": me.number, "points": 4, "result": 4.0, "out": [], "cut": False,
             "changed": ["dict", []], "renewed": ["dict", []]}))
        """,
        answers="cell test_input_gate: Not yet. input_gate: i_t has the wrong shape",
        earns={},
    ),
    patch(
        "values",
        """
        import grading.student.request_handler as own
        own._parts = lambda node: {"result": ["opaque", "Points"], **own.NOTHING_ELSE}
        """,
        answers="cell test_input_gate: Not yet. input_gate: i_t must be one array of numbers",
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
        reaches=(WRONG,),
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
        reaches=("cell test_input_gate: Not yet. input_gate: i_t has the wrong shape: expected",),
    ),
    Attack(
        "renamed-type",
        text("""
        class ndarray(float):
            shape, ndim, dtype, size = (2, 4), 2, float, 8
        """),
        answer("return ndarray(0.5)"),
        reaches=("cell test_input_gate: Not yet. input_gate: i_t has the wrong shape",),
    ),
]
