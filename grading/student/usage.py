"""How much time a process has used, and how long it was kept from using any.

The kernel tells it of each thread: https://docs.kernel.org/scheduler/sched-stats.html.
"""

import os
import time
from time import monotonic

STOPPED = ("T", "t")
RUNNABLE = "R"
NANO = 1e-9

Times = dict[str, tuple[int, int]]  # thread -> nanoseconds on a processor, and waiting for one


class UsageMeter:
    """Measures a process at each look; what is measured grows from look to look.

    cpu: seconds of all its threads, also of those that have ended. starved: seconds in which it
    wanted a processor and others had it. stopped: seconds in which a signal from outside held it.
    """

    def __init__(self, pid: int) -> None:
        self._folder, self._clock = f"/proc/{pid}", (~pid << 3) | 2  # a process's CPU clock
        self.cpu = self.starved = self.stopped = 0.0
        self._at, self._state, self._threads = monotonic(), "", Times()

    def look(self) -> dict[str, float]:
        """Return all three; without /proc, as on other systems, nothing."""
        try:
            with open(f"{self._folder}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
            threads, cpu = self._read_threads(), time.clock_gettime(self._clock)
        except OSError:
            return {}
        now = monotonic()
        passed, used = now - self._at, cpu - self.cpu
        if state in STOPPED:
            self.stopped += passed
        else:
            self.starved += min(passed, self._starved(threads, used, passed, state))
        self._at, self._state, self._threads, self.cpu = now, state, threads, cpu
        return {"cpu": self.cpu, "starved": self.starved, "stopped": self.stopped}

    def _read_threads(self) -> Times:
        found = {}
        for thread in os.listdir(f"{self._folder}/task"):
            try:
                with open(f"{self._folder}/task/{thread}/schedstat") as file:
                    ran, waited, _ = map(int, file.read().split())
            except OSError:  # it has ended meanwhile
                continue
            found[thread] = ran, waited
        return found

    def _starved(self, threads: Times, used: float, passed: float, state: str) -> float:
        """Return how long the thread that waited most has waited for others than its own process.

        What it waits for its own threads, they run: that is no one else's fault.
        """
        if threads == self._threads and state == self._state == RUNNABLE:
            return passed  # it is not counted before the end of the wait
        most = 0.0
        for thread, (ran, waited) in threads.items():
            ran_before, waited_before = self._threads.get(thread, (0, 0))
            own = used - (ran - ran_before) * NANO
            most = max(most, (waited - waited_before) * NANO - own)
        return most
