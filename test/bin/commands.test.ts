import { spawnSync } from "node:child_process";
import path from "node:path";
import test from "ava";

const GILT = path.resolve("bin/gilt.js");

/** What a command line that cannot be carried out says; never a stack of JavaScript. */
const cases: Record<string, { words: string[]; status: number; stderr: RegExp }> = {
  "an unknown command": { words: ["frob"], status: 2, stderr: /^gilt: unknown command 'frob'\nTry 'gilt --help'\.\n$/ },
  "an unknown option": { words: ["run", "--frob", "x.py"], status: 2, stderr: /^gilt: unknown option '--frob'/ },
  "an option without its value": { words: ["compare", "--jobs"], status: 2, stderr: /^gilt: option '--jobs' needs a value/ },
  "an option that is no number": {
    words: ["compare", "--jobs=many", "fixtures/os"],
    status: 2,
    stderr: /^gilt: option '--jobs' needs a whole number from 1 on, not 'many'/,
  },
  "no random programs": { words: ["compare", "--random=0"], status: 2, stderr: /^gilt: option '--random' needs a whole number from 1 on/ },
  "comparing what is not there": { words: ["compare", "no/such"], status: 2, stderr: /^gilt: no such file or folder: no\/such\n/ },
  "comparing what is no script": { words: ["compare", "package.json"], status: 2, stderr: /^gilt: package\.json is neither a folder nor a script/ },
  "comparing without a recording": { words: ["compare", "test/bin/empty.py"], status: 2, stderr: /^gilt: compare: test\/bin\/empty\.py has no recording/ },
  "building what is not there": { words: ["build", "no.py"], status: 2, stderr: /^gilt: cannot read no\.py: / },
  "running what is not there": { words: ["run", "no.py"], status: 2, stderr: /can't open file '.*no\.py': \[Errno 2\] No such file or directory\n$/ },
  "explaining an unknown code": { words: ["explain", "G9999"], status: 2, stderr: /^gilt: .*G9999/ },
};

for (const [title, { words, status, stderr }] of Object.entries(cases)) {
  test(title, (t) => {
    const done = spawnSync(process.execPath, [GILT, ...words], { encoding: "utf8", timeout: 60_000 });
    t.regex(done.stderr, stderr);
    t.notRegex(done.stderr, /^ {4}at /m);
    t.is(done.status, status);
  });
}
