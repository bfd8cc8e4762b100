"""Steps of nbgrader's own commands, named in nbgrader_config.py.

repair and judge: steps of `nbgrader autograde`, with save_grades after them. hide_tests: a step of
`nbgrader generate_feedback`, and of our feedback pages; only_pages of the first alone.
"""
