"""Submissions that go for the judge: what their process says is forged, huge, deep, slow or odd."""

from tests.helpers.attacks.attack import HONEST, SAY, Attack, answer, text

OUT = '"out": [], "cut": False'
SHAPE_ONLY = {"cell_state": 4.0, "input_gate": 1.0}

STEP = text("""
    def lstm_step(x_t, h_prev, C_prev, params):
        pass
        of = lambda gate: [params[f"W_x{gate}"], params[f"W_h{gate}"], params[f"b_{gate}"]]
        i, f = input_gate(x_t, h_prev, *of("i")), forget_gate(x_t, h_prev, *of("f"))
        C = cell_state(f, C_prev, i, candidate(x_t, h_prev, *of("g")))
        return hidden_state(output_gate(x_t, h_prev, *of("o")), C), C
""")


def talk(name, body, own="", **more):
    """Say something at the first call, in the place of an answer."""
    return Attack(f"talk-{name}", SAY + "\n" + text(own), answer(body), **more)


def forged(name, node, blob="b''"):
    return talk(
        f"forged-{name}",
        f"say({{'result': {node}, {OUT}}}, {blob})\nreturn 0",
    )


def returned(name, body, own="", **more):
    return Attack(f"returns-{name}", text(own), answer(body), **more)


TALKING = [
    forged("points", "4.0"),
    talk("extra-words", f"say({{'points': 4, 'score': 4, 'ok': True, {OUT}}})\nreturn 0"),
    forged("dtype-object", "['array', '|O8', [1], 0]", "bytes(8)"),
    forged("dtype-void", "['array', '|V8', [1], 0]", "bytes(8)"),
    forged("dtype-long", "['array', '<f' + '8' * 5000, [1], 0]", "bytes(8)"),
    forged("shape-negative", "['array', '<f8', [-2, -4], 0]", "bytes(64)"),
    forged("shape-huge", "['array', '<f8', [10**18, 10**18], 0]", "bytes(8)"),
    forged("shape-huge-and-empty", "['array', '<f8', [0, 10**18], 0]"),
    forged("shape-of-floats", "['array', '<f8', [2.0, 4.0], 0]", "bytes(64)"),
    forged("shape-of-flags", "['array', '<f8', [True, True], 0]", "bytes(64)"),
    forged("shape-deep", "['array', '<f8', [1] * 5000, 0]", "bytes(8)"),
    forged("place-outside", "['array', '<f8', [2, 4], 10**9]", "bytes(64)"),
    forged("place-negative", "['array', '<f8', [2, 4], -64]", "bytes(64)"),
    forged("kind", "['eval', '4.0']"),
    forged("dict", "['dict', [[['list', []], 1]]]"),
    forged(
        "keys-with-one-hash",
        "['dict', [[['int', str(k * (2**61 - 1))], 1] for k in range(60_000)]]",
    ),
    forged("integer", "['int', '9' * 100_000]"),
    forged("opaque", "['opaque', '__import__(\"os\")']"),
    talk("nan-literal", 'say(None, raw=b\'{"result": NaN, "out": [], "cut": false}\')\nreturn 0'),
    talk("no-json", "say(None, raw=b'\\xff' * 100)\nreturn 0"),
    talk("no-object", "say([1, 2, 3])\nreturn 0"),
    talk("deep", "say(None, raw=b'[' * 200_000 + b']' * 200_000)\nreturn 0"),
    talk(
        "deep-inside",
        "say(None, raw=b'{\"result\":' + b'[' * 200_000 + b']' * 200_000 + b'}')\nreturn 0",
    ),
    talk("empty", "say({})\nreturn 0"),
    talk(
        "oversized",
        """
        for number in range(3, 64):
            try:
                os.write(number, b"\\xff" * 8)
            except OSError:
                pass
        time.sleep(100)
        """,
    ),
    talk(
        "dripped",
        """
        while True:
            for number in range(3, 64):
                try:
                    os.write(number, b"\\0")
                except OSError:
                    pass
            time.sleep(0.2)
        """,
    ),
    talk(
        "flood",
        f"""
        for _ in range(2000):
            say({{'result': 4.0, {OUT}}})
        return 0
        """,
    ),
    talk(
        "ask-unknown",
        "say({'ask': 'eval', 'arguments': ['tuple', [['list', ['4.0']], ['dict', []]]]})",
    ),
    talk("ask-score", "say({'ask': 'test_input_gate', 'arguments': 0})"),
    talk(
        "ask-endless",
        """
        while True:
            say({'ask': 'input_gate', 'arguments': ['tuple', [['tuple', []], ['dict', []]]]})
        """,
    ),
    Attack(
        "talk-ask-large",
        functions={"lstm_step": STEP.replace("pass", "hidden_state(*np.ones((2, 90_000)))")},
    ),
    Attack("talk-ask", functions={"lstm_step": STEP}, earns=HONEST | {"lstm_step": 10.0}),
    talk(
        "error-token",
        f"say({{'error': {{'types': ['Exception'], 'text': '', 'frames': [],"
        f" 'token': 0}}, {OUT}}})\nreturn 0",
    ),
    talk(
        "error-type",
        f"say({{'error': {{'types': ['ProcessLostError'], 'text': '', 'frames': [],"
        f" 'token': None}}, {OUT}}})\nreturn 0",
        uses=("grading.judge.session.ProcessLostError",),
    ),
    talk(
        "error-frames",
        f"say({{'error': {{'types': ['E'], 'text': '', 'frames': [['/etc/passwd',"
        f" -5, '__class__']], 'token': None}}, {OUT}}})\nreturn 0",
    ),
    talk(
        "output-kind",
        "say({'result': 0, 'out': [{'output_type': 'execute_result', 'data': "
        "{'text/plain': '4.0'}, 'execution_count': 1}], 'cut': False})\nreturn 0",
    ),
    talk(
        "output-many",
        "say({'result': 0, 'out': [{'output_type': 'stream', 'name': 'stdout',"
        " 'text': ''}] * 100_000, 'cut': False})\nreturn 0",
    ),
    talk("names", "return 0", "say({'callable': ['checks', 'test', 'print', 'input_gate']})"),
    talk("cell", "return 0", "say({'outputs': [], 'ok': 1, 'cut': 0})"),
    returned("nan", "return np.full((2, 4), np.nan)", earns=SHAPE_ONLY),
    returned("inf", "return np.full((2, 4), np.inf)", earns=SHAPE_ONLY),
    returned("denormal", "return np.full((2, 4), 5e-324)", earns=SHAPE_ONLY),
    returned("huge-float", "return [[10**400] * 4] * 2"),
    returned("huge-array", "return np.broadcast_to(0.0, (10**6, 10**6))"),
    returned("huge-list", "return [0.0] * 2_000_000"),
    returned("huge-integer", "return 10 ** 100_000"),
    returned("huge-text", "return 'x' * 5_000_000"),
    returned("itself", "kept = []; kept.append(kept); return kept"),
    returned("deep", "kept = []\nfor _ in range(100_000): kept = [kept]\nreturn kept"),
    returned("generator", "yield args"),
    returned("closure", "return lambda *a: True"),
    returned("class", "return type('Points', (float,), {'__repr__': lambda self: '4.0'})"),
    returned("objects", "return np.array([object()] * 8).reshape(2, 4)"),
    returned("strings", "return np.array([['nan'] * 4] * 2)", earns=SHAPE_ONLY),
    returned("itself-as-answer", "return input_gate"),
    returned("shell", "return get_ipython()"),
    returned("memoryview", "return memoryview(bytes(8))"),
    returned(
        "counting",
        """
        global calls
        calls += 1
        return np.zeros((2, 4)) if calls == 1 else np.full((2, 4), np.nan)
        """,
        "calls = 0",
        earns=SHAPE_ONLY,
    ),
    returned(
        "lying-array",
        "return Lying()",
        """
        import time
        class Lying:
            def __array__(self, *args, **kwargs):
                time.sleep(1000)
        """,
    ),
    returned(
        "bad-error",
        "raise Bad()",
        """
        class Bad(Exception):
            def __str__(self): raise ValueError
            __repr__ = __str__
            token = 10**9
        """,
    ),
    returned("group", "raise ExceptionGroup('x', [ValueError()] * 3)"),
    returned("not-yet", "import checks\nraise checks.NotYet('4.0')"),
    returned("other-call", "import checks\nraise checks.OtherCall('is right.')"),
]
