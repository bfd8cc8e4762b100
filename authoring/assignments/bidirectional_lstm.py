"""Assignment 06: time turned around, halves joined, and two LSTMs over one sequence."""

from typing import Any

import numpy as np

import lstm_ref
from authoring.fixtures import FLAGS as SETTINGS
from authoring.records import Assignment, Function, Mistake, Probe, Solution, Text, Values

from .common import copied, draw, draw_params, named, one_sample, one_step, run_lstm
from .time_loop import FLAGS, MORE_FLAGS, mistakes_of

B, T, D, H = 2, 4, 5, 3


def _example() -> Values:
    """Draw a readable example, with what each LSTM gives in each direction."""
    rng = np.random.default_rng(6)
    v: Values = {"x": draw(rng, B, T, D)}
    v |= {f"{way}_params": draw_params(rng, D, H) for way in ("forward", "backward")}
    v["x_reversed"] = v["x"][:, ::-1]
    for way in ("forward", "backward"):
        for name in ("x", "x_reversed"):
            hidden, cells = run_lstm(v[name], v[f"{way}_params"])
            last = {"all": hidden, "h": hidden[:, -1], "C": cells[:, -1]}
            v |= {f"{way}_{name}_{what}": array for what, array in last.items()}
    v |= {"forward_h": v["forward_x_all"], "backward_h": v["backward_x_reversed_all"]}
    v["backward_h_reversed"] = v["backward_h"][:, ::-1]
    return v | {"joined": _joined(v)["output"]}


def _joined(v: Values) -> Values:
    """Put both halves side by side, in time order."""
    return {"output": np.concatenate([v["forward_h"], v["backward_h"][:, ::-1]], axis=2)}


TURNED_BACK = [["backward_h"], "backward_h_reversed"]

# --- reverse_time ------------------------------------------------------------------------------

