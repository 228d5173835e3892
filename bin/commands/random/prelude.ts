/**
 * prelude - the Python that stands before the random programs: what they say, how they are run, how threads are joined.
 */
export const PRELUDE = `import contextlib
import functools
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

kept = threading.local()


class Trouble(Exception):
    pass


class OutOfSteps(BaseException):
    pass


def say(*values):
    kept.lines.append(" ".join(map(repr, values))[:300])


def step():
    kept.steps -= 1
    if kept.steps < 0:
        raise OutOfSteps


def way(error):
    found = []
    tb = error.__traceback__
    while tb is not None:
        # a generator expression that is consumed in place has no frame of its own in gilt
        if tb.tb_frame.f_code.co_name != "<genexpr>":
            found.append(f"{tb.tb_frame.f_code.co_name}:{tb.tb_lineno}")
        tb = tb.tb_next
    return " ".join(found)


def told(error):
    chain = []
    seen = 0
    while error is not None and seen < 5:
        seen += 1
        chain.append(f"{type(error).__name__}({error}) [{way(error)}] {error.__suppress_context__}")
        error = error.__cause__ or error.__context__
    kept.lines.append("told " + " <- ".join(chain)[:1500])


def attempt(f):
    try:
        say(f())
    except Exception as error:
        told(error)


def drive(it, *steps):
    for name, *args in steps:
        try:
            say(name, getattr(it, name)(*args) if name != "next" else next(it))
        except Exception as error:
            told(error)


class Guard:
    def __init__(self, number, *swallowed):
        self.number = number
        self.swallowed = swallowed

    def __enter__(self):
        say("enter", self.number)
        return self.number

    def __exit__(self, kind, error, trace):
        say("exit", self.number, kind and kind.__name__)
        return kind is not None and issubclass(kind, self.swallowed)


@contextlib.contextmanager
def guarded(number, *swallowed):
    say("guarded", number)
    try:
        yield number
    except swallowed as error:
        told(error)
    finally:
        say("unguarded", number)


def traced(f):
    @functools.wraps(f)
    def inner(*args, **kw):
        say("call", f.__name__, args, kw)
        return f(*args, **kw)
    return inner


def twice(f):
    def again(*args, **kw):
        f(*args, **kw)
        return f(*args, **kw)
    return again


def begin(name):
    kept.name = name
    kept.lines = []
    kept.steps = 400


def report(error):
    kept.lines.append("ended")
    told(error)


def finish():
    for line in kept.lines:
        print(kept.name, line)


def run(name, program):
    begin(name)
    try:
        say("gave", program())
    except BaseException as error:
        report(error)
    finish()


def alone(job, number, results):
    """Runs a job with lines of its own."""
    kept.lines = []
    kept.steps = 60
    try:
        say("job", number, job(number))
    except BaseException as error:
        report(error)
    results[number] = kept.lines


def tell(results):
    for number in sorted(results):
        for line in results[number]:
            kept.lines.append(f"{number}: {line}")


def joined(job, n):
    results = {}
    threads = [threading.Thread(target=alone, args=(job, i, results)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    tell(results)


def queued(job, n):
    tasks, done = queue.Queue(2), queue.Queue()

    def worker():
        while (number := tasks.get()) is not None:
            found = {}
            alone(job, number, found)
            done.put((number, found[number]))
            tasks.task_done()
        tasks.task_done()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for t in threads:
        t.start()
    for i in range(n):
        tasks.put(i)
    tasks.join()
    for t in threads:
        tasks.put(None)
    for t in threads:
        t.join()
    tell(dict(done.get_nowait() for _ in range(n)))
    say(done.empty(), tasks.qsize())


def counted(job, n):
    lock, total, results = threading.Lock(), 0, {}

    def count(number):
        nonlocal total
        alone(job, number, results)
        for _ in range(5):
            with lock:
                before = total
                total = before + 1

    threads = [threading.Thread(target=count, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    tell(results)
    say("total", total)


def in_turn(job, n):
    turn, condition, results, order = 0, threading.Condition(), {}, []

    def take(number):
        nonlocal turn
        alone(job, number, results)
        for round in range(2):
            with condition:
                condition.wait_for(lambda: turn % n == number)
                order.append((round, number))
                turn += 1
                condition.notify_all()

    threads = [threading.Thread(target=take, args=(i,)) for i in reversed(range(n))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    tell(results)
    say(order)


def piped(job, n):
    first, second = queue.Queue(1), queue.LifoQueue()

    def source():
        try:
            for i in range(n):
                first.put(i)
        finally:
            first.put(None)

    def middle():
        results = {}
        for number in iter(first.get, None):
            alone(job, number, results)
        second.put(results)

    threads = [threading.Thread(target=f) for f in (source, middle)]
    for t in threads:
        t.start()
    tell(second.get())
    for t in threads:
        t.join()


def pooled(job, n):
    results = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        say(list(pool.map(lambda i: alone(job, i, results), range(n))))
        failing = pool.submit(lambda: 1 // 0)
        say(type(failing.exception()).__name__)
    tell(results)


def gathered(job, n):
    barrier, results, indexes = threading.Barrier(n), {}, []

    def meet(number):
        alone(job, number, results)
        indexes.append(barrier.wait())
        barrier.wait()

    threads = [threading.Thread(target=meet, args=(i,), name=f"meet-{i}") for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    tell(results)
    say(sorted(indexes), barrier.broken, [t.name for t in threads])


def waited(job, n):
    go, done, results = threading.Event(), threading.Semaphore(0), {}

    def wait(number):
        go.wait()
        alone(job, number, results)
        done.release()

    threads = [threading.Thread(target=wait, args=(i,), daemon=True) for i in range(n)]
    for t in threads:
        t.start()
    say(len(results), go.is_set())
    go.set()
    for _ in threads:
        done.acquire()
    for t in threads:
        t.join()
    tell(results)
`;
