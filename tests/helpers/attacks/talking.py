"""Submissions that go for the judge: what their process says is forged, huge, deep, slow or odd.

A message that is no answer to what was asked ends the conversation before anything in it is looked
at. So all but a few of these say theirs under the right number, in the place of the honest answer.
"""

from tests.helpers.attacks.attack import HONEST, SAY, SAYS, Attack, answer, text

NOTHING = '"changed": ["dict", []], "renewed": ["dict", []]'
OUT = f'"out": [], "cut": False, {NOTHING}'
SHAPE_ONLY = {"cell_state": 4.0, "input_gate": 1.0}
SESSION, CODEC = "grading.judge.session.Session.", "grading.wire.codec."
FRAMES, ERRORS, OUTPUTS = "grading.wire.frames.", "grading.judge.errors.", "grading.judge.outputs."

STEP = text("""
    def lstm_step(x_t, h_prev, C_prev, params):
        pass
        of = lambda gate: [params[f"W_x{gate}"], params[f"W_h{gate}"], params[f"b_{gate}"]]
        i, f = input_gate(x_t, h_prev, *of("i")), forget_gate(x_t, h_prev, *of("f"))
        C = cell_state(f, C_prev, i, candidate(x_t, h_prev, *of("g")))
        return hidden_state(output_gate(x_t, h_prev, *of("o")), C), C
""")


def talk(name, body, reaches, own="", **more):
    """Say something at each call, during it or in the place of its answer."""
    source = SAY + "\n" + text(own)
    return Attack(f"talk-{name}", source, answer(body), reaches=(reaches,), uses=SAYS, **more)


def says(name, head, reaches, blob="b''", **more):
    return talk(name, f"instead({{{head}}}, {blob})", reaches, **more)


def forged(name, node, reaches, blob="b''", **more):
    return says(f"forged-{name}", f"'result': {node}, {OUT}", reaches, blob, **more)


def error(name, fields, reaches):
    said = "{'types': ['E'], 'text': '', 'frames': [], 'token': None, " + fields + "}"
    return says(f"error-{name}", f"'error': {said}, {OUT}", reaches)


def output(name, shown, reaches, **more):
    return says(
        f"output-{name}", f"'result': 0, 'out': {shown}, 'cut': False, {NOTHING}", reaches, **more
    )


def asks(name, question, reaches, *more, seconds=2.0):
    """Ask for a stand-in in lstm_step, once its test has one; until then it fails."""
    early = "if type(hidden_state).__module__ == 'builtins': 1 / 0"
    functions = {"lstm_step": STEP.replace("pass", f"{early}\n    {question}")}
    reached = reaches, "lstm_step: ZeroDivisionError", *more
    return Attack(f"talk-ask-{name}", SAY, functions, reaches=reached, uses=SAYS, seconds=seconds)


def shown(words):
    return f"cell test_input_gate: Not yet. input_gate: {words}"


def returned(name, body, reaches, own="", **more):
    return Attack(f"returns-{name}", text(own), answer(body), reaches=(reaches,), **more)


NOT_ASKED = f"{SESSION}_receive: an answer that nobody asked for"
NUMBERS = f"{CODEC}_Decoder._array: expected a dtype of numbers"
SHAPES = f"{CODEC}_size: expected a shape of whole numbers"
OUTSIDE = f"{CODEC}_Decoder._array: an array lies outside of its message"
MEMBERS = f"{CODEC}_hash: expected a plain key"
ANYTHING = f"{CODEC}_finite: expected a value"
DEEP = f"{FRAMES}parse: expected at most 40 levels"
NO_JSON = f"{FRAMES}parse: expected JSON, received something else"
TOO_LARGE = f"{FRAMES}Channel.receive: expected a message of at most"
NO_NUMBERS = shown("i_t must be one array of numbers; got ")
LEFT_OUT = shown("i_t is too large")
NO_SHAPE = shown("i_t has the wrong shape: expected (2, 4), got ()")
UNEXPECTED = f"{SESSION}_reply: a question that nobody expects"

