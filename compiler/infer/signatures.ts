/**
 * signatures - results of the runtime's functions, methods and attributes, as text; undeclared ones are Value.
 *
 * `intN`: 0 <= n < 2**N; `sintN`: |n| < 2**N; `a,b` one of both; `top` Value; `never` does not return.
 */
import { isExceptionName as isBuiltinException } from "../emit/names.js";

type Table = ReadonlyMap<string, string>;

function table(text: string): Table {
  return new Map(
    text.split(/[|\n]/).flatMap((part) => {
      const [name, result] = part.trim().split(/\s+/);
      return name === undefined || name === "" ? [] : [[name, result!] as const];
    }),
  );
}

let functions: Table | undefined;
let constants: Table | undefined;
let methods: ReadonlyMap<string, Table> | undefined;
let attributes: ReadonlyMap<string, Table> | undefined;

/** Result of a function that only looks at its arguments. */
export function functionResult(name: string): string | undefined {
  functions ??= table(FUNCTIONS);
  return functions.get(name);
}

export function constantType(name: string): string | undefined {
  constants ??= table(CONSTANTS);
  return constants.get(name);
}

export function methodResult(kind: string, name: string): string | undefined {
  methods ??= new Map(Object.entries(METHODS).map(([k, text]) => [k, table(text)]));
  return methods.get(kind)?.get(name);
}

export function attributeType(kind: string, name: string): string | undefined {
  attributes ??= new Map(Object.entries(ATTRIBUTES).map(([k, text]) => [k, table(text)]));
  return attributes.get(kind)?.get(name);
}

const FUNCTIONS = `
len int32|ord int21|chr str|repr str|str str|ascii str|bin str|hex str|oct str|format str|hash int|id int|input str|print None
int int|float float|bool bool|complex complex|bytes bytes|bytearray bytearray|isinstance bool|issubclass bool|callable bool|hasattr bool|any bool|all bool
slice slice|exit never|quit never
time.time float|time.sleep None|time.perf_counter float|time.monotonic float|time.process_time float|time.time_ns int|time.perf_counter_ns int|time.monotonic_ns int|time.ctime str|time.strftime str
os.getpid int31|os.getppid int31|os.getcwd str|os.listdir list<str>|os.urandom bytes|os.cpu_count int31,None|os.path.exists bool|os.path.isfile bool|os.path.isdir bool
os.fork int31|os.pipe tuple<int31;int31>|os.read bytes|os.write int53|os.close None|os.open int31|os.dup int31|os.wait tuple<int31;int31>|os.waitpid tuple<int31;int31>|os.kill None|os.getpgid int31|os.getpgrp int31|os.setpgid None|os.getuid int32|os.getgid int32|os.WIFEXITED bool|os.WIFSIGNALED bool|os.WIFSTOPPED bool|os.WEXITSTATUS int31|os.WTERMSIG int31|os.waitstatus_to_exitcode sint32|os.isatty bool|os.strerror str|os._exit never
random.random float|random.uniform float|random.gauss float|random.seed None|random.getrandbits int
math.sqrt float|math.sin float|math.cos float|math.tan float|math.asin float|math.acos float|math.atan float|math.atan2 float|math.exp float|math.log float|math.log10 float|math.log2 float|math.pow float|math.fabs float|math.hypot float|math.radians float|math.degrees float|math.fsum float|math.floor int|math.ceil int|math.trunc int|math.factorial int|math.gcd int|math.isqrt int|math.isnan bool|math.isinf bool|math.isclose bool|math.comb int|math.perm int
threading.current_thread object:threading.Thread|threading.main_thread object:threading.Thread|threading.active_count int31|threading.get_ident int|threading.Lock object:threading.Lock|threading.RLock object:threading.Lock|threading.Condition object:threading.Condition|threading.Semaphore object:threading.Semaphore|threading.BoundedSemaphore object:threading.Semaphore|threading.Event object:threading.Event|threading.Barrier object:threading.Barrier
sys.exit never|sys.getrecursionlimit int31|sys.setrecursionlimit None|sys.intern str
mmap.mmap object:mmap.mmap
json.dumps str|textwrap.dedent str|textwrap.fill str
`;

