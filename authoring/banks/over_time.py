"""Mistakes in the loop over time, and around it, that rnn_forward, simple_rnn and lstm share."""


def loop(
    step: str = "[np.tanh(x_t @ W_x + h @ W_h + b)]",
    names: str = "(h,)",
    start: str = "[np.zeros((B, len(b)))]",
    xs: str = "[x[:, t] for t in range(T)]",
    carry: str = "state",
    hs: str = "hs",
    seq: str = "np.stack(hs, axis=1)",
    states: str = "list(state)",
    last: str = "hs[-1]",
    output: str = "seq if return_sequences else last",
    returned: str = "[output, *states] if return_state else output",
) -> str:
    """Return the body of a layer, with a few parts written in another way.

    xs: the inputs of the loop, one (B, D) for each step. state: what a step makes, the hidden
    state first. carry: what it leaves for the next. seq: all hidden states. last: the one shown.
    """
    return f"""
        B, T, D = x.shape
        start = {start}
        hs = []
        {names} = start
        for x_t in {xs}:
            state = {step}
            hs.append(state[0])
            {names} = {carry}
        hs = {hs}
        seq = {seq}
        states = {states}
        last = {last}
        output = {output}
        return {returned}
    """


# name, mistake, and what is written in another way
LOOPS = [
    ("no-carry", "never carries the state over", {"carry": "start"}),
    ("no-loop", "reads the first time step again and again", {"xs": "[x[:, 0]] * T"}),
    ("late", "reads one time step too late", {"xs": "[x[:, t - 1] for t in range(T)]"}),
    (
        "early",
        "reads one time step too early",
        {"xs": "[x[:, min(t + 1, T - 1)] for t in range(T)]"},
    ),
    ("backward", "reads the sequence backward", {"xs": "[x[:, t] for t in range(T)][::-1]"}),
    ("mean-input", "reads the mean over time", {"xs": "[x.mean(axis=1)] * T"}),
    ("batch-as-time", "walks over the samples", {"xs": "list(x)"}),
    (
        "first-sample",
        "reads the first sample for all",
        {"xs": "[np.repeat(x[:1, t], B, axis=0) for t in range(T)]"},
    ),
    ("one-short", "stops one time step early", {"xs": "[x[:, t] for t in range(T - 1)]"}),
    (
        "last-step-missing",
        "leaves the last time step out and repeats the state",
        {"xs": "[x[:, t] for t in range(T - 1)]", "hs": "hs + hs[-1:]"},
    ),
    (
        "first-step-missing",
        "starts with the second time step",
        {"xs": "[x[:, t] for t in range(1, T)]", "hs": "[start[0]] + hs"},
    ),
    (
        "reshaped",
        "reshapes the input to walk over time",
        {"xs": "list(x.reshape(T, B, D))"},
    ),
    (
        "steps-fixed",
        "writes the example's number of steps",
        {"xs": "[x[:, t] for t in range(4)]"},
    ),
]
# These show in the sequence only.
SEQUENCES = [
    ("time-first", "returns time first", {"seq": "np.stack(hs)"}),
    (
        "seq-reshaped",
        "reshapes in the place of changing axes",
        {"seq": "np.stack(hs).reshape(B, T, -1)"},
    ),
    ("seq-turned", "returns the last step first", {"seq": "np.stack(hs[::-1], axis=1)"}),
    ("seq-joined", "joins the steps side by side", {"seq": "np.concatenate(hs, axis=1)"}),
    (
        "start-included",
        "returns the state before the first step as well",
        {"seq": "np.stack([start[0], *hs], axis=1)"},
    ),
    (
        "start-first",
        "returns each state one step late",
        {"seq": "np.stack([start[0], *hs[:-1]], axis=1)"},
    ),
    ("seq-same", "keeps one array for all steps", {"seq": "np.stack([hs[-1]] * T, axis=1)"}),
    (
        "seq-cumulated",
        "adds the states up over time",
        {"seq": "np.stack(hs, axis=1).cumsum(axis=1)"},
    ),
    ("units-before-time", "returns (B, H, T)", {"seq": "np.stack(hs, axis=2)"}),
    (
        "seq-integers",
        "keeps the sequence in an array of integers",
        {"seq": "np.stack(hs, axis=1).astype(int)"},
    ),
]
# These concern what is returned, for the layers with the flags of Keras. The listed ones first.
FLAGS_LISTED = [
    (
        "always-sequence",
        "returns all time steps, whatever return_sequences says",
        {"output": "seq"},
    ),
    ("always-last", "returns the last step, whatever return_sequences says", {"output": "last"}),
    (
        "flags-swapped",
        "swaps the two flags",
        {
            "output": "seq if return_state else last",
            "returned": "[output, *states] if return_sequences else output",
        },
    ),
    ("never-state", "ignores return_state", {"returned": "output"}),
    ("always-state", "returns the states without being asked", {"returned": "[output, *states]"}),
    (
        "states-first",
        "returns the states before the output",
        {"returned": "[*states, output] if return_state else output"},
    ),
]
FLAGS_WRONG = [
    (
        "sequences-inverted",
        "turns return_sequences around",
        {"output": "last if return_sequences else seq"},
    ),
    (
        "state-inverted",
        "turns return_state around",
        {"returned": "output if return_state else [output, *states]"},
    ),
    (
        "state-with-sequences-only",
        "returns the states only where all steps are returned",
        {"returned": "[output, *states] if return_state and return_sequences else output"},
    ),
    (
        "sequences-without-state-only",
        "returns all steps only where no states are asked for",
        {"output": "seq if return_sequences and not return_state else last"},
    ),
    (
        "list-of-one",
        "puts one result in a list",
        {
            "returned": "[output, *states] if return_state else [output]",
        },
    ),
    ("state-alone", "returns the states alone", {"returned": "states if return_state else output"}),
    (
        "states-nested",
        "puts the states in a list of their own",
        {"returned": "[output, states] if return_state else output"},
    ),
    (
        "states-as-sequence",
        "returns all hidden states as the state",
        {
            "states": "[seq, *state[1:]]",
        },
    ),
    ("states-of-zeros", "returns the states of before the first step", {"states": "list(start)"}),
    ("first-step", "shows the first step in the place of the last", {"last": "hs[0]"}),
    ("step-before-last", "shows the step before the last", {"last": "([hs[0], *hs])[-2]"}),
    ("last-sample", "takes the last sample in the place of the last step", {"last": "seq[-1]"}),
    ("last-unit", "takes the last unit in the place of the last step", {"last": "seq[:, :, -1]"}),
    ("last-kept-axis", "keeps the time axis in the last step", {"last": "seq[:, -1:]"}),
    ("mean-of-steps", "shows the mean over time", {"last": "seq.mean(axis=1)"}),
    ("sum-of-steps", "shows the sum over time", {"last": "seq.sum(axis=1)"}),
    ("largest-of-steps", "shows the largest value over time", {"last": "seq.max(axis=1)"}),
    ("flat-sequence", "joins all steps into one row", {"seq": "np.concatenate(hs, axis=1)"}),
    ("list-of-steps", "returns a list of the steps, time first", {"seq": "list(hs)"}),
    ("rounded", "rounds the output to two digits", {"last": "np.round(hs[-1], 2)"}),
]
