"""Draw mutants by a seed: evenly over groups, then modules, then operators."""

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from .groups import GROUPS, Group, shares
from .mutant import Mutant, mutants
from .source import Source

EQUIVALENT = Path(__file__).with_name("equivalent.json")
Bag = dict[str, list[Mutant]]  # operator -> mutants


def draw(
    root: Path,
    seed: int,
    count: int,
    groups: Sequence[Group] = GROUPS,
    without: Collection[Mutant] = (),
) -> list[Mutant]:
    """Return mutants of a checkout. One that is left out makes room for its group's next one."""
    drawn = []
    for group in groups:
        order = (mutant for mutant in _order(root, seed, group) if mutant not in without)
        drawn += itertools.islice(order, shares(count, groups)[group.name])
    return drawn


def _order(root: Path, seed: int, group: Group) -> Iterator[Mutant]:
    """Yield all mutants of a group, one from each module in turn."""
    chance = random.Random(f"{seed} {group.name}")
    modules = group.modules(root)
    chance.shuffle(modules)
    bags = [_bag(root, group, module) for module in modules]
    while bags := [bag for bag in bags if bag]:
        for bag in bags:
            yield _take(bag, chance)


def _bag(root: Path, group: Group, module: str) -> Bag:
    """Sort a module's mutants by operator: each is as likely, however often it could be used."""
    bag: Bag = defaultdict(list)
    for mutant in mutants(group.name, module, Source((root / module).read_text(encoding="utf-8"))):
        bag[mutant.operator].append(mutant)
    return bag


def _take(bag: Bag, chance: random.Random) -> Mutant:
    """Take a mutant out."""
    operator = chance.choice(sorted(bag))
    mutant = bag[operator].pop(chance.randrange(len(bag[operator])))
    if not bag[operator]:
        del bag[operator]
    return mutant


def equivalents(path: Path = EQUIVALENT) -> set[Mutant]:
    """Return the mutants that change nothing; a reader named each, with the reason."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    if missing := [entry for entry in entries if not entry.get("reason")]:
        raise ValueError(f"{path.name}: expected a reason for each mutant, none for {missing[0]}")
    return {Mutant(**{k: v for k, v in entry.items() if k != "reason"}) for entry in entries}
