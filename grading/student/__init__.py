"""What runs inside the sandbox, beside the student's code; nothing here is secret or trusted.

fork_server: forks a child for each submission. isolation: namespaces and limits of that child.
landlock, seccomp: two more mechanisms of the kernel. syscalls: system calls that Python has no
function for. usage: the time that it has used. request_handler: answers the judge. shell: runs
cells. sanitize: reduces what a function returned to plain data. handles: the objects that the
judge knows by number. files: what was written in the work folder. trial: tries the isolation alone.

Imports nothing but wire: the two are all of this package that is mounted in the sandbox.
"""