WHICH_AXIS = Text("which axis you turn around", "뒤집는 축")
REVERSE_TIME = Function(
    "reverse_time",
    right=lambda a: {"reversed": a["x"][:, ::-1]},
    hint=Text(
        "x is (B, T, D). The result has the same shape.",
        "x의 형태는 (B, T, D)이고, 결과의 형태도 같습니다.",
    ),
    probes=[
        one_sample("x", look=WHICH_AXIS),
        Probe(
            Text("there is one number per step", "입력이 1차원일 때"),
            WHICH_AXIS,
            lambda a: {"x": a["x"][..., :1]},
        ),
        one_step(WHICH_AXIS, "x"),
    ],
    tried="unchanged batch-axis feature-axis time-and-features time-and-batch all-axes "
    "batch-and-features time-first axes-swapped transposed rolled rolled-back one-missing "
    "last-step sorted",
    mistakes=[
        Mistake(
            "batch-axis",
            "x[::-1]",
            Text("turns the batch around", "배치를 뒤집음"),
            says=Text(
                "you turn the batch around: the samples have changed places. Which axis is the "
                "time?",
                "배치를 뒤집어서 샘플의 순서가 바뀌었습니다. 시간 축은 어느 것일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "feature-axis",
            "x[:, :, ::-1]",
            Text("turns the numbers of each step around", "시점마다 그 안의 수를 뒤집음"),
            says=Text(
                "you turn the numbers inside each time step around. Which axis is the time?",
                "시점마다 벡터 안의 값을 뒤집었습니다. 시간 축은 어느 것일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "all-axes",
            "np.flip(x)",
            Text("turns all axes around", "모든 축을 뒤집음"),
            says=Text(
                "you turn all three axes around. Only the time is asked for.",
                "세 축을 모두 뒤집었습니다. 시간만 뒤집어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "unchanged",
            "x",
            Text("returns x as it came", "x를 그대로 반환함"),
            says=Text("your result is x as it was.", "여러분의 결과는 x 그대로입니다."),
            listed=True,
        ),
        Mistake(
            "axes-swapped",
            "x.swapaxes(0, 1)",
            Text("swaps batch and time", "배치와 시간을 맞바꿈"),
            says=Text(
                "you change axes instead of turning one around.",
                "축 하나를 뒤집지 않고 축끼리 맞바꾸었습니다.",
            ),
        ),
        Mistake(
            "time-first",
            "x.swapaxes(0, 1)[::-1]",
            Text("leaves time first", "시간을 첫 축으로 둠"),
            says=Text(
                "the time axis comes first in your result. Samples stay first.",
                "여러분의 결과는 첫 축이 시간 축입니다. 샘플 축이 맨 앞에 그대로 있어야 합니다.",
            ),
        ),
        Mistake(
            "transposed",
            "x.T",
            Text("transposes", "전치함"),
            says=Text(
                "you transpose x: its axes change places. One axis is to be read the other way "
                "round.",
                "x를 전치해서 축의 순서가 바뀌었습니다. 축은 그대로 두고, 한 축을 따라 거꾸로 "
                "읽어야 합니다.",
            ),
        ),
        Mistake(
            "time-and-batch",
            "x[::-1, ::-1]",
            Text("turns time and batch around", "시간과 배치를 뒤집음"),
            says=Text(
                "the time is turned around, but so is the batch: the samples have changed places.",
                "시간은 뒤집었지만, 배치까지 뒤집어서 샘플의 순서가 바뀌었습니다.",
            ),
        ),
        Mistake(
            "time-and-features",
            "x[:, ::-1, ::-1]",
            Text("turns the last two axes around", "뒤의 두 축을 뒤집음"),
            says=Text(
                "the time is turned around, but so are the numbers inside each time step.",
                "시간은 뒤집었지만, 시점마다 벡터 안의 값까지 뒤집었습니다.",
            ),
        ),
        Mistake(
            "flat",
            "x.reshape(len(x), -1)[:, ::-1].reshape(x.shape)",
            Text("turns a flat row around", "한 줄로 편 것을 뒤집음"),
        ),
        Mistake(
            "both-in-one",
            "np.concatenate([x, x[:, ::-1]], axis=1)",
            Text("returns x with its reverse behind it", "x 뒤에 뒤집은 것을 이어 반환함"),
            says=Text(
                "you return x itself, with its reverse behind it. Only the reverse is asked for.",
                "x를 그대로 두고 그 뒤에 뒤집은 것을 이어 붙였습니다. 뒤집은 것만 반환해야 합니다.",
            ),
        ),
        Mistake(
            "one-missing",
            "x[:, :0:-1]",
            Text("loses the first step", "첫 시점을 잃음"),
            says=Text(
                "a time step is missing. Does your slice stop too early?",
                "시점이 하나 모자랍니다. 슬라이스가 너무 일찍 끝나지 않는지 살펴보세요.",
            ),
        ),
        Mistake("last-missing", "x[:, -2::-1]", Text("loses the last step", "마지막 시점을 잃음")),
        Mistake("first-sample", "x[0, ::-1]", Text("returns the first sample", "첫 샘플을 반환함")),
        Mistake(
            "first-for-all",
            "0 * x + x[:1, ::-1]",
            Text("gives every sample the first one", "모든 샘플에 첫 샘플을 줌"),
        ),
        Mistake(
            "first-turned",
            """
            turned = x.copy()
            turned[0] = x[0, ::-1]
            return turned
            """,
            Text("turns the first sample only", "첫 샘플만 뒤집음"),
            says=Text("only the first sample is turned around.", "첫 샘플만 뒤집었습니다."),
        ),
        Mistake(
            "sorted",
            "np.sort(x, axis=1)[:, ::-1]",
            Text("sorts in the place of turning", "뒤집지 않고 정렬함"),
            says=Text(
                "you sort the numbers. Their order in time is turned around, whatever their size.",
                "값을 크기순으로 정렬했습니다. 값의 크기와 상관없이 시간 순서를 뒤집어야 합니다.",
            ),
        ),
        Mistake(
            "rolled",
            "np.roll(x, 1, axis=1)",
            Text("moves each step on by one", "시점을 한 칸씩 옮김"),
            says=Text(
                "you move the time steps on by one. They are to be turned around.",
                "시점을 한 칸씩 뒤로 밀었습니다. 순서를 뒤집어야 합니다.",
            ),
        ),
        Mistake(
            "ends-swapped",
            """
            turned = x.copy()
            turned[:, [0, -1]] = x[:, [-1, 0]]
            return turned
            """,
            Text("swaps the first and the last step only", "첫 시점과 마지막 시점만 맞바꿈"),
        ),
        Mistake("minus", "-x", Text("turns the sign around", "부호를 뒤집음")),
        Mistake(
            "minus-turned", "-x[:, ::-1]", Text("turns the sign around as well", "부호까지 뒤집음")
        ),
        Mistake(
            "negative-index",
            """
            T = x.shape[1]
            return np.stack([x[:, -t] for t in range(T)], axis=1)
            """,
            Text("counts from -T to 0", "-T부터 0까지 셈"),
        ),
        Mistake(
            "overwritten",
            """
            T = x.shape[1]
            for t in range(T):
                x[:, t] = x[:, T - 1 - t]
            return x
            """,
            Text("writes over the steps it still needs", "아직 필요한 시점을 덮어씀"),
        ),
        Mistake(
            "generator",
            "(x[:, t] for t in range(x.shape[1]))",
            Text("returns a generator of steps", "시점들의 제너레이터를 반환함"),
        ),
        Mistake(
            "list-of-steps",
            "list(x.swapaxes(0, 1))[::-1]",
            Text("puts a list of steps, time first", "시점들의 리스트를 시간을 첫 축으로 둠"),
        ),
        Mistake(
            "in-place-none",
            """
            x[:] = x[:, ::-1].copy()
            return None
            """,
            Text("turns in place and returns nothing", "제자리에서 뒤집고 아무것도 반환하지 않음"),
        ),
        Mistake(
            "steps-fixed",
            "x[:, [3, 2, 1, 0]]",
            Text("writes the example's number of steps", "예제의 시점 수를 그대로 써넣음"),
        ),
        Mistake(
            "integers", "x[:, ::-1].astype(int)", Text("makes whole numbers of them", "정수로 만듦")
        ),
        Mistake(
            "rounded",
            "np.round(x[:, ::-1], 1)",
            Text("rounds to one digit", "소수점 아래 한 자리로 반올림함"),
        ),
        copied("reverse_time"),
        Mistake(
            "batch-and-features",
            "x[::-1, :, ::-1]",
            says=Text(
                "you turn the samples and the numbers around, everything but the time.",
                "샘플과 벡터 안의 값을 뒤집고, 정작 시간은 뒤집지 않았습니다.",
            ),
        ),
        Mistake(
            "rolled-back",
            "np.roll(x, -1, axis=1)",
            says=Text(
                "you move the time steps back by one. They are to be turned around.",
                "시점을 한 칸씩 앞으로 당겼습니다. 순서를 뒤집어야 합니다.",
            ),
        ),
        Mistake(
            "last-step",
            "x[:, -1]",
            says=Text("you return the last time step only.", "마지막 시점만 반환했습니다."),
        ),
    ],
    solutions=[
        Solution(Text("np.flip", "np.flip"), "np.flip(x, axis=1)"),
        Solution(Text("index array", "인덱스 배열"), "x[:, np.arange(x.shape[1])[::-1]]"),
        Solution(Text("lists", "리스트"), "[list(reversed(sample)) for sample in x.tolist()]"),
        Solution(
            Text("swapped, turned and swapped back", "맞바꾸고 뒤집고 되돌림"),
            "x.swapaxes(0, 1)[::-1].swapaxes(0, 1)",
        ),
        Solution(
            Text("float32, with a warning", "float32, 경고"),
            """
            np.exp(np.float32(1000))
            return np.stack([x[:, -1 - t] for t in range(x.shape[1])], axis=1).astype(np.float32)
            """,
        ),
        Solution(
            Text(
                "in place, helper, text on both streams", "제자리 연산, 보조 함수, 두 스트림에 출력"
            ),
            """
            import sys


            def swap(x, s, t):
                print("swap", s, t)
                print("swap", s, t, file=sys.stderr)
                x[:, [s, t]] = x[:, [t, s]]


            def reverse_time(x):
                T = x.shape[1]
                for t in range(T // 2):
                    swap(x, t, T - 1 - t)
                return x
            """,
        ),
        Solution(
            Text("einsum with a turned unit matrix", "뒤집은 단위행렬을 쓰는 einsum"),
            """
            turn = np.eye(x.shape[1])[::-1]
            return np.einsum("st,btd->bsd", turn, x)
            """,
        ),
    ],
)

# --- concatenate_directions --------------------------------------------------------------------

SAME_BATCH = Text("the batch axis: it stays as it is", "배치 축(배치는 그대로 둡니다)")


def _palindromes(a: Values) -> Values:
    half = a["forward_h"][:, : T // 2]
    same = np.concatenate([half, half[:, ::-1]], axis=1)
    return {"forward_h": same, "backward_h": same}


CONCATENATE_DIRECTIONS = Function(
    "concatenate_directions",
    right=_joined,
    hint=Text(
        "Both arrays are (B, T, H), the result is (B, T, 2H).",
        "두 배열의 형태는 모두 (B, T, H)이고 결과의 형태는 (B, T, 2H)입니다.",
    ),
    calls={"reverse_time": [TURNED_BACK]},
    probes=[
        one_step(
            Text(
                "which half you turn around in time, and along which axis",
                "시간 축을 따라 뒤집는 절반, 그리고 그때 쓰는 축",
            ),
            "forward_h",
            "backward_h",
        ),
        Probe(
            Text("both arrays are the same and palindromes", "두 배열이 같고 앞뒤로 대칭일 때"),
            Text(
                "which half comes first, and which one is turned around",
                "먼저 오는 절반과 뒤집는 절반",
            ),
            _palindromes,
        ),
        one_sample("forward_h", "backward_h", look=SAME_BATCH),
    ],
    tried="not-reversed batch-reversed features-reversed all-reversed forward-reversed "
    "both-reversed halves-swapped halves-swapped-not-reversed time-axis "
    "time-axis-not-reversed batch-axis batch-axis-not-reversed added added-not-reversed "
    "averaged stacked stacked-last interleaved last-rows",
    mistakes=[
        Mistake(
            "not-reversed",
            "np.concatenate([forward_h, backward_h], axis=2)",
            Text(
                "leaves the backward half as it was computed", "역방향 절반을 계산한 순서 그대로 둠"
            ),
            says=Text(
                "your backward half is in the order in which it was computed. Row t must hold "
                "both hidden states of time step t.",
                "여러분의 역방향 절반은 계산한 순서 그대로입니다. 행 t에는 시점 t의 두 은닉 "
                "상태가 함께 있어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "both-reversed",
            "np.concatenate([forward_h[:, ::-1], backward_h[:, ::-1]], axis=2)",
            Text("turns the forward half around", "순방향 절반을 뒤집음"),
            says=Text(
                "you turn both halves around. The forward half is in time order already.",
                "두 절반을 모두 뒤집었습니다. 순방향 절반은 이미 시간 순서입니다.",
            ),
            listed=True,
        ),
        Mistake(
            "forward-reversed",
            "np.concatenate([forward_h[:, ::-1], backward_h], axis=2)",
            Text(
                "turns the forward half in the place of the backward one",
                "역방향 절반 대신 순방향 절반을 뒤집음",
            ),
            says=Text(
                "you turn the forward half around. Which of the two was computed from last to "
                "first?",
                "순방향 절반을 뒤집었습니다. 마지막부터 처음까지 거꾸로 계산한 것은 어느 쪽일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "halves-swapped",
            "np.concatenate([backward_h[:, ::-1], forward_h], axis=2)",
            Text("puts the backward half first", "역방향 절반을 먼저 둠"),
            says=Text(
                "the two halves have changed places. The forward half comes first.",
                "두 절반이 뒤바뀌었습니다. 순방향 절반이 앞에 와야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "time-axis",
            "np.concatenate([forward_h, backward_h[:, ::-1]], axis=1)",
            Text("joins along time", "시간 축을 따라 이음"),
            says=Text(
                "you put the two one after the other in time. At each time step they stand side "
                "by side.",
                "두 배열을 시간 축을 따라 이어 붙였습니다. 시점마다 둘이 나란히 있어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "batch-axis",
            "np.concatenate([forward_h, backward_h[:, ::-1]], axis=0)",
            Text("joins along the batch", "배치 축을 따라 이음"),
            says=Text(
                "you put one batch below the other. At each time step the two stand side by side.",
                "두 배치를 위아래로 이어 붙였습니다. 시점마다 둘이 나란히 있어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "batch-reversed",
            "np.concatenate([forward_h, backward_h[::-1]], axis=2)",
            Text("turns the batch around", "배치를 뒤집음"),
            says=Text(
                "your backward half is turned around along the batch: the samples have changed "
                "places. Which axis is the time?",
                "역방향 절반을 배치 축을 따라 뒤집어서 샘플의 순서가 바뀌었습니다. 시간 축은 "
                "어느 것일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "features-reversed",
            "np.concatenate([forward_h, backward_h[:, :, ::-1]], axis=2)",
            Text("turns the units around", "유닛을 뒤집음"),
            says=Text(
                "your backward half is turned around along the units. Which axis is the time?",
                "역방향 절반을 유닛 축을 따라 뒤집었습니다. 시간 축은 어느 것일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "added",
            "forward_h + backward_h[:, ::-1]",
            Text("adds the halves", "두 절반을 더함"),
            says=Text(
                "you add the two halves. They stand side by side, 2H numbers.",
                "두 절반을 더했습니다. 둘을 이어 붙여 2H차원으로 만들어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "halves-swapped-not-reversed",
            "np.concatenate([backward_h, forward_h], axis=2)",
            Text(
                "puts the backward half first and leaves it as it was",
                "역방향 절반을 먼저 두고 계산한 순서 그대로 둠",
            ),
            says=Text(
                "the two halves have changed places, and the backward half is not in time order.",
                "두 절반이 뒤바뀌었고, 역방향 절반은 시간 순서가 아닙니다.",
            ),
        ),
        Mistake(
            "all-turned-after",
            "np.concatenate([forward_h, backward_h], axis=2)[:, ::-1]",
            Text("joins, then turns everything around", "이은 다음 전체를 뒤집음"),
        ),
        Mistake(
            "averaged",
            "(forward_h + backward_h[:, ::-1]) / 2",
            Text("takes the mean", "평균을 구함"),
            says=Text(
                "you take the mean of the two halves. They stand side by side, 2H numbers.",
                "두 절반의 평균을 구했습니다. 둘을 이어 붙여 2H차원으로 만들어야 합니다.",
            ),
        ),
        Mistake(
            "multiplied",
            "forward_h * backward_h[:, ::-1]",
            Text("multiplies the halves", "두 절반을 곱함"),
            says=Text(
                "you multiply the two halves. They stand side by side: H and H numbers become 2H.",
                "두 절반을 곱했습니다. H차원 두 개를 이어 붙여 2H차원으로 만들어야 합니다.",
            ),
        ),
        Mistake(
            "added-not-reversed",
            "forward_h + backward_h",
            Text("adds the halves as they came", "두 절반을 받은 그대로 더함"),
            says=Text(
                "you add the two halves. They stand side by side, 2H numbers, in time order.",
                "두 절반을 더했습니다. 둘을 시간 순서에 맞추어 이어 붙여 2H차원으로 만들어야 "
                "합니다.",
            ),
        ),
        Mistake(
            "swapped-both-reversed",
            "np.concatenate([backward_h[:, ::-1], forward_h[:, ::-1]], axis=2)",
            Text("swaps the halves and turns both around", "두 절반을 맞바꾸고 둘 다 뒤집음"),
            says=Text(
                "the backward half comes first, and both halves are turned around. Only one of "
                "the two was computed from last to first.",
                "역방향 절반이 앞에 있고, 두 절반을 모두 뒤집었습니다. 마지막부터 거꾸로 계산한 "
                "것은 둘 가운데 하나뿐입니다.",
            ),
        ),
        Mistake(
            "stacked-first",
            "np.stack([forward_h, backward_h[:, ::-1]])",
            Text("stacks along a new first axis", "새 첫 축을 따라 쌓음"),
        ),
        Mistake(
            "stacked-last",
            "np.stack([forward_h, backward_h[:, ::-1]], axis=-1)",
            Text("stacks along a new last axis", "새 마지막 축을 따라 쌓음"),
            says=Text(
                "you stack the two along a new last axis. They share one: H and H numbers become "
                "2H.",
                "두 배열을 새 마지막 축을 따라 쌓았습니다. 새 축을 만들지 말고, 마지막 축을 "
                "따라 이어 붙여 2H차원으로 만들어야 합니다.",
            ),
        ),
        Mistake(
            "interleaved",
            "np.stack([forward_h, backward_h[:, ::-1]], axis=-1).reshape(*forward_h.shape[:2], -1)",
            Text("lets the units alternate", "유닛을 번갈아 놓음"),
            says=Text(
                "the units of the two halves alternate. The forward half comes first as a whole.",
                "두 절반의 유닛을 번갈아 놓았습니다. 순방향 절반이 통째로 앞에 와야 합니다.",
            ),
        ),
        Mistake(
            "tuple",
            "return forward_h, backward_h[:, ::-1]",
            Text("returns both halves", "두 절반을 따로 반환함"),
        ),
        Mistake(
            "forward-alone", "forward_h", Text("returns the forward half", "순방향 절반을 반환함")
        ),
        Mistake(
            "backward-alone",
            "backward_h[:, ::-1]",
            Text("returns the backward half", "역방향 절반을 반환함"),
        ),
        Mistake(
            "forward-twice",
            "np.concatenate([forward_h, forward_h], axis=2)",
            Text("joins the forward half twice", "순방향 절반을 두 번 이음"),
            says=Text(
                "both of your halves are the forward one.",
                "여러분의 두 절반은 모두 순방향의 것입니다.",
            ),
        ),
        Mistake(
            "forward-twice-turned",
            "np.concatenate([forward_h, forward_h[:, ::-1]], axis=2)",
            Text(
                "joins the forward half with itself turned around",
                "순방향 절반과 그것을 뒤집은 것을 이음",
            ),
        ),
        Mistake(
            "backward-twice",
            "np.concatenate([backward_h[:, ::-1]] * 2, axis=2)",
            Text("joins the backward half twice", "역방향 절반을 두 번 이음"),
        ),
        Mistake(
            "last-rows",
            "np.concatenate([forward_h[:, -1], backward_h[:, -1]], axis=1)",
            Text("joins the last computed rows only", "마지막으로 계산한 행만 이음"),
            says=Text(
                "you join the last computed states only. Every time step has a row.",
                "마지막으로 계산한 상태만 이어 붙였습니다. 시점마다 행이 하나씩 있어야 합니다.",
            ),
        ),
        Mistake(
            "last-for-all",
            """
            last = np.repeat(backward_h[:, -1:], forward_h.shape[1], axis=1)
            return np.concatenate([forward_h, last], axis=2)
            """,
            Text("gives every step the last backward row", "모든 시점에 마지막 역방향 행을 줌"),
        ),
        Mistake(
            "one-off",
            "np.concatenate([forward_h, np.roll(backward_h[:, ::-1], 1, axis=1)], axis=2)",
            Text("is off by one step after turning", "뒤집은 뒤에 한 시점 어긋남"),
        ),
        Mistake(
            "negative-index",
            """
            T = forward_h.shape[1]
            rows = [np.hstack([forward_h[:, t], backward_h[:, -t]]) for t in range(T)]
            return np.stack(rows, axis=1)
            """,
            Text("counts from -0", "-0부터 셈"),
        ),
        Mistake(
            "time-first",
            "np.concatenate([forward_h, backward_h[:, ::-1]], axis=2).swapaxes(0, 1)",
            Text("returns time first", "시간을 첫 축으로 반환함"),
        ),
        Mistake(
            "all-reversed",
            "np.concatenate([forward_h, np.flip(backward_h)], axis=2)",
            Text("turns all axes around", "모든 축을 뒤집음"),
            says=Text(
                "your backward half is turned around along all three axes. Only the time is "
                "asked for.",
                "역방향 절반을 세 축 모두를 따라 뒤집었습니다. 시간만 뒤집어야 합니다.",
            ),
        ),
        Mistake(
            "reshaped",
            "np.array([forward_h, backward_h[:, ::-1]]).reshape(*forward_h.shape[:2], -1)",
            Text(
                "stacks and reshapes without regard to the axes",
                "축을 살피지 않고 쌓은 다음 형태를 바꿈",
            ),
        ),
        Mistake(
            "units-fixed",
            """
            out = np.zeros((*forward_h.shape[:2], 6))
            out[..., :3], out[..., 3:] = forward_h, backward_h[:, ::-1]
            return out
            """,
            Text("writes the example's number of units", "예제의 유닛 수를 그대로 써넣음"),
        ),
        Mistake(
            "joined-and-summed",
            "np.concatenate([forward_h, backward_h[:, ::-1]], axis=2).cumsum(axis=1)",
            Text("joins and adds up over time", "이은 다음 시간을 따라 더해 감"),
        ),
        Mistake(
            "difference",
            "forward_h - backward_h[:, ::-1]",
            Text("subtracts the halves", "두 절반의 차를 구함"),
        ),
        Mistake(
            "larger",
            "np.maximum(forward_h, backward_h[:, ::-1])",
            Text("takes the larger of the two", "둘 가운데 큰 것을 고름"),
        ),
        Mistake(
            "sign",
            "np.concatenate([forward_h, -backward_h[:, ::-1]], axis=2)",
            Text("turns the sign of the backward half", "역방향 절반의 부호를 뒤집음"),
        ),
        Mistake(
            "batch-swapped",
            "np.concatenate([forward_h, np.roll(backward_h[:, ::-1], 1, axis=0)], axis=2)",
            Text(
                "joins a sample with its neighbour's backward half",
                "샘플을 이웃 샘플의 역방향 절반과 이음",
            ),
        ),
        copied("concatenate_directions"),
        Mistake(
            "stacked",
            "np.stack([forward_h, backward_h[:, ::-1]]).tolist()",
            says=Text(
                "you give the two as a pair, or stacked along a new axis. They share one: H and "
                "H numbers become 2H.",
                "두 배열을 쌍으로 묶었거나 새 축을 따라 쌓았습니다. 새 축을 만들지 말고, "
                "마지막 축을 따라 이어 붙여 2H차원으로 만들어야 합니다.",
            ),
        ),
        Mistake(
            "time-axis-not-reversed",
            "np.concatenate([forward_h, backward_h], axis=1)",
            says=Text(
                "you put the two one after the other in time, the backward half in the order in "
                "which it was computed. At each time step they stand side by side.",
                "두 배열을 시간 축을 따라 이어 붙였고, 역방향 절반은 계산한 순서 그대로 "
                "두었습니다. 시점마다 둘이 나란히 있어야 합니다.",
            ),
        ),
        Mistake(
            "batch-axis-not-reversed",
            "np.concatenate([forward_h, backward_h], axis=0)",
            says=Text(
                "you put one batch below the other. At each time step the two stand side by "
                "side, in time order.",
                "두 배치를 위아래로 이어 붙였습니다. 시점마다 둘이 시간 순서로 나란히 있어야 "
                "합니다.",
            ),
        ),
    ],
    solutions=[
        Solution(
            Text("the learner's own reverse_time", "학습자가 쓴 reverse_time"),
            "np.concatenate((forward_h, reverse_time(backward_h)), -1)",
        ),
        Solution(Text("dstack", "dstack"), "np.dstack([forward_h, reverse_time(x=backward_h)])"),
        Solution(
            Text("filled array", "채워 넣는 배열"),
            """
            B, T, H = forward_h.shape
            out = np.empty((B, T, 2 * H))
            out[..., :H] = forward_h
            for t in range(T):
                out[:, t, H:] = backward_h[:, T - 1 - t]
            return out
            """,
        ),
        Solution(
            Text("lists", "리스트"),
            """
            return [
                [list(f) + list(b) for f, b in zip(forward, reversed(backward))]
                for forward, backward in zip(forward_h.tolist(), backward_h.tolist())
            ]
            """,
        ),
        Solution(
            Text("float32, einsum, with a warning", "float32, einsum, 경고"),
            """
            np.exp(np.float32(1000))
            f, b = np.float32(forward_h), np.float32(backward_h)
            H = f.shape[2]
            left, right = np.eye(H, 2 * H), np.eye(H, 2 * H, H)
            return np.einsum("bth,hk->btk", f, left) + np.einsum("bth,hk->btk", b[:, ::-1], right)
            """,
        ),
        Solution(
            Text(
                "helper, text on both streams, argument overwritten",
                "보조 함수, 두 스트림에 출력, 인수를 덮어씀",
            ),
            """
            import sys


            def joined(left, right):
                print(left.shape, right.shape)
                print(left.shape, right.shape, file=sys.stderr)
                return np.append(left, right, axis=2)


            def concatenate_directions(forward_h, backward_h):
                backward_h[:] = backward_h[:, ::-1].copy()
                return joined(forward_h, right=backward_h)
            """,
        ),
    ],
)

# --- bidirectional_lstm ------------------------------------------------------------------------

STATES = Text("four states come", "상태 네 개가")
RETURNED = [variant for variant in MORE_FLAGS if variant.parts.keys() <= {"output", "returned"}]


def both(
    forward: str = "lstm(x, forward_params, True, True)",
    backward: str = "lstm(x[:, ::-1], backward_params, True, True)",
    turned: str = "backward[:, ::-1]",
    seq: str = "np.concatenate([forward, turned], axis=2)",
    last: str = "np.concatenate([forward_h, backward_h], axis=1)",
    states: str = "[forward_h, forward_C, backward_h, backward_C]",
    output: str = "seq if return_sequences else last",
    returned: str = "[output, *states] if return_state else output",
) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return f"""
        forward, forward_h, forward_C = {forward}
        backward, backward_h, backward_C = {backward}
        turned = {turned}
        seq = {seq}
        last = {last}
        states = {states}
        output = {output}
        return {returned}
    """


def _bidirectional_lstm(a: Values) -> Values:
    """Run lstm_ref's layers."""
    units = len(a["forward_params"]["b_i"])
    layer = lstm_ref.Bidirectional(lstm_ref.LSTM(units, a["return_sequences"], a["return_state"]))
    weights = [lstm_ref.join_gates(a[f"{way}_params"]) for way in ("forward", "backward")]
    layer.set_weights([*weights[0], *weights[1]])
    return named(layer(a["x"]), "output", "forward_h", "forward_C", "backward_h", "backward_C")


def _lstm_rows() -> list[Any]:
    """Return what lstm gives for each direction of x, each set of weights and all flags."""
    rows = []
    for way in ("forward", "backward"):
        for name in ("x", "x_reversed"):
            key = f"{way}_{name}"
            for flags in SETTINGS:
                shown = f"{key}_all" if flags["return_sequences"] else f"{key}_h"
                result = [shown, f"{key}_h", f"{key}_C"] if flags["return_state"] else shown
                rows.append([[name, f"{way}_params", *flags.values()], result])
    return rows


def _palindrome(a: Values) -> Values:
    half = a["x"][:, : T // 2]
    return {"x": np.concatenate([half, half[:, ::-1]], axis=1)}


BIDIRECTIONAL_LSTM = Function(
    "bidirectional_lstm",
    right=_bidirectional_lstm,
    hint=Text(
        "Each direction gives hidden states (B, T, H) and two states (B, H).",
        "방향마다 모든 시점의 은닉 상태 (B, T, H)와 마지막 상태 두 개 (B, H)가 나옵니다.",
    ),
    calls={
        "lstm": _lstm_rows(),
        "reverse_time": [[["x"], "x_reversed"], TURNED_BACK, [["x_reversed"], "x"]],
        "concatenate_directions": [[["forward_h", "backward_h"], "joined"]],
    },
    probes=[
        one_step(
            Text(
                "what is turned around in time, and where", "시간 축을 따라 뒤집는 것과 뒤집는 자리"
            ),
            "x",
        ),
        Probe(
            Text("both directions have the same weights", "두 방향의 가중치가 같을 때"),
            Text("which weights each direction gets", "방향마다 쓰는 가중치"),
            lambda a: {"backward_params": a["forward_params"]},
        ),
        Probe(
            Text("the sequence is a palindrome", "시퀀스가 앞뒤로 대칭일 때"),
            Text("which way each LSTM reads", "LSTM마다 읽는 방향"),
            _palindrome,
        ),
        one_sample("x", look=SAME_BATCH),
    ],
    tried="always-sequence always-last sequences-inverted flags-swapped never-state always-state "
    "state-with-sequences-only states-first states-as-sequence states-of-zeros list-of-one "
    "first-step time-first zeros-included rows-backward same-weights backward-weights "
    "weights-swapped input-not-reversed nothing-reversed not-turned-back both-backward "
    "batch-reversed input-batch-reversed features-reversed input-features-reversed "
    "halves-swapped time-axis added last-row forward-alone backward-state-at-T h-h-C-C "
    "state-order backward-first states-joined",
    mistakes=[
        Mistake(
            "same-weights",
            both(backward="lstm(x[:, ::-1], forward_params, True, True)"),
            Text("gives both directions forward_params", "두 방향에 모두 forward_params를 줌"),
            says=Text(
                "both directions work with forward_params. The backward LSTM has weights of its "
                "own.",
                "두 방향에 모두 forward_params를 썼습니다. 역방향 LSTM의 가중치는 따로 있습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "weights-swapped",
            both(
                forward="lstm(x, backward_params, True, True)",
                backward="lstm(x[:, ::-1], forward_params, True, True)",
            ),
            Text("swaps the weights of the directions", "두 방향의 가중치를 맞바꿈"),
            says=Text(
                "the two directions have each other's weights.",
                "두 방향에 서로 상대의 가중치를 썼습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "not-turned-back",
            both(turned="backward"),
            Text(
                "leaves the backward half as it was computed", "역방향 절반을 계산한 순서 그대로 둠"
            ),
            says=Text(
                "your backward half is in the order in which it was computed. Row t must hold "
                "both hidden states of time step t.",
                "여러분의 역방향 절반은 계산한 순서 그대로입니다. 행 t에는 시점 t의 두 은닉 "
                "상태가 함께 있어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "input-not-reversed",
            both(backward="lstm(x, backward_params, True, True)"),
            Text(
                "lets the backward LSTM read forward, and turns its rows",
                "역방향 LSTM이 앞에서부터 읽게 하고 행을 뒤집음",
            ),
            says=Text(
                "your backward LSTM reads the sequence forward; its rows are turned around all "
                "the same.",
                "여러분의 역방향 LSTM은 시퀀스를 앞에서부터 읽는데, 결과의 행은 뒤집혀 있습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "nothing-reversed",
            both(backward="lstm(x, backward_params, True, True)", turned="backward"),
            Text("lets both LSTMs read forward", "두 LSTM이 모두 앞에서부터 읽게 함"),
            says=Text(
                "your backward LSTM reads the sequence forward. What should it read first?",
                "여러분의 역방향 LSTM은 시퀀스를 앞에서부터 읽습니다. 무엇을 가장 먼저 읽어야 "
                "할까요?",
            ),
            listed=True,
        ),
        Mistake(
            "batch-reversed",
            both(backward="lstm(x[::-1], backward_params, True, True)", turned="backward[::-1]"),
            Text("turns the batch around", "배치를 뒤집음"),
            says=Text(
                "you turn the batch around instead of the time: the samples have changed places.",
                "시간이 아니라 배치를 뒤집어서 샘플의 순서가 바뀌었습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "features-reversed",
            both(
                backward="lstm(x[:, :, ::-1], backward_params, True, True)",
                turned="backward[:, :, ::-1]",
            ),
            Text("turns the numbers of each step around", "시점마다 그 안의 수를 뒤집음"),
            says=Text(
                "your backward LSTM reads the numbers inside each time step in reverse order. "
                "Which axis is the time?",
                "여러분의 역방향 LSTM은 시점마다 벡터 안의 값을 역순으로 읽습니다. 시간 축은 "
                "어느 것일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "halves-swapped",
            both(
                seq="np.concatenate([turned, forward], axis=2)",
                last="np.concatenate([backward_h, forward_h], axis=1)",
            ),
            Text("puts the backward half first", "역방향 절반을 먼저 둠"),
            says=Text(
                "the two halves of your output have changed places. The forward half comes first.",
                "출력의 두 절반이 뒤바뀌었습니다. 순방향 절반이 앞에 와야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "time-axis",
            both(seq="np.concatenate([forward, turned], axis=1)"),
            Text("joins along time", "시간 축을 따라 이음"),
            says=Text(
                "you put the two directions one after the other in time. At each time step they "
                "stand side by side.",
                "두 방향을 시간 축을 따라 이어 붙였습니다. 시점마다 둘이 나란히 있어야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "last-row",
            both(last="seq[:, -1]"),
            Text(
                "shows the last row without return_sequences",
                "return_sequences를 켜지 않았을 때 마지막 행을 내보냄",
            ),
            says=Text(
                "you show the last row. Its backward half has read one time step only: which "
                "row holds the backward state that has read them all?",
                "마지막 행을 출력으로 반환했습니다. 그 행의 역방향 절반은 시점을 하나만 읽은 "
                "상태입니다. 모든 시점을 읽은 역방향 상태는 어느 행에 있을까요?",
            ),
            listed=True,
        ),
        Mistake(
            "backward-state-at-T",
            both(states="[forward_h, forward_C, backward[:, 0], backward_C]"),
            Text(
                "returns the backward state of the last time step",
                "마지막 시점의 역방향 상태를 반환함",
            ),
            says=Text(
                "your backward_h is the state at the last time step. The backward LSTM computes "
                "that one first: where is the one it computes last?",
                "여러분의 backward_h는 마지막 시점의 상태입니다. 역방향 LSTM은 그것을 가장 "
                "먼저 계산합니다. 마지막으로 계산하는 상태는 어디에 있을까요?",
            ),
            listed=True,
        ),
        Mistake(
            "state-order",
            both(states="[forward_C, forward_h, backward_C, backward_h]"),
            Text("returns C before h", "C를 h보다 먼저 반환함"),
            says=Text(
                "in each direction h and C have changed places. The order is h, then C.",
                "방향마다 h와 C가 뒤바뀌었습니다. 순서는 h, C입니다.",
            ),
            listed=True,
        ),
        Mistake(
            "h-h-C-C",
            both(states="[forward_h, backward_h, forward_C, backward_C]"),
            Text("sorts the states by kind", "상태를 종류별로 늘어놓음"),
            says=Text(
                "your states are sorted as h, h, C, C. The two of the forward LSTM come first.",
                "여러분의 상태는 h, h, C, C 순서입니다. 순방향 LSTM의 두 상태가 먼저 와야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "backward-first",
            both(states="[backward_h, backward_C, forward_h, forward_C]"),
            Text("returns the backward states first", "역방향 상태를 먼저 반환함"),
            says=Text(
                "the backward states come first. The order is forward h, forward C, backward h, "
                "backward C.",
                "역방향 상태를 먼저 반환했습니다. 순서는 순방향 h, 순방향 C, 역방향 h, 역방향 "
                "C입니다.",
            ),
            listed=True,
        ),
        Mistake(
            "added",
            both(seq="forward + turned", last="forward_h + backward_h"),
            Text("adds the two directions", "두 방향을 더함"),
            says=Text(
                "you add the two halves. They stand side by side, 2H numbers.",
                "두 절반을 더했습니다. 둘을 이어 붙여 2H차원으로 만들어야 합니다.",
            ),
            listed=True,
        ),
        *mistakes_of(FLAGS, both, states=STATES),
        Mistake(
            "backward-weights",
            both(forward="lstm(x, backward_params, True, True)"),
            Text("gives both directions backward_params", "두 방향에 모두 backward_params를 줌"),
            says=Text(
                "both directions work with backward_params. The forward LSTM has weights of its "
                "own.",
                "두 방향에 모두 backward_params를 썼습니다. 순방향 LSTM의 가중치는 따로 있습니다.",
            ),
        ),
        Mistake(
            "both-backward",
            both(forward="lstm(x[:, ::-1], forward_params, True, True)"),
            Text("lets both LSTMs read backward", "두 LSTM이 모두 거꾸로 읽게 함"),
            says=Text(
                "your forward LSTM reads the sequence backward, too.",
                "여러분의 코드에서는 순방향 LSTM까지 시퀀스를 거꾸로 읽습니다.",
            ),
        ),
        Mistake(
            "directions-swapped",
            both(
                forward="lstm(x[:, ::-1], forward_params, True, True)",
                backward="lstm(x, backward_params, True, True)",
            ),
            Text(
                "lets the forward LSTM read backward and the other way round",
                "순방향 LSTM은 거꾸로, 역방향 LSTM은 앞에서부터 읽게 함",
            ),
        ),
        Mistake(
            "all-axes",
            both(
                backward="lstm(np.flip(x), backward_params, True, True)", turned="np.flip(backward)"
            ),
            Text("turns all axes around", "모든 축을 뒤집음"),
        ),
        Mistake(
            "chained",
            both(backward="lstm(forward[:, ::-1], backward_params, True, True)"),
            Text(
                "lets the backward LSTM read what the forward one wrote",
                "역방향 LSTM이 순방향 LSTM의 결과를 읽게 함",
            ),
        ),
        Mistake(
            "forward-alone",
            both(seq="forward", last="forward_h"),
            Text("shows the forward LSTM only", "순방향 LSTM만 내보냄"),
            says=Text(
                "your output shows the forward LSTM only.",
                "여러분의 출력에는 순방향 LSTM만 들어 있습니다.",
            ),
        ),
        Mistake(
            "backward-alone",
            both(seq="turned", last="backward_h"),
            Text("shows the backward LSTM only", "역방향 LSTM만 내보냄"),
        ),
        Mistake(
            "averaged",
            both(seq="(forward + turned) / 2", last="(forward_h + backward_h) / 2"),
            Text("takes the mean of the two", "둘의 평균을 구함"),
        ),
        Mistake(
            "turned-along-batch",
            both(turned="backward[::-1]"),
            Text(
                "turns the backward outputs around along the batch",
                "역방향 출력을 배치를 따라 뒤집음",
            ),
            says=Text(
                "you turn the backward outputs around along the batch, so the samples have changed "
                "places. Time is the second axis.",
                "역방향 출력을 배치 축을 따라 뒤집어서 샘플의 순서가 바뀌었습니다. 시간은 둘째 "
                "축입니다.",
            ),
        ),
        Mistake(
            "multiplied",
            both(seq="forward * turned", last="forward_h * backward_h"),
            Text("multiplies the two", "둘을 곱함"),
        ),
        Mistake(
            "stacked",
            both(
                seq="np.stack([forward, turned], axis=2)",
                last="np.stack([forward_h, backward_h], axis=1)",
            ),
            Text("stacks the two along a new axis", "둘을 새 축을 따라 쌓음"),
        ),
        Mistake(
            "interleaved",
            both(
                seq="np.stack([forward, turned], axis=-1).reshape(*x.shape[:2], -1)",
                last="np.stack([forward_h, backward_h], axis=-1).reshape(len(x), -1)",
            ),
            Text("lets the units alternate", "유닛을 번갈아 놓음"),
        ),
        Mistake(
            "two-outputs",
            both(seq="[forward, turned]", last="[forward_h, backward_h]"),
            Text("returns the two directions apart", "두 방향을 따로 반환함"),
        ),
        Mistake(
            "first-step",
            both(last="seq[:, 0]"),
            Text(
                "shows the first row without return_sequences",
                "return_sequences를 켜지 않았을 때 첫 행을 내보냄",
            ),
            says=Text(
                "your forward half is that of the first time step. It has read everything only "
                "at the last one.",
                "여러분의 순방향 절반은 첫 시점의 것입니다. 순방향 LSTM은 마지막 시점까지 가야 "
                "모두 읽습니다.",
            ),
        ),
        Mistake(
            "cells-shown",
            both(last="np.concatenate([forward_C, backward_C], axis=1)"),
            Text("shows the cell states", "셀 상태들을 내보냄"),
        ),
        Mistake(
            "backward-first-step",
            both(last="np.concatenate([forward_h, backward[:, 0]], axis=1)"),
            Text(
                "shows the backward state that has read one step",
                "시점을 하나만 읽은 역방향 상태를 내보냄",
            ),
        ),
        Mistake(
            "forward-states",
            both(states="[forward_h, forward_C]"),
            Text("returns the forward states only", "순방향 상태만 반환함"),
            says=Text(
                "the states of the backward LSTM are missing.", "역방향 LSTM의 상태가 빠졌습니다."
            ),
        ),
        Mistake(
            "backward-states",
            both(states="[backward_h, backward_C]"),
            Text("returns the backward states only", "역방향 상태만 반환함"),
        ),
        Mistake(
            "h-states",
            both(states="[forward_h, backward_h]"),
            Text("returns the hidden states only", "은닉 상태만 반환함"),
            says=Text(
                "the cell states are missing. Each direction has two states.",
                "셀 상태가 빠졌습니다. 방향마다 상태가 두 개 있습니다.",
            ),
        ),
        Mistake(
            "C-states",
            both(states="[forward_C, backward_C]"),
            Text("returns the cell states only", "셀 상태만 반환함"),
        ),
        Mistake(
            "states-joined",
            both(
                states="[np.concatenate([forward_h, backward_h], axis=1),"
                " np.concatenate([forward_C, backward_C], axis=1)]"
            ),
            Text("joins the states of the directions", "두 방향의 상태를 이음"),
            says=Text(
                "you join the states of the two directions. They come as four arrays, (B, H) each.",
                "두 방향의 상태를 이어 붙였습니다. 상태는 (B, H) 배열 네 개로 따로 반환해야 "
                "합니다.",
            ),
        ),
        Mistake(
            "states-paired",
            both(states="[[forward_h, forward_C], [backward_h, backward_C]]"),
            Text("pairs the states", "상태를 쌍으로 묶음"),
        ),
        Mistake(
            "states-swapped-one",
            both(states="[forward_h, forward_C, backward_C, backward_h]"),
            Text("swaps h and C of the backward LSTM", "역방향 LSTM의 h와 C를 맞바꿈"),
        ),
        Mistake(
            "forward-states-twice",
            both(states="[forward_h, forward_C] * 2"),
            Text("returns the forward states twice", "순방향 상태를 두 번 반환함"),
        ),
        Mistake(
            "both-states-as-sequence",
            both(states="[forward, forward_C, backward, backward_C]"),
            Text("returns all hidden states as states", "모든 은닉 상태를 상태들로 반환함"),
        ),
        Mistake(
            "backward-C-of-forward",
            both(states="[forward_h, forward_C, backward_h, forward_C]"),
            Text("returns the forward cell state twice", "순방향 셀 상태를 두 번 반환함"),
        ),
        Mistake(
            "forward-h-at-1",
            both(states="[forward[:, 0], forward_C, backward_h, backward_C]"),
            Text("returns the forward state of the first step", "첫 시점의 순방향 상태를 반환함"),
        ),
        Mistake(
            "units-turned",
            both(turned="backward[:, :, ::-1]"),
            Text("turns the units of the backward half around", "역방향 절반의 유닛을 뒤집음"),
        ),
        Mistake(
            "batch-axis",
            both(
                seq="np.concatenate([forward, turned], axis=0)",
                last="np.concatenate([forward_h, backward_h], axis=0)",
            ),
            Text("joins along the batch", "배치 축을 따라 이음"),
        ),
        Mistake(
            "time-first",
            both(seq="np.concatenate([forward, turned], axis=2).swapaxes(0, 1)"),
            Text("returns time first", "시간을 첫 축으로 반환함"),
            says=Text(
                "the time axis comes first in your output. Along which axis do you put the steps "
                "together?",
                "여러분의 출력은 첫 축이 시간 축입니다. 시점들을 어느 축을 따라 쌓아야 할까요?",
            ),
        ),
        Mistake(
            "rows-backward",
            both(seq="np.concatenate([forward, turned], axis=2)[:, ::-1]"),
            Text("turns all rows around", "모든 행을 뒤집음"),
            says=Text(
                "the hidden states are right, but the last one comes first.",
                "은닉 상태는 맞지만 순서가 거꾸로여서 마지막 시점이 맨 앞에 있습니다.",
            ),
        ),
        Mistake(
            "one-off",
            both(turned="np.roll(backward[:, ::-1], 1, axis=1)"),
            Text("is off by one step", "한 시점 어긋남"),
        ),
        Mistake(
            "mean-of-steps",
            both(last="seq.mean(axis=1)"),
            Text("shows the mean over time", "시간 평균을 내보냄"),
        ),
        Mistake(
            "last-step-missing",
            both(
                forward="lstm(x[:, :-1], forward_params, True, True)",
                backward="lstm(x[:, -2::-1], backward_params, True, True)",
            ),
            Text("leaves out the last time step", "마지막 시점을 빠뜨림"),
        ),
        Mistake(
            "first-sample",
            both(backward="lstm(0 * x + x[:1, ::-1], backward_params, True, True)"),
            Text("gives the backward LSTM the first sample only", "역방향 LSTM에 첫 샘플만 줌"),
        ),
        Mistake(
            "units-fixed",
            both(
                seq="np.concatenate([forward, turned], axis=2)[:, :, :6]",
                last="np.concatenate([forward_h, backward_h], axis=1)[:, :6]",
            ),
            Text("cuts to the example's number of units", "예제의 유닛 수에 맞추어 자름"),
        ),
        *mistakes_of(RETURNED, both, states=STATES),
        Mistake(
            "bare-lstm",
            "lstm(x, forward_params, return_sequences, return_state)",
            Text("runs one LSTM over the sequence", "시퀀스에 LSTM 하나를 실행함"),
        ),
        Mistake(
            "half-and-half",
            """
            half = x.shape[1] // 2
            forward, forward_h, forward_C = lstm(x[:, :half], forward_params, True, True)
            later = x[:, half:][:, ::-1]
            backward, backward_h, backward_C = lstm(later, backward_params, True, True)
            output = np.concatenate([forward, backward[:, ::-1]], axis=1)
            if not return_sequences:
                output = np.concatenate([forward_h, backward_h], axis=1)
            states = [forward_h, forward_C, backward_h, backward_C]
            return [output, *states] if return_state else output
            """,
            Text("lets each LSTM read half of the sequence", "LSTM마다 시퀀스의 절반씩 읽게 함"),
        ),
        Mistake(
            "states-go-on",
            """
            steps = np.concatenate([x, x[:, ::-1]], axis=1)
            T = x.shape[1]
            forward, forward_h, forward_C = lstm(x, forward_params, True, True)
            backward, backward_h, backward_C = lstm(steps, backward_params, True, True)
            turned = backward[:, T:][:, ::-1]
            output = np.concatenate([forward, turned], axis=2)
            if not return_sequences:
                output = np.concatenate([forward_h, backward_h], axis=1)
            states = [forward_h, forward_C, backward_h, backward_C]
            return [output, *states] if return_state else output
            """,
            Text(
                "hands the forward states to the backward LSTM", "순방향 상태를 역방향 LSTM에 넘김"
            ),
        ),
        copied("bidirectional_lstm"),
        Mistake(
            "states-handed-over",
            """
            forward, forward_h, forward_C = lstm(x, forward_params, True, True)
            h, C, p, rows = forward_h, forward_C, backward_params, []
            for x_t in x[:, ::-1].swapaxes(0, 1):
                z = {a: x_t @ p["W_x" + a] + h @ p["W_h" + a] + p["b_" + a] for a in "ifgo"}
                C = sigmoid(z["f"]) * C + sigmoid(z["i"]) * np.tanh(z["g"])
                h = sigmoid(z["o"]) * np.tanh(C)
                rows.insert(0, h)
            output = np.concatenate([forward, np.stack(rows, axis=1)], axis=2)
            if not return_sequences:
                output = np.concatenate([forward_h, h], axis=1)
            return [output, forward_h, forward_C, h, C] if return_state else output
            """,
            says=Text(
                "your backward LSTM starts from the states that the forward one has left. Each "
                "starts from zeros.",
                "여러분의 역방향 LSTM은 순방향 LSTM의 마지막 상태에서 출발합니다. 두 LSTM 모두 "
                "0에서 출발해야 합니다.",
            ),
        ),
        Mistake(
            "states-as-sequence",
            both(states="[seq, forward_C, backward_h, backward_C]"),
            says=Text(
                "your state holds every time step. A state is what is left after the last step: "
                "(B, H), whatever return_sequences says.",
                "여러분의 상태에는 모든 시점이 들어 있습니다. 상태는 마지막 단계를 마친 뒤의 "
                "값이므로, return_sequences가 무엇이든 형태가 (B, H)입니다.",
            ),
        ),
        Mistake(
            "states-of-zeros",
            both(states="[0 * forward_h, 0 * forward_C, 0 * backward_h, 0 * backward_C]"),
            says=Text(
                "you return the states from before the first step. The last ones are asked for.",
                "첫 단계에 들어가기 전의 상태를 반환했습니다. 마지막 상태를 반환해야 합니다.",
            ),
        ),
        Mistake(
            "zeros-included",
            both(seq="np.pad(np.concatenate([forward, turned], axis=2), ((0, 0), (1, 0), (0, 0)))"),
            says=Text(
                "your output holds the zeros you start from. They are no hidden state of the "
                "sequence.",
                "여러분의 출력에는 출발점의 0까지 들어 있습니다. 그것은 시퀀스의 은닉 상태가 "
                "아닙니다.",
            ),
        ),
        Mistake(
            "input-batch-reversed",
            both(backward="lstm(x[::-1], backward_params, True, True)", turned="backward"),
            says=Text(
                "your backward LSTM reads the samples of the batch in reverse order instead of "
                "the time steps.",
                "여러분의 역방향 LSTM은 시점이 아니라 배치의 샘플을 거꾸로 읽습니다.",
            ),
        ),
        Mistake(
            "input-features-reversed",
            both(backward="lstm(x[:, :, ::-1], backward_params, True, True)", turned="backward"),
            says=Text(
                "your backward LSTM reads the numbers inside each time step the other way round. "
                "Which axis is the time?",
                "여러분의 역방향 LSTM은 시점마다 벡터 안의 값을 거꾸로 읽습니다. 시간 축은 "
                "어느 것일까요?",
            ),
        ),
    ],
    solutions=[
        Solution(
            Text("the learner's own functions", "학습자가 쓴 함수들"),
            both(
                backward="lstm(reverse_time(x), backward_params, True, True)",
                seq="concatenate_directions(forward, backward)",
                returned="(output, *states) if return_state else output",
            ),
        ),
        Solution(
            Text("keywords, flags handed on", "이름으로 넘기는 인수, 그대로 넘기는 플래그"),
            """
            forward = lstm(
                x, params=forward_params, return_state=True, return_sequences=return_sequences
            )
            backward = lstm(
                params=backward_params,
                x=reverse_time(x=x),
                return_sequences=return_sequences,
                return_state=return_state or True,
            )
            if return_sequences:
                output = concatenate_directions(backward_h=backward[0], forward_h=forward[0])
            else:
                output = np.hstack([forward[0], backward[0]])
            if not return_state:
                return output
            return [output] + list(forward[1:]) + list(backward[1:])
            """,
        ),
        Solution(
            Text("without the learner's own functions", "학습자가 쓴 함수 없이"),
            """
            def run(steps, p):
                h = C = np.zeros((x.shape[0], len(p["b_i"])))
                states = {}
                for t in steps:
                    z = {a: x[:, t] @ p["W_x" + a] + h @ p["W_h" + a] + p["b_" + a] for a in "ifgo"}
                    C = sigmoid(z["f"]) * C + sigmoid(z["i"]) * np.tanh(z["g"])
                    h = sigmoid(z["o"]) * np.tanh(C)
                    states[t] = h
                return np.stack([states[t] for t in sorted(states)], axis=1), h, C

            forward, *ahead = run(range(x.shape[1]), forward_params)
            backward, *back = run(reversed(range(x.shape[1])), backward_params)
            output = np.dstack([forward, backward])
            if not return_sequences:
                output = np.hstack([ahead[0], back[0]])
            return [output, *ahead, *back] if return_state else output
            """,
        ),
        Solution(
            Text("one block-diagonal LSTM, einsum", "블록 대각 행렬로 된 LSTM 하나, einsum"),
            """
            B, T, D = x.shape
            H = len(forward_params["b_i"])
            both_x = np.concatenate([x, x[:, ::-1]], axis=2)
            p = {}
            for name in forward_params:
                f, b = forward_params[name], backward_params[name]
                if f.ndim == 1:
                    p[name] = np.concatenate([f, b])
                else:
                    p[name] = np.zeros((2 * f.shape[0], 2 * H))
                    p[name][: f.shape[0], :H], p[name][f.shape[0] :, H:] = f, b
            h = C = np.zeros((B, 2 * H))
            rows = np.empty((B, T, 2 * H))
            for t in range(T):
                z = {a: h @ p["W_h" + a] + p["b_" + a] for a in "ifgo"}
                i, f, g, o = (
                    z[a] + np.einsum("bd,dh->bh", both_x[:, t], p["W_x" + a]) for a in "ifgo"
                )
                C = sigmoid(f) * C + sigmoid(i) * np.tanh(g)
                h = rows[:, t] = sigmoid(o) * np.tanh(C)
            rows[:, :, H:] = rows[:, ::-1, H:].copy()
            output = rows if return_sequences else h
            states = [h[:, :H], C[:, :H], h[:, H:], C[:, H:]]
            return [output] + states if return_state else output
            """,
        ),
        Solution(
            Text("float32, as lists, with a warning", "float32, 리스트로, 경고"),
            """
            np.exp(np.float32(1000))
            forward, *ahead = lstm(x.astype(np.float32), forward_params, True, True)
            backward, *back = lstm(x[:, ::-1].astype(np.float32), backward_params, True, True)
            rows = np.concatenate([forward, np.flip(backward, 1)], axis=-1).astype(np.float32)
            H = rows.shape[-1] // 2
            ends = np.append(rows[:, -1, :H], rows[:, 0, H:], axis=1)
            output = rows if return_sequences else ends
            results = [np.float32(a).tolist() for a in (output, *ahead, *back)]
            return results if return_state else results[0]
            """,
        ),
        Solution(
            Text(
                "helper, text on both streams, arguments changed",
                "보조 함수, 두 스트림에 출력, 인수를 바꿈",
            ),
            """
            import sys


            def one_way(x, params, back):
                print("backward" if back else "forward")
                print("backward" if back else "forward", file=sys.stderr)
                returned = lstm(reverse_time(x) if back else x, params, True, True)
                return returned


            def bidirectional_lstm(
                x, forward_params, backward_params, return_sequences=False, return_state=False
            ):
                f = one_way(x, forward_params, False)
                b = one_way(x, backward_params, back=True)
                x[:] = 0
                forward_params.clear()
                rows = np.concatenate([f[0], reverse_time(b[0])], axis=2)
                shown = rows if return_sequences else np.concatenate([f[1], b[1]], axis=1)
                return [shown, f[1], f[2], b[1], b[2]] if return_state else shown
            """,
        ),
    ],
)

ASSIGNMENT = Assignment(
    "06-bidirectional-lstm",
    "bidirectional_lstm",
    _example(),
    [REVERSE_TIME, CONCATENATE_DIRECTIONS, BIDIRECTIONAL_LSTM],
    helpers=("lstm",),
)