VALUES = [
    forged("points", "4.0", NO_SHAPE),
    forged("dtype-object", "['array', '|O8', [1], 0]", NUMBERS, "bytes(8)"),
    forged("dtype-void", "['array', '|V8', [1], 0]", NUMBERS, "bytes(8)"),
    forged("dtype-long", "['array', '<f' + '8' * 5000, [1], 0]", NUMBERS, "bytes(8)"),
    forged("dtype-unknown", "['array', '<b8', [1], 0]", f"{CODEC}_dtype: ", "bytes(8)"),
    forged("shape-negative", "['array', '<f8', [-2, -4], 0]", SHAPES, "bytes(64)"),
    forged("shape-huge", "['array', '<f8', [10**18, 10**18], 0]", SHAPES, "bytes(8)"),
    forged("shape-huge-and-empty", "['array', '<f8', [0, 10**18], 0]", SHAPES),
    forged(
        "shape-large-in-all",
        "['array', '<f8', [2**20, 2**20, 0], 0]",
        f"{CODEC}_size: an array is too large",
    ),
    forged("shape-of-floats", "['array', '<f8', [2.0, 4.0], 0]", SHAPES, "bytes(64)"),
    forged("shape-of-flags", "['array', '<f8', [True, True], 0]", SHAPES, "bytes(64)"),
    forged(
        "shape-deep",
        "['array', '<f8', [1] * 5000, 0]",
        f"{CODEC}_size: expected a shape",
        "bytes(8)",
    ),
    forged("place-outside", "['array', '<f8', [2, 4], 10**9]", OUTSIDE, "bytes(64)"),
    forged("place-negative", "['array', '<f8', [2, 4], -64]", OUTSIDE, "bytes(64)"),
    forged(
        "place-shared",
        "['list', [['array', '<f8', [2, 4], 0]] * 2]",
        f"{CODEC}_Decoder._array: arrays lie on top of each other",
        "bytes(64)",
    ),
    forged(
        "scalar-of-many",
        "['scalar', '<f8', [2], 0]",
        f"{CODEC}_first: expected one number",
        "bytes(16)",
    ),
    forged(
        "kind", "['eval', '4.0']", f"{CODEC}_Decoder._special: expected a value, received an unkn"
    ),
    forged("nothing", "[]", f"{CODEC}_Decoder.value: expected a value, received something else"),
    forged("object", "{'points': 4}", ANYTHING),
    forged("parts", "['list', 4]", f"{CODEC}_list: expected a list"),
    forged("deep", "['list', [" * 14 + "0" + "]]" * 14, f"{CODEC}_Decoder.value: a valu"),
    forged(
        "many",
        "['list', [0] * 300_001]",
        f"{CODEC}_Decoder.value: a value is too deep or has",
        seconds=20.0,
    ),
    forged("text-long", "'x' * 100_001", f"{CODEC}_text: a text is too long"),
    forged("dict", "['dict', [[['list', []], 1]]]", MEMBERS),
    forged("dict-of-tuples", "['dict', [[['tuple', [['list', []]]], 1]]]", f"{CODEC}_hash: expect"),
    forged("dict-of-one", "['dict', [[1]]]", f"{CODEC}_Decoder.map: expected pairs"),
    forged(
        "keys-with-one-hash",
        "['dict', [[['int', str(k * (2**61 - 1))], 1] for k in range(60_000)]]",
        f"{CODEC}_Decoder.map: a dict has too many keys of one hash",
    ),
    forged("integer", "['int', '9' * 100_000]", f"{CODEC}_int: expected the digits of an integer"),
    forged("integer-plain", "10 ** 19", f"{CODEC}_finite: expected a number in its plain form"),
    forged("float", "['float', '4.0']", f"{CODEC}_float: expected nan, inf or -inf"),
    forged("complex", "['complex', [1.0]]", f"{CODEC}_Decoder.number: expected two numbers"),
    forged("opaque", "['opaque', '__import__(\"os\")']", f"{CODEC}opaque"),
]

