"""All known mistakes and right solutions of the exercises, as cells that a learner writes."""

import functools

from authoring.assignments import ASSIGNMENTS
from authoring.records import Assignment, Function
from authoring.verification.proof import Proof

FOLDERS = list(ASSIGNMENTS)
FUNCTIONS = [(each, function) for each in ASSIGNMENTS.values() for function in each.functions]
NAMES = [function.name for _, function in FUNCTIONS]


@functools.cache
def proof(folder: str) -> Proof:
    """Return the two notebooks of an assignment, to be run in this process."""
    return Proof(ASSIGNMENTS[folder])


def wrong(assignment: Assignment, function: Function) -> dict[str, str]:
    """Return the mistakes that have a row in the proofs: key -> source."""
    cell = proof(assignment.folder).source
    return {mistake.key: cell(function, mistake.code) for mistake in function.proven}


def right(assignment: Assignment, function: Function) -> dict[str, str]:
    """Return the right solutions: what they are -> source."""
    cell = proof(assignment.folder).source
    return {way.described.en: cell(function, way.code) for way in function.solutions}
