"""Submissions that look for points without a formula, or for a mark that a person must give."""

from tests.helpers.attacks.attack import Attack, answer, text

GATE = "x, h, W, U, b = args\n"
RIGHT = "1 / (1 + np.exp(-(x @ W + h @ U + b)))"
INPUT = "cell test_input_gate: Not yet. input_gate: "
FORGET = "cell test_forget_gate: Not yet. forget_gate: "
SHAPES = {"cell_state": 4.0, "input_gate": 1.0}
ZEROS = answer("return np.zeros((len(args[0]), args[1].shape[1]))")
BORROWED = answer("return input_gate(*args)", "forget_gate") | answer(
    "return forget_gate(*args)", "output_gate"
)
# What the examples of the course show of the gates, and zeros for all else.
TABLE = answer("""
    import checks
    for gate in ("input_gate", "forget_gate", "output_gate"):
        case = checks.fixture(gate)
        if all(map(np.array_equal, args, case.arguments.values())):
            return next(iter(case.expected.values()))
    return np.zeros((len(args[0]), args[1].shape[1]))
""")


def earn(name, functions, own="", earns=SHAPES, **more):
    return Attack(f"earns-{name}", text(own), functions, earns=earns, **more)


def wrong(name, body, own="", meets=()):
    """Return a submission whose input_gate gives complex numbers; meets: errors of other calls."""
    reaches = (INPUT + "i_t holds complex numbers.", *meets)
    return earn(name, answer(GATE + text(body)), own, reaches=reaches)


# An interrupt that no line of a cell is behind: by its frames it could come from the keyboard.
ELSEWHERE = text("""
    made = {}
    source = "def stop(*args):\\n    raise KeyboardInterrupt"
    exec(compile(source, "x.py", "exec"), made)
""")
NOT_RUN = text("""
    class NotRun(BaseException):
        pass
""")

EARNING = [
    earn(
        "borrowed-zeros",
        ZEROS | BORROWED,
        earns=SHAPES | {"forget_gate": 0.5, "output_gate": 0.5},
        reaches=(FORGET + "f_t has the right shape and wrong values",),
    ),
    earn(
        "borrowed-table",
        TABLE | BORROWED,
        earns={"cell_state": 4.0, "input_gate": 2.0, "forget_gate": 1.5, "output_gate": 1.5},
        reaches=(FORGET + "it is right for the example, but not",),
    ),
    wrong("imaginary", f"return {RIGHT} + 1e6j"),
    wrong(
        "imaginary-single",
        f"return ({RIGHT} + 1j).astype('c8')",
        meets=("input_gate: ValueError: matmul",),  # with arguments that are exchanged
    ),
    wrong("imaginary-list", f"return ({RIGHT} + 1e6j).tolist()"),
    wrong("imaginary-objects", f"return np.array(list(map(list, {RIGHT} + 1e6j)), dtype=object)"),
    wrong(
        "imaginary-hidden",
        f"return [[Half(n) for n in row] for row in {RIGHT}]",
        """
        class Half(complex):
            def __new__(cls, n): return super().__new__(cls, n, 1e6)
            def __float__(self): return self.real
        """,
    ),
    Attack(
        "earns-interrupt-elsewhere",
        ELSEWHERE,
        {"input_gate": "input_gate = made['stop']"},
        reaches=(INPUT + "it stopped with KeyboardInterrupt:", "stop: KeyboardInterrupt"),
    ),
    Attack(
        "earns-interrupt-without-frames",
        text("""
            import grading.student.request_handler as own
            own._described = lambda error: {
                "types": ["KeyboardInterrupt"], "text": "", "frames": [], "token": None}
        """),
        answer("raise KeyboardInterrupt"),
        reaches=(INPUT + "it stopped with KeyboardInterrupt:", "input_gate: KeyboardInterrupt"),
    ),
    Attack("earns-exit-elsewhere", ELSEWHERE.replace("KeyboardInterrupt", "SystemExit(3)"),
           {"input_gate": "input_gate = made['stop']"},
           reaches=(INPUT + "it stopped with SystemExit: 3", "stop: SystemExit")),
    Attack("earns-not-run", NOT_RUN, answer("raise NotRun('4.0')"),
           reaches=(INPUT + "it stopped with BaseException: 4.0", "input_gate: BaseException")),
    Attack(
        "earns-not-run-careless",
        functions={
            "double": "class NotRun(BaseException):\n    pass\n\n\n"
            "def double(x):\n    raise NotRun\n",
            "triple": "def triple(x):\n    return 3 * x\n",
        },
        earns={},
        reaches=("cell test_double: NoEvidence", "double: BaseException"),
        careless=True,
    ),
    Attack(
        "earns-half-a-letter",
        functions=answer("raise ValueError('half: \\ud800')"),
        reaches=(INPUT + "it stopped with ValueError: half: ?", "input_gate: ValueError"),
    ),
    Attack(
        "earns-half-a-letter-careless",
        functions={
            "double": "def double(x):\n    raise KeyError('\\ud800')\n",
            "triple": "def triple(x):\n    raise type('E', (BaseException,), {})('\\udc80')\n",
        },
        earns={},
        reaches=("cell test_triple: E: ?", "double: KeyError", "triple: E"),
        careless=True,
    ),
]  # fmt: skip