MESSAGES = [
    says(
        "extra-words", f"'points': 4, 'score': 4, 'ok': True, {OUT}", f"{SESSION}_answer: 'result"
    ),
    says(
        "more-words",
        f"'result': 0, 'points': 4, 'score': 4, 'ok': True, {OUT}",
        NO_SHAPE,
    ),
    talk(
        "nan-literal",
        'instead(None, raw=b\'{"result": NaN, "out": [], "cut": false}\')',
        NO_JSON,
    ),
    talk("no-json", "instead(None, raw=b'\\xff' * 100)", NO_JSON),
    talk("no-object", "instead(None, raw=b'[1, 2, 3]')", f"{FRAMES}parse: expected an object"),
    talk("deep", "instead(None, raw=b'[' * 200_000 + b']' * 200_000)", DEEP),
    talk(
        "deep-inside",
        "instead(None, raw=b'{\"result\":' + b'[' * 200_000 + b']' * 200_000 + b'}')",
        DEEP,
    ),
    talk("empty", "instead(None, raw=b'{}')", f"{SESSION}_receive: 'id'"),
    talk("other-number", "me.number += 1", NOT_ASKED),
    talk("number-as-text", "me.number = str(me.number)", NOT_ASKED),
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
        TOO_LARGE,
    ),
    talk(
        "oversized-text",
        f"instead({{'result': 'x' * 5_000_000, {OUT}}})",
        TOO_LARGE,
    ),
    talk(
        "dripped",
        """
        said = struct.pack(">II", 1_000_000, 0)
        while True:
            for number in range(3, 64):
                try:
                    os.write(number, said)
                except OSError:
                    pass
            said = b" "
            time.sleep(0.2)
        """,
        "input_gate: ProcessLostError: slept or waited",
    ),
    talk("flood", f"for _ in range(2000): say({{'result': 4.0, {OUT}}})", NOT_ASKED),
    talk("early", "return 0", f"{SESSION}_cell: 'outputs'", f"say({{'result': 4.0, {OUT}}})"),
]

QUESTIONS = [
    talk(
        "ask-unknown",
        "say({'ask': 'eval', 'arguments': ['tuple', [['list', ['4.0']], ['dict', []]]]})",
        UNEXPECTED,
    ),
    talk("ask-score", "say({'ask': 'test_input_gate', 'arguments': 0})", UNEXPECTED),
    asks(
        "endless",
        "while True: hidden_state(0.0, 0.0)",
        UNEXPECTED,
        seconds=20.0,
    ),
    asks(
        "large",
        "hidden_state(*np.ones((2, 90_000)))",
        f"{SESSION}_reply: expected arguments of",
        "lstm_step: MemoryError",
    ),
    asks(
        "no-arguments",
        "say({'ask': 'call', 'arguments': 0})",
        "grading.judge.session._arguments: cannot unpack",
    ),
    asks(
        "odd-arguments",
        "say({'ask': 'call', 'arguments': ['tuple', [0, 0]]})",
        "grading.judge.session._arguments: expected arguments",
    ),
    asks(
        "odd-names",
        "say({'ask': 'call', 'arguments': ['tuple', [['list', []], ['dict', [[0, 0]]]]]})",
        "grading.judge.session._arguments: expected names of arguments",
    ),
    Attack(
        "talk-ask",
        functions={"lstm_step": STEP},
        earns=HONEST | {"lstm_step": 10.0},
        reaches=(f"{SESSION}_stand_in",),
    ),
]

SAID = [
    error("token", "'token': 0", "input_gate: E:"),
    error(
        "type",
        "'types': ['ProcessLostError', 'BaseException']",
        "input_gate: ProcessLostError:",
    ),
    error("no-types", "'types': []", f"{ERRORS}class_of: expected the names of types"),
    error("words", "'text': 'x' * 5001", f"{ERRORS}rebuilt: expected words"),
    error("frames", "'frames': [['/etc/passwd', -5, '__class__']]", "input_gate: E:"),
    error("frames-many", "'frames': [['', 1, 'f']] * 61", f"{ERRORS}_traceback: expected some fr"),
    error("frames-odd", "'frames': [['', 1.5, 'f']]", f"{ERRORS}_traceback: expected a frame"),
    says("error-of-words", f"'error': 'E', {OUT}", f"{ERRORS}rebuilt: expected an error"),
    output(
        "kind",
        "[{'output_type': 'execute_result', 'data': {'text/plain': '4.0'}, 'execution_count': 1}]",
        NO_SHAPE,
    ),
    output(
        "many",
        "[{'output_type': 'stream', 'name': 'stdout', 'text': ''}] * 5001",
        f"{OUTPUTS}checked: expected a list of outputs",
    ),
    output(
        "large",
        "[{'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 300_000}]",
        f"{OUTPUTS}checked: expected less output",
    ),
    output("text", "['4.0']", f"{OUTPUTS}_output: expected an output"),
    output("unknown", "[{'output_type': 'points'}]", f"{OUTPUTS}_output: expected a known kind"),
    output(
        "no-text",
        "[{'output_type': 'stream', 'name': 'stdout', 'text': 4.0}]",
        f"{OUTPUTS}_text: expected a text",
    ),
    output(
        "mime",
        "[{'output_type': 'display_data', 'data': {'<script>': ''}}]",
        f"{OUTPUTS}_mime: expected a type of data",
    ),
    talk(
        "names-none",
        "return 0",
        "grading.judge.session._named: expected names",
        """
        honest = me._send
        def send(head, blob=b""):
            honest({"values": 4} if "values" in head else head, blob)
        me._send = send
        """,
    ),
    talk("cell", "return 0", NOT_ASKED, "say({'outputs': [], 'ok': 1, 'cut': 0})"),
]
SAID.append(
    Attack(
        "talk-names",
        SAY
        + "\n"
        + text("""
            honest = me._send
            def send(head, blob=b""):
                everything = [[name, 4.0] for name in ("checks", "test", "print", "cell_state")]
                honest({"values": ["dict", everything]} if "values" in head else head, blob)
            me._send = send
        """),
        {"input_gate": "nothing = 4.0"},
        reaches=(f"{SESSION}_keep_names: names that nobody asked for",),
        uses=SAYS,
    )
)

