"""nbgrader's settings for the course: this folder is the course folder.

Run nbgrader from here. What it writes while grading (submitted, autograded, feedback,
gradebook.db) is not committed.
"""

c = get_config()  # noqa: F821, nbgrader provides it

# solutions/ is the one hand-edited copy; exercises/ is made from it and handed out.
c.CourseDirectory.course_id = "lstm"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# What a learner finds in the place of a solution. The tests turn this error into a
# friendly sentence; nbgrader's own stub raises one without a word.
c.ClearSolutions.code_stub = {
    "python": "# Write your code here, then delete the next line.\n"
    'raise NotImplementedError("not written yet")'
}

# nbgrader takes any line on stderr in a test cell for a failure, so a RuntimeWarning in right
# code would cost all its points. Drop stderr before the grade is given: a test that fails
# leaves an error in the cell, and that stays.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"[\s\S]"
