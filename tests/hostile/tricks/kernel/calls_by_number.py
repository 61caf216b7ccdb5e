# Makes the system calls that reach beyond a process, by their numbers: keyrings, io_uring, bpf, perf, namespaces, mounts, modules.
# isolated: wrong_answer, 0 points
# process: wrong_answer|run_time_error, 0 points
# process root: wrong_answer|run_time_error, 0 points, achieves calling
# process ordinary: run_time_error, 0 points, achieves calling
# quick
import ctypes
import platform

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None, use_errno=True)
X86 = {"keyctl": 250, "add_key": 248, "io_uring_setup": 425, "bpf": 321, "perf_event_open": 298, "unshare": 272, "setns": 308, "mount": 165,
       "umount2": 166, "pivot_root": 155, "chroot": 161, "init_module": 175, "userfaultfd": 323, "memfd_create": 319, "seccomp": 317,
       "fanotify_init": 300, "inotify_init1": 294, "open_by_handle_at": 304, "personality": 135, "setuid": 105, "capset": 126,
       "landlock_create_ruleset": 444, "memfd_secret": 447, "kexec_load": 246, "swapon": 167, "acct": 163, "open_tree": 428, "fsopen": 430}
ARM = {"keyctl": 219, "bpf": 280, "perf_event_open": 241, "unshare": 97, "setns": 268, "mount": 40, "userfaultfd": 282, "memfd_create": 279}


def mean(x):
    for name, number in (X86 if platform.machine() == "x86_64" else ARM).items():
        ctypes.set_errno(0)
        result = LIBRARY.syscall(number, *(ctypes.c_long(0),) * 6)
        if result != -1 or ctypes.get_errno() not in (1, 38):
            raise RuntimeError(f"{TOLD} calling: {name}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