RETURNED = [
    returned("nan", "return np.full((2, 4), np.nan)", "checks.close -> False", earns=SHAPE_ONLY),
    returned("inf", "return np.full((2, 4), np.inf)", "checks.close -> False", earns=SHAPE_ONLY),
    returned(
        "denormal", "return np.full((2, 4), 5e-324)", "checks.close -> False", earns=SHAPE_ONLY
    ),
    returned("huge-float", "return [[10**400] * 4] * 2", LEFT_OUT),
    returned("huge-array", "return np.broadcast_to(0.0, (10**6, 10**6))", LEFT_OUT),
    returned("huge-list", "return [0.0] * 400_000", LEFT_OUT, seconds=20.0),
    returned("huge-integer", "return 10 ** 100_000", LEFT_OUT),
    returned("huge-text", "return 'x' * 5_000_000", LEFT_OUT),
    returned("itself", "kept = []; kept.append(kept); return kept", NO_NUMBERS + "a list"),
    returned(
        "deep",
        "kept = []\nfor _ in range(100_000): kept = [kept]\nreturn kept",
        NO_NUMBERS + "a list",
    ),
    returned("generator", "yield args", NO_NUMBERS + "a generator"),
    returned("closure", "return lambda *a: True", NO_NUMBERS + "a function"),
    returned(
        "class",
        "return type('Points', (float,), {'__repr__': lambda self: '4.0'})",
        NO_NUMBERS + "a type",
    ),
    returned("objects", "return np.array([object()] * 8).reshape(2, 4)", NO_NUMBERS + "an ndarray"),
    returned(
        "strings", "return np.array([['nan'] * 4] * 2)", "checks.close -> False", earns=SHAPE_ONLY
    ),
    returned("itself-as-answer", "return input_gate", NO_NUMBERS + "a function"),
    returned("shell", "return get_ipython()", NO_NUMBERS + "a Shell"),
    returned(
        "memoryview",
        "return memoryview(bytes(8))",
        shown("i_t has the wrong shape: expected (2, 4), got (8,)"),
    ),
    returned(
        "counting",
        """
        global calls
        calls += 1
        return np.zeros((2, 4)) if calls == 1 else np.full((2, 4), np.nan)
        """,
        "checks.close -> False",
        "calls = 0",
        earns=SHAPE_ONLY,
    ),
    returned(
        "lying-array",
        "return Lying()",
        "Lying: ProcessLostError: slept or waited",
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
        "input_gate: Bad:",
        """
        class Bad(Exception):
            def __str__(self): raise ValueError
            __repr__ = __str__
            token = 10**9
        """,
    ),
    returned(
        "group",
        "raise ExceptionGroup('x', [ValueError()] * 3)",
        "input_gate: ExceptionGroup: x (3 sub-exceptions)",
    ),
    returned("not-yet", "import checks\nraise checks.NotYet('4.0')", "input_gate: NotYet: 4.0"),
    returned(
        "other-call",
        "import checks\nraise checks.OtherCall('is right.')",
        "input_gate: OtherCall: is right.",
    ),
]

TALKING = [*VALUES, *MESSAGES, *QUESTIONS, *SAID, *RETURNED]
