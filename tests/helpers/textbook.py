"""The equations in plain Python numbers: slow, obvious, and independent of lstm_ref.

Weights come gate by gate, as W[gate][unit][feature], the text's column-vector layout.
"""

import math


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def tanh(z):
    return (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z))


def weighted_sum(W_x, x, W_h, h, b, unit):
    total = b[unit]
    for feature, value in enumerate(x):
        total += W_x[unit][feature] * value
    for other, value in enumerate(h):
        total += W_h[unit][other] * value
    return total


def rnn_step(x, h, W_x, W_h, b):
    """One sample: x is a list of D numbers, h of H. Returns the new h."""
    return [tanh(weighted_sum(W_x, x, W_h, h, b, unit)) for unit in range(len(h))]


def lstm_step(x, h, C, W_x, W_h, b):
    """One sample; W_x, W_h, b are dicts with the keys i, f, g, o. Returns i, f, g, o, C, h."""
    i, f, g, o, C_new, h_new = [], [], [], [], [], []
    for unit in range(len(h)):
        z = {k: weighted_sum(W_x[k], x, W_h[k], h, b[k], unit) for k in "ifgo"}
        i.append(sigmoid(z["i"]))
        f.append(sigmoid(z["f"]))
        g.append(tanh(z["g"]))
        o.append(sigmoid(z["o"]))
        C_new.append(f[unit] * C[unit] + i[unit] * g[unit])
        h_new.append(o[unit] * tanh(C_new[unit]))
    return {"i_t": i, "f_t": f, "g_t": g, "o_t": o, "C_t": C_new, "h_t": h_new}


def split(fused, H, gates="ifgo"):
    """Cut a fused (rows, 4H) or (4H,) list into gates, each with one row per unit."""
    blocks = {}
    for k, gate in enumerate(gates):
        if isinstance(fused[0], list):
            blocks[gate] = [[row[k * H + unit] for row in fused] for unit in range(H)]
        else:
            blocks[gate] = fused[k * H : (k + 1) * H]
    return blocks
