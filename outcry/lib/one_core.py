"""The threads of a process on one core.

Of all threads of a process one runs Python at a time. Where they do a little each and wait a little each, as those who talk to mail servers do, every
step wakes another one; on another core that takes longer than the step itself, and on this one hardly anything.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path

_OWN = Path("/proc/thread-self/stat")
# Of the words after the name in brackets (proc_pid_stat(5): processor, the 39th of all).
_PROCESSOR = 36


def keep_to_one_core() -> None:
    """Let all other threads of this process run where the caller runs, and nowhere else; does nothing where the system can't do that.

    The caller itself goes where the system sends it: to a core that has time. So call it again from time to time; that also finds a thread which was
    being made the first time.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    # A system may forbid it, and a thread may have ended meanwhile.
    with suppress(OSError):
        core = int(_OWN.read_text().rpartition(")")[2].split()[_PROCESSOR])
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and thread.native_id is not None:
                with suppress(ProcessLookupError):
                    os.sched_setaffinity(thread.native_id, {core})
