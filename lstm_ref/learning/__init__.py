"""Training: what turns the gradients of a layer into better weights, and what was measured.

Reading order: gradient_check, losses, optimizers, tasks, training (the loop), experiments (the
grid behind the page "Does it remember?", with its results in ``experiments.json``), train_grid
(which trains it).

``lstm_ref`` gives the names that a chapter uses; of the experiments, import the module itself.
Chapter 3.
"""
