"""The numbers of the system calls that the filters name, for each machine that a filter can be built for. Inside; data only.

Numbers from the kernel's headers, asm/unistd_64.h and asm-generic/unistd.h; a test compares them with the headers installed.
"""

from __future__ import annotations

import platform
from functools import cache

# name:x86-64:aarch64, in the order of x86-64; a dash where the machine has no such call.
_TABLE = """
    read:0:63 write:1:64 open:2:- close:3:57 stat:4:- fstat:5:80 lstat:6:- poll:7:- lseek:8:62 mmap:9:222 mprotect:10:226
    munmap:11:215 brk:12:214 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 ioctl:16:29 pread64:17:67
    pwrite64:18:68 readv:19:65 writev:20:66 access:21:- pipe:22:- select:23:- sched_yield:24:124 mremap:25:216 msync:26:227
    mincore:27:232 madvise:28:233 shmget:29:194 shmat:30:196 dup:32:23 dup2:33:- pause:34:- nanosleep:35:101 getitimer:36:102
    alarm:37:- setitimer:38:103 getpid:39:172 sendfile:40:71 sendto:44:206 recvfrom:45:207 sendmsg:46:211 recvmsg:47:212
    shutdown:48:210 getsockname:51:204 getpeername:52:205 socketpair:53:199 setsockopt:54:208 getsockopt:55:209 clone:56:220
    fork:57:- vfork:58:- exit:60:93 wait4:61:260 kill:62:129 uname:63:160 semget:64:190 msgget:68:186 fcntl:72:25 flock:73:32
    fsync:74:82 fdatasync:75:83 truncate:76:45 ftruncate:77:46 getdents:78:- getcwd:79:17 chdir:80:49 fchdir:81:50
    rename:82:- mkdir:83:- rmdir:84:- creat:85:- unlink:87:- symlink:88:- readlink:89:- chmod:90:- fchmod:91:52 umask:95:166
    gettimeofday:96:169 getrlimit:97:163 getrusage:98:165 sysinfo:99:179 times:100:153 ptrace:101:117 getuid:102:174
    getgid:104:176 geteuid:107:175 getegid:108:177 getppid:110:173 getpgrp:111:- setsid:112:157 getgroups:115:158
    getresuid:118:148 getresgid:120:150 getpgid:121:155 getsid:124:156 capset:126:91 rt_sigpending:127:136
    rt_sigtimedwait:128:137 rt_sigqueueinfo:129:138 rt_sigsuspend:130:133 sigaltstack:131:132 utime:132:- statfs:137:43
    fstatfs:138:44 getpriority:140:141 setpriority:141:140 sched_setparam:142:118 sched_getparam:143:121
    sched_setscheduler:144:119 sched_getscheduler:145:120 sched_get_priority_max:146:125 sched_get_priority_min:147:126
    pivot_root:155:41 prctl:157:167 setrlimit:160:164 mount:165:40 umount2:166:39 gettid:186:178 readahead:187:213
    getxattr:191:8 lgetxattr:192:9 fgetxattr:193:10 listxattr:194:11 llistxattr:195:12 flistxattr:196:13 tkill:200:130
    time:201:- futex:202:98 sched_setaffinity:203:122 sched_getaffinity:204:123 epoll_create:213:- getdents64:217:61
    set_tid_address:218:96 restart_syscall:219:128 fadvise64:221:223 clock_gettime:228:113 clock_getres:229:114
    clock_nanosleep:230:115 exit_group:231:94 epoll_wait:232:- epoll_ctl:233:21 tgkill:234:131 utimes:235:- mq_open:240:180
    waitid:247:95 add_key:248:217 request_key:249:218 keyctl:250:219
    ioprio_set:251:30 migrate_pages:256:238 openat:257:56 mkdirat:258:34 newfstatat:262:79 unlinkat:263:35
    renameat:264:38 symlinkat:266:36 readlinkat:267:78 fchmodat:268:53 faccessat:269:48 pselect6:270:72 ppoll:271:73
    unshare:272:97 set_robust_list:273:99 get_robust_list:274:100 sync_file_range:277:84 move_pages:279:239 utimensat:280:88
    epoll_pwait:281:22 fallocate:285:47 eventfd2:290:19 epoll_create1:291:20 dup3:292:24 pipe2:293:59 preadv:295:69
    pwritev:296:70 rt_tgsigqueueinfo:297:240 prlimit64:302:261 setns:308:268 getcpu:309:168 process_vm_readv:310:270
    process_vm_writev:311:271 kcmp:312:272 sched_setattr:314:274 renameat2:316:276 seccomp:317:277 getrandom:318:278
    membarrier:324:283 copy_file_range:326:285 preadv2:327:286 pwritev2:328:287 statx:332:291 rseq:334:293
    pidfd_send_signal:424:424 pidfd_open:434:434 clone3:435:435 close_range:436:436 pidfd_getfd:438:438 faccessat2:439:439
    process_madvise:440:440 epoll_pwait2:441:441 landlock_create_ruleset:444:444 landlock_add_rule:445:445
    landlock_restrict_self:446:446 futex_waitv:449:449
"""

# What the kernel tells a filter about the calling convention (linux/audit.h).
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Calls from here on are newer than this table: a program has to be told that they are missing, so that it does without.
FIRST_UNKNOWN = 452

# x86-64 knows a second set of numbers, with this bit set (x32).
X32_BIT = 0x40000000


@cache
def numbers(machine: str = platform.machine()) -> dict[str, int]:
    """Name to number. Raises OSError for a machine that is not in the table."""
    if machine not in AUDIT:
        raise OSError(38, f"no table of system calls for {machine}; there is one for {' and '.join(AUDIT)}")
    column = tuple(AUDIT).index(machine) + 1
    entries = (entry.split(":") for entry in _TABLE.split())
    return {entry[0]: int(entry[column]) for entry in entries if entry[column] != "-"}