const CONSTANTS = `
math.pi float|math.e float|math.inf float|math.nan float|math.tau float|os.sep str|os.linesep str|sys.platform str|sys.version str|sys.executable str|sys.byteorder str
string.ascii_letters str|string.digits str|string.ascii_lowercase str|string.ascii_uppercase str|string.punctuation str|string.whitespace str|string.printable str|string.hexdigits str
`;

const METHODS: Readonly<Record<string, string>> = {
  str: "upper str|lower str|strip str|lstrip str|rstrip str|title str|capitalize str|swapcase str|replace str|join str|format str|zfill str|center str|ljust str|rjust str|expandtabs str|casefold str|translate str|split list<str>|rsplit list<str>|splitlines list<str>|partition tuple<str;str;str>|rpartition tuple<str;str;str>|find sint32|rfind sint32|index int32|rindex int32|count int32|startswith bool|endswith bool|isdigit bool|isalpha bool|isalnum bool|isspace bool|isupper bool|islower bool|isidentifier bool|isnumeric bool|isdecimal bool|isprintable bool|isascii bool|istitle bool|encode bytes|format_map str|removeprefix str|removesuffix str",
  bytes:
    "decode str|hex str|strip bytes|rstrip bytes|lstrip bytes|join bytes|find sint32|index int32|count int32|startswith bool|endswith bool|replace bytes|upper bytes|lower bytes",
  bytearray:
    "decode str|hex str|strip bytearray|rstrip bytearray|lstrip bytearray|join bytearray|find sint32|rfind sint32|index int32|rindex int32|count int32|startswith bool|endswith bool|replace bytearray|upper bytearray|lower bytearray|copy bytearray|append None|insert None|extend None|clear None|reverse None|remove None|pop int8",
  "mmap.mmap":
    "find sint53|rfind sint53|size int53|tell int53|read bytes|readline bytes|read_byte int8|write int53|write_byte None|seek int53|flush None|resize None|move None|madvise None|close None|__len__ int53",
  int: "bit_length int32|bit_count int32|to_bytes bytes",
  float: "is_integer bool|hex str",
  "threading.Lock": "acquire bool|release None|locked bool",
  "threading.Semaphore": "acquire bool|release None",
  "threading.Condition": "acquire bool|release None|wait bool|notify None|notify_all None",
  "threading.Event": "set None|clear None|wait bool|is_set bool",
  "threading.Barrier": "abort None|reset None",
  "threading.Thread": "start None|join None|is_alive bool|setDaemon None|isDaemon bool|cancel None",
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  "threading.Thread": "ident int,None|native_id int,None",
  "mmap.mmap": "closed bool",
};

const MODULE_EXCEPTIONS: ReadonlySet<string> = new Set([
  "queue.Empty",
  "queue.Full",
  "threading.BrokenBarrierError",
  "concurrent.futures.TimeoutError",
  "concurrent.futures.CancelledError",
  "asyncio.TimeoutError",
]);

export function isExceptionName(name: string): boolean {
  return MODULE_EXCEPTIONS.has(name) || isBuiltinException(name);
}

/** Functions of the runtime with rules of their own (library.ts). */
export const SPECIAL: ReadonlySet<string> = new Set(
  (
    "threading.Thread threading.Timer multiprocessing.Process queue.Queue queue.LifoQueue queue.PriorityQueue queue.SimpleQueue concurrent.futures.ThreadPoolExecutor " +
    "concurrent.futures.as_completed collections.deque collections.defaultdict collections.Counter collections.OrderedDict functools.reduce contextlib.contextmanager " +
    "dataclasses.dataclass itertools.count itertools.islice itertools.chain itertools.repeat itertools.cycle random.choice random.randint random.randrange random.shuffle " +
    "heapq.heappush heapq.heappop abc.ABC abc.abstractmethod functools.wraps random.sample"
  ).split(" "),
);

export const MODULES: ReadonlySet<string> = new Set(
  "time os os.path sys random math threading queue collections functools itertools string textwrap json heapq abc dataclasses contextlib concurrent concurrent.futures multiprocessing mmap".split(
    " ",
  ),
);
