/**
 * names - the names of Python's modules that no other file here declares; any other module may be imported as well.
 */

declare module "gilt/asyncio" {
  export const ALL_COMPLETED: any, AbstractChildWatcher: any, AbstractEventLoop: any, AbstractEventLoopPolicy: any, AbstractServer: any, Barrier: any,
    BaseEventLoop: any, BaseProtocol: any, BaseTransport: any, BoundedSemaphore: any, BrokenBarrierError: any, BufferedProtocol: any,
    CancelledError: any, Condition: any, DatagramProtocol: any, DatagramTransport: any, DefaultEventLoopPolicy: any, Event: any, EventLoop: any,
    FIRST_COMPLETED: any, FIRST_EXCEPTION: any, FastChildWatcher: any, Future: any, Handle: any, IncompleteReadError: any, InvalidStateError: any,
    LifoQueue: any, LimitOverrunError: any, Lock: any, MultiLoopChildWatcher: any, PidfdChildWatcher: any, PriorityQueue: any, Protocol: any,
    Queue: any, QueueEmpty: any, QueueFull: any, QueueShutDown: any, ReadTransport: any, Runner: any, SafeChildWatcher: any, SelectorEventLoop: any,
    Semaphore: any, SendfileNotAvailableError: any, Server: any, StreamReader: any, StreamReaderProtocol: any, StreamWriter: any,
    SubprocessProtocol: any, SubprocessTransport: any, TaskGroup: any, ThreadedChildWatcher: any, Timeout: any, TimeoutError: any, TimerHandle: any,
    Transport: any, WriteTransport: any, _enter_task: any, _get_running_loop: any, _leave_task: any, _register_task: any, _set_running_loop: any,
    _unregister_task: any, all_tasks: any, as_completed: any, base_events: any, base_futures: any, base_subprocess: any, base_tasks: any,
    constants: any, coroutines: any, create_eager_task_factory: any, create_subprocess_exec: any, create_subprocess_shell: any, current_task: any,
    eager_task_factory: any, ensure_future: any, events: any, exceptions: any, format_helpers: any, futures: any, get_child_watcher: any,
    get_event_loop: any, get_event_loop_policy: any, get_running_loop: any, iscoroutine: any, iscoroutinefunction: any, isfuture: any, locks: any,
    log: any, mixins: any, new_event_loop: any, open_connection: any, open_unix_connection: any, protocols: any, queues: any,
    run_coroutine_threadsafe: any, runners: any, selector_events: any, set_child_watcher: any, set_event_loop: any, set_event_loop_policy: any,
    shield: any, sslproto: any, staggered: any, start_server: any, start_unix_server: any, streams: any, subprocess: any, sys: any, taskgroups: any,
    tasks: any, threads: any, timeout_at: any, timeouts: any, transports: any, trsock: any, unix_events: any, wait: any, wrap_future: any;
}
declare module "gilt/collections" {
  export const _Link: any, _OrderedDictItemsView: any, _OrderedDictKeysView: any, _OrderedDictValuesView: any, _chain: any, _collections_abc: any,
    _count_elements: any, _deque_iterator: any, _eq: any, _iskeyword: any, _itemgetter: any, _proxy: any, _recursive_repr: any, _repeat: any,
    _starmap: any, _sys: any, _tuplegetter: any;
}
declare module "gilt/dataclasses" {
  export const Field: any, FrozenInstanceError: any, InitVar: any, KW_ONLY: any, MISSING: any, _ATOMIC_TYPES: any, _DataclassParams: any,
    _EMPTY_METADATA: any, _FIELD: any, _FIELDS: any, _FIELD_BASE: any, _FIELD_CLASSVAR: any, _FIELD_INITVAR: any, _FuncBuilder: any,
    _HAS_DEFAULT_FACTORY: any, _HAS_DEFAULT_FACTORY_CLASS: any, _KW_ONLY_TYPE: any, _MISSING_TYPE: any, _MODULE_IDENTIFIER_RE: any, _PARAMS: any,
    _POST_INIT_NAME: any, _add_slots: any, _asdict_inner: any, _astuple_inner: any, _dataclass_getstate: any, _dataclass_setstate: any,
    _field_assign: any, _field_init: any, _fields_in_init_order: any, _frozen_get_del_attr: any, _get_field: any, _get_slots: any, _hash_action: any,
    _hash_add: any, _hash_exception: any, _hash_set_none: any, _init_fn: any, _init_param: any, _is_classvar: any, _is_dataclass_instance: any,
    _is_initvar: any, _is_kw_only: any, _is_type: any, _process_class: any, _replace: any, _set_new_attribute: any, _tuple_str: any, abc: any,
    asdict: any, astuple: any, copy: any, field: any, fields: any, inspect: any, is_dataclass: any, itertools: any, keyword: any, make_dataclass: any,
    re: any, recursive_repr: any, replace: any, sys: any, types: any;
}
declare module "gilt/functools" {
  export const GenericAlias: any, RLock: any, WRAPPER_ASSIGNMENTS: any, WRAPPER_UPDATES: any, _CacheInfo: any, _HashedSeq: any, _NOT_FOUND: any,
    _c3_merge: any, _c3_mro: any, _compose_mro: any, _convert: any, _find_impl: any, _ge_from_gt: any, _ge_from_le: any, _ge_from_lt: any,
    _gt_from_ge: any, _gt_from_le: any, _gt_from_lt: any, _initial_missing: any, _le_from_ge: any, _le_from_gt: any, _le_from_lt: any,
    _lru_cache_wrapper: any, _lt_from_ge: any, _lt_from_gt: any, _lt_from_le: any, _make_key: any, _unwrap_partial: any, _unwrap_partialmethod: any,
    cache: any, cached_property: any, cmp_to_key: any, get_cache_token: any, lru_cache: any, namedtuple: any, partial: any, partialmethod: any,
    recursive_repr: any, reduce: any, singledispatch: any, singledispatchmethod: any, update_wrapper: any;
}
declare module "gilt/mmap" {
  export const ACCESS_COPY: any, ACCESS_DEFAULT: any, ACCESS_READ: any, ACCESS_WRITE: any, ALLOCATIONGRANULARITY: any, MADV_DODUMP: any,
    MADV_DOFORK: any, MADV_DONTDUMP: any, MADV_DONTFORK: any, MADV_DONTNEED: any, MADV_FREE: any, MADV_HUGEPAGE: any, MADV_HWPOISON: any,
    MADV_MERGEABLE: any, MADV_NOHUGEPAGE: any, MADV_NORMAL: any, MADV_RANDOM: any, MADV_REMOVE: any, MADV_SEQUENTIAL: any, MADV_UNMERGEABLE: any,
    MADV_WILLNEED: any, MAP_32BIT: any, MAP_ANON: any, MAP_ANONYMOUS: any, MAP_DENYWRITE: any, MAP_EXECUTABLE: any, MAP_NORESERVE: any,
    MAP_POPULATE: any, MAP_PRIVATE: any, MAP_SHARED: any, MAP_STACK: any, PAGESIZE: any, PROT_EXEC: any, PROT_READ: any, PROT_WRITE: any, error: any;
}
declare module "gilt/multiprocessing" {
  export const AuthenticationError: any, Barrier: any, BoundedSemaphore: any, BufferTooShort: any, Condition: any, JoinableQueue: any, Manager: any,
    Pipe: any, ProcessError: any, RawArray: any, RawValue: any, SUBDEBUG: any, SUBWARNING: any, Semaphore: any, SimpleQueue: any, TimeoutError: any,
    active_children: any, allow_connection_pickling: any, context: any, cpu_count: any, current_process: any, freeze_support: any,
    get_all_start_methods: any, get_context: any, get_logger: any, get_start_method: any, log_to_stderr: any, parent_process: any, process: any,
    reducer: any, reduction: any, set_executable: any, set_forkserver_preload: any, set_start_method: any, sys: any;
}
declare module "gilt/os" {
  export const CLD_CONTINUED: any, CLD_DUMPED: any, CLD_EXITED: any, CLD_KILLED: any, CLD_STOPPED: any, CLD_TRAPPED: any, CLONE_FILES: any,
    CLONE_FS: any, CLONE_NEWCGROUP: any, CLONE_NEWIPC: any, CLONE_NEWNET: any, CLONE_NEWNS: any, CLONE_NEWPID: any, CLONE_NEWTIME: any,
    CLONE_NEWUSER: any, CLONE_NEWUTS: any, CLONE_SIGHAND: any, CLONE_SYSVSEM: any, CLONE_THREAD: any, CLONE_VM: any, DirEntry: any, EFD_CLOEXEC: any,
    EFD_NONBLOCK: any, EFD_SEMAPHORE: any, EX_CANTCREAT: any, EX_CONFIG: any, EX_DATAERR: any, EX_IOERR: any, EX_NOHOST: any, EX_NOINPUT: any,
    EX_NOPERM: any, EX_NOUSER: any, EX_OK: any, EX_OSERR: any, EX_OSFILE: any, EX_PROTOCOL: any, EX_SOFTWARE: any, EX_TEMPFAIL: any,
    EX_UNAVAILABLE: any, EX_USAGE: any, F_LOCK: any, F_OK: any, F_TEST: any, F_TLOCK: any, F_ULOCK: any, GRND_NONBLOCK: any, GRND_RANDOM: any,
    GenericAlias: any, MFD_ALLOW_SEALING: any, MFD_CLOEXEC: any, MFD_HUGETLB: any, MFD_HUGE_16GB: any, MFD_HUGE_16MB: any, MFD_HUGE_1GB: any,
    MFD_HUGE_1MB: any, MFD_HUGE_256MB: any, MFD_HUGE_2GB: any, MFD_HUGE_2MB: any, MFD_HUGE_32MB: any, MFD_HUGE_512KB: any, MFD_HUGE_512MB: any,
    MFD_HUGE_64KB: any, MFD_HUGE_8MB: any, MFD_HUGE_MASK: any, MFD_HUGE_SHIFT: any, Mapping: any, MutableMapping: any, NGROUPS_MAX: any,
    O_ACCMODE: any, O_APPEND: any, O_ASYNC: any, O_CLOEXEC: any, O_CREAT: any, O_DIRECT: any, O_DIRECTORY: any, O_DSYNC: any, O_EXCL: any,
    O_FSYNC: any, O_LARGEFILE: any, O_NDELAY: any, O_NOATIME: any, O_NOCTTY: any, O_NOFOLLOW: any, O_NONBLOCK: any, O_PATH: any, O_RDONLY: any,
    O_RDWR: any, O_RSYNC: any, O_SYNC: any, O_TMPFILE: any, O_TRUNC: any, O_WRONLY: any, POSIX_FADV_DONTNEED: any, POSIX_FADV_NOREUSE: any,
    POSIX_FADV_NORMAL: any, POSIX_FADV_RANDOM: any, POSIX_FADV_SEQUENTIAL: any, POSIX_FADV_WILLNEED: any, POSIX_SPAWN_CLOSE: any,
    POSIX_SPAWN_CLOSEFROM: any, POSIX_SPAWN_DUP2: any, POSIX_SPAWN_OPEN: any, PRIO_PGRP: any, PRIO_PROCESS: any, PRIO_USER: any, P_ALL: any,
    P_NOWAIT: any, P_NOWAITO: any, P_PGID: any, P_PID: any, P_PIDFD: any, P_WAIT: any, PathLike: any, RTLD_DEEPBIND: any, RTLD_GLOBAL: any,
    RTLD_LAZY: any, RTLD_LOCAL: any, RTLD_NODELETE: any, RTLD_NOLOAD: any, RTLD_NOW: any, RWF_APPEND: any, RWF_DSYNC: any, RWF_HIPRI: any,
    RWF_NOWAIT: any, RWF_SYNC: any, R_OK: any, SCHED_BATCH: any, SCHED_FIFO: any, SCHED_IDLE: any, SCHED_OTHER: any, SCHED_RESET_ON_FORK: any,
    SCHED_RR: any, SEEK_CUR: any, SEEK_DATA: any, SEEK_END: any, SEEK_HOLE: any, SEEK_SET: any, SPLICE_F_MORE: any, SPLICE_F_MOVE: any,
    SPLICE_F_NONBLOCK: any, ST_APPEND: any, ST_MANDLOCK: any, ST_NOATIME: any, ST_NODEV: any, ST_NODIRATIME: any, ST_NOEXEC: any, ST_NOSUID: any,
    ST_RDONLY: any, ST_RELATIME: any, ST_SYNCHRONOUS: any, ST_WRITE: any, TFD_CLOEXEC: any, TFD_NONBLOCK: any, TFD_TIMER_ABSTIME: any,
    TFD_TIMER_CANCEL_ON_SET: any, TMP_MAX: any, WCONTINUED: any, WCOREDUMP: any, WEXITED: any, WIFCONTINUED: any, WIFSTOPPED: any, WNOHANG: any,
    WNOWAIT: any, WSTOPPED: any, WSTOPSIG: any, WUNTRACED: any, W_OK: any, XATTR_CREATE: any, XATTR_REPLACE: any, XATTR_SIZE_MAX: any, X_OK: any,
    _Environ: any, _check_methods: any, _execvpe: any, _exists: any, _fspath: any, _fwalk: any, _fwalk_close: any, _fwalk_walk: any,
    _fwalk_yield: any, _get_exports_list: any, _spawnvef: any, _walk_symlinks_as_files: any, _wrap_close: any, abc: any, abort: any, access: any,
    altsep: any, chdir: any, chmod: any, chown: any, chroot: any, closerange: any, confstr: any, confstr_names: any, copy_file_range: any,
    cpu_count: any, ctermid: any, curdir: any, defpath: any, device_encoding: any, devnull: any, dup: any, dup2: any, environ: any, environb: any,
    error: any, eventfd: any, eventfd_read: any, eventfd_write: any, execl: any, execle: any, execlp: any, execlpe: any, execv: any, execve: any,
    execvp: any, execvpe: any, extsep: any, fchdir: any, fchmod: any, fchown: any, fdatasync: any, fdopen: any, forkpty: any, fpathconf: any,
    fsdecode: any, fsencode: any, fspath: any, fstat: any, fstatvfs: any, fsync: any, ftruncate: any, fwalk: any, get_blocking: any,
    get_exec_path: any, get_inheritable: any, get_terminal_size: any, getcwd: any, getcwdb: any, getegid: any, getenv: any, getenvb: any,
    geteuid: any, getgid: any, getgrouplist: any, getgroups: any, getloadavg: any, getlogin: any, getpgid: any, getpgrp: any, getpriority: any,
    getrandom: any, getresgid: any, getresuid: any, getsid: any, getuid: any, getxattr: any, grantpt: any, initgroups: any, isatty: any, killpg: any,
    lchown: any, linesep: any, link: any, listdir: any, listxattr: any, lockf: any, login_tty: any, lseek: any, lstat: any, major: any, makedev: any,
    makedirs: any, memfd_create: any, minor: any, mkdir: any, mkfifo: any, mknod: any, name: any, nice: any, open: any, openpty: any, pardir: any,
    path: any, pathconf: any, pathconf_names: any, pathsep: any, pidfd_open: any, pipe2: any, popen: any, posix_fadvise: any, posix_fallocate: any,
    posix_openpt: any, posix_spawn: any, posix_spawnp: any, pread: any, preadv: any, process_cpu_count: any, ptsname: any, putenv: any, pwrite: any,
    pwritev: any, readlink: any, readv: any, register_at_fork: any, remove: any, removedirs: any, removexattr: any, rename: any, renames: any,
    replace: any, rmdir: any, scandir: any, sched_get_priority_max: any, sched_get_priority_min: any, sched_getaffinity: any, sched_getparam: any,
    sched_getscheduler: any, sched_param: any, sched_rr_get_interval: any, sched_setaffinity: any, sched_setparam: any, sched_setscheduler: any,
    sched_yield: any, sendfile: any, sep: any, set_blocking: any, set_inheritable: any, setegid: any, seteuid: any, setgid: any, setgroups: any,
    setns: any, setpgid: any, setpgrp: any, setpriority: any, setregid: any, setresgid: any, setresuid: any, setreuid: any, setsid: any, setuid: any,
    setxattr: any, spawnl: any, spawnle: any, spawnlp: any, spawnlpe: any, spawnv: any, spawnve: any, spawnvp: any, spawnvpe: any, splice: any,
    st: any, stat: any, stat_result: any, statvfs: any, statvfs_result: any, strerror: any, supports_bytes_environ: any, supports_dir_fd: any,
    supports_effective_ids: any, supports_fd: any, supports_follow_symlinks: any, symlink: any, sync: any, sys: any, sysconf: any, sysconf_names: any,
    system: any, tcgetpgrp: any, tcsetpgrp: any, terminal_size: any, timerfd_create: any, timerfd_gettime: any, timerfd_gettime_ns: any,
    timerfd_settime: any, timerfd_settime_ns: any, times: any, times_result: any, truncate: any, ttyname: any, umask: any, uname: any,
    uname_result: any, unlink: any, unlockpt: any, unsetenv: any, unshare: any, urandom: any, utime: any, wait: any, wait3: any, wait4: any,
    waitid: any, waitid_result: any, walk: any, writev: any;
}
declare module "gilt/queue" {
  export const _PySimpleQueue: any, deque: any, heappop: any, heappush: any, threading: any, time: any, types: any;
}
declare module "gilt/signal" {
  export const Handlers: any, ITIMER_PROF: any, ITIMER_REAL: any, ITIMER_VIRTUAL: any, ItimerError: any, NSIG: any, SIGABRT: any, SIGALRM: any,
    SIGBUS: any, SIGCHLD: any, SIGCLD: any, SIGCONT: any, SIGFPE: any, SIGHUP: any, SIGILL: any, SIGINT: any, SIGIO: any, SIGIOT: any, SIGKILL: any,
    SIGPIPE: any, SIGPOLL: any, SIGPROF: any, SIGPWR: any, SIGQUIT: any, SIGRTMAX: any, SIGRTMIN: any, SIGSEGV: any, SIGSTKFLT: any, SIGSTOP: any,
    SIGSYS: any, SIGTERM: any, SIGTRAP: any, SIGTSTP: any, SIGTTIN: any, SIGTTOU: any, SIGURG: any, SIGUSR1: any, SIGUSR2: any, SIGVTALRM: any,
    SIGWINCH: any, SIGXCPU: any, SIGXFSZ: any, SIG_BLOCK: any, SIG_DFL: any, SIG_IGN: any, SIG_SETMASK: any, SIG_UNBLOCK: any, Sigmasks: any,
    Signals: any, _IntEnum: any, _enum_to_int: any, _int_to_enum: any, _signal: any, alarm: any, default_int_handler: any, getitimer: any,
    getsignal: any, pidfd_send_signal: any, pthread_kill: any, pthread_sigmask: any, raise_signal: any, set_wakeup_fd: any, setitimer: any,
    siginterrupt: any, signal: any, sigpending: any, sigtimedwait: any, sigwait: any, sigwaitinfo: any, strsignal: any, struct_siginfo: any,
    valid_signals: any;
}
declare module "gilt/struct" {
  export const Struct: any, _clearcache: any, error: any, iter_unpack: any;
}
declare module "gilt/subprocess" {
  export const _HAVE_POSIX_SPAWN_CLOSEFROM: any, _PIPE_BUF: any, _PopenSelector: any, _USE_POSIX_SPAWN: any, _USE_VFORK: any, _active: any,
    _args_from_interpreter_flags: any, _can_fork_exec: any, _cleanup: any, _del_safe: any, _fork_exec: any, _mswindows: any,
    _optim_args_from_interpreter_flags: any, _text_encoding: any, _time: any, _use_posix_spawn: any, builtins: any, contextlib: any, errno: any,
    fcntl: any, getoutput: any, getstatusoutput: any, io: any, list2cmdline: any, locale: any, os: any, select: any, selectors: any, signal: any,
    sys: any, threading: any, time: any, types: any, warnings: any;
}
declare module "gilt/sys" {
  export const _base_executable: any, _baserepl: any, _clear_internal_caches: any, _clear_type_cache: any, _current_exceptions: any,
    _current_frames: any, _debugmallocstats: any, _framework: any, _get_cpu_count_config: any, _getframe: any, _getframemodulename: any, _git: any,
    _home: any, _is_gil_enabled: any, _is_interned: any, _setprofileallthreads: any, _settraceallthreads: any, _stdlib_dir: any, _xoptions: any,
    abiflags: any, activate_stack_trampoline: any, addaudithook: any, api_version: any, audit: any, base_exec_prefix: any, base_prefix: any,
    breakpointhook: any, builtin_module_names: any, byteorder: any, call_tracing: any, copyright: any, deactivate_stack_trampoline: any,
    displayhook: any, dont_write_bytecode: any, exc_info: any, excepthook: any, exception: any, exec_prefix: any, flags: any, float_info: any,
    float_repr_style: any, get_asyncgen_hooks: any, get_coroutine_origin_tracking_depth: any, get_int_max_str_digits: any, getallocatedblocks: any,
    getdefaultencoding: any, getdlopenflags: any, getfilesystemencodeerrors: any, getfilesystemencoding: any, getprofile: any, getrecursionlimit: any,
    getrefcount: any, getsizeof: any, getswitchinterval: any, gettrace: any, getunicodeinternedsize: any, hash_info: any, hexversion: any,
    implementation: any, int_info: any, intern: any, is_finalizing: any, is_stack_trampoline_active: any, maxsize: any, maxunicode: any,
    meta_path: any, modules: any, monitoring: any, orig_argv: any, path: any, path_hooks: any, path_importer_cache: any, platform: any,
    platlibdir: any, prefix: any, pycache_prefix: any, set_asyncgen_hooks: any, set_coroutine_origin_tracking_depth: any, set_int_max_str_digits: any,
    setdlopenflags: any, setprofile: any, setrecursionlimit: any, setswitchinterval: any, settrace: any, stderr: any, stdin: any,
    stdlib_module_names: any, stdout: any, thread_info: any, unraisablehook: any, version: any, version_info: any, warnoptions: any;
}
declare module "gilt/tempfile" {
  export const NamedTemporaryFile: any, SpooledTemporaryFile: any, TMP_MAX: any, TemporaryDirectory: any, _O_TMPFILE_WORKS: any, _Random: any,
    _RandomNameSequence: any, _TemporaryFileCloser: any, _TemporaryFileWrapper: any, _allocate_lock: any, _bin_openflags: any,
    _candidate_tempdir_list: any, _dont_follow_symlinks: any, _errno: any, _exists: any, _functools: any, _get_candidate_names: any,
    _get_default_tempdir: any, _gettempdir: any, _infer_return_type: any, _io: any, _mkstemp_inner: any, _name_sequence: any, _once_lock: any,
    _os: any, _resetperms: any, _sanitize_params: any, _shutil: any, _sys: any, _text_openflags: any, _thread: any, _types: any, _warnings: any,
    _weakref: any, gettempdir: any, gettempdirb: any, gettempprefix: any, gettempprefixb: any, mkdtemp: any, mkstemp: any, mktemp: any, tempdir: any,
    template: any;
}
declare module "gilt/threading" {
  export const WeakSet: any, _CRLock: any, _DeleteDummyThreadOnDel: any, _DummyThread: any, _HAVE_THREAD_NATIVE_ID: any, _LockType: any,
    _MainThread: any, _PyRLock: any, _RLock: any, _SHUTTING_DOWN: any, _ThreadHandle: any, _active: any, _active_limbo_lock: any, _after_fork: any,
    _allocate_lock: any, _count: any, _counter: any, _daemon_threads_allowed: any, _dangling: any, _deque: any, _enumerate: any,
    _get_main_thread_ident: any, _is_main_interpreter: any, _limbo: any, _main_thread: any, _make_invoke_excepthook: any, _make_thread_handle: any,
    _newname: any, _os: any, _profile_hook: any, _register_atexit: any, _shutdown: any, _start_joinable_thread: any, _sys: any,
    _thread_local_info: any, _thread_shutdown: any, _threading_atexits: any, _time: any, _trace_hook: any, setprofile_all_threads: any,
    settrace_all_threads: any, warnings: any;
}
declare module "gilt/time" {
  export const CLOCK_BOOTTIME: any, CLOCK_MONOTONIC: any, CLOCK_MONOTONIC_RAW: any, CLOCK_PROCESS_CPUTIME_ID: any, CLOCK_REALTIME: any,
    CLOCK_TAI: any, CLOCK_THREAD_CPUTIME_ID: any, _STRUCT_TM_ITEMS: any, altzone: any, asctime: any, clock_getres: any, clock_gettime: any,
    clock_gettime_ns: any, clock_settime: any, clock_settime_ns: any, ctime: any, daylight: any, get_clock_info: any, gmtime: any, localtime: any,
    mktime: any, process_time_ns: any, pthread_getcpuclockid: any, strftime: any, strptime: any, struct_time: any, thread_time_ns: any, timezone: any,
    tzname: any, tzset: any;
}
declare module "gilt/*";
/** Modules beside the script. */
declare module "*";
