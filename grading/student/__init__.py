"""What runs in the sandbox, beside the student's code; nothing here is secret or trusted.

server: a warm process that forks one child for each submission. cage: the child's own
namespaces and limits; landlock, seccomp: two more layers of the kernel's. shell: runs cells.
plain: reduces what a function returned to plain data. calls: answers the judge.
"""
