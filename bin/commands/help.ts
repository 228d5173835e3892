/**
 * help - the texts of `gilt --help` and `gilt COMMAND --help`.
 */

export const HELP: Readonly<Record<string, string>> = {
  gilt: `gilt runs Python 3.13 scripts on Node.js: it translates them to readable TypeScript and runs that on a runtime
with Python's threads, queues and exceptions.

  gilt run script.py [args]      run a script as python3 would
  gilt run -c 'print(1)'         run a text;  -m MODULE a module,  - standard input
  gilt build script.py -o out/   write the TypeScript, and the JavaScript that runs
  gilt compare paths...          run scripts and hold their output against the recorded one, or --live against a CPython
  gilt record paths...           write the recordings, from CPython 3.13
  gilt ast script.py             print the syntax tree as CPython's ast.dump does
  gilt explain CODE              what a diagnostic means and what to do

'gilt COMMAND --help' tells more of each. bin/gilt-python takes python3's own command line.
`,
  run: `gilt run [options] script.py [args]      (or -m MODULE, -c TEXT, -)

Runs the script as python3.13 would: same output, errors and exit status.
  -m MODULE         run a module of sys.path;  -c TEXT a text;  - standard input
  -u                unbuffered output
  --suspend=MODE    always | every:N | random:SEED: suspend threads at the calls so chosen; nothing may change
  --thaw=MODE       random:SEED: move the program into a fresh isolate at random moments; nothing may change
  --check-types     check every inferred type while the script runs
  --timing          say on stderr at the end where the time went
PYTHONPATH names folders searched for modules as in Python; GILT_PATH more, searched after everything else; GILT_CACHE the cache's folder.
`,
  build: `gilt build script.py... [-o FOLDER] [--stdout] [--javascript] [--explain-sites]

Writes for each script, and for every module of its folder that it imports: NAME.ts, the readable translation; NAME.js, what
gilt runs, with NAME.js.map and NAME.py beside it. 'node FOLDER/NAME.js' then runs the script: it needs gilt's runtime, not
its compiler.
  -o FOLDER         where to (default: out/)
  --stdout          print the TypeScript instead
  --javascript      with --stdout: print the JavaScript instead
  --explain-sites   list the calls at which a thread may be suspended instead, by line and column
`,
  compare: `gilt compare [--live] [--suspend=MODE] [--jobs=N] [--python=PATH] PATHS... | --random=COUNT [--seed=N]

Runs each script (of a folder: each with a recording, NAME.json beside NAME.py) and shows where its output, its errors or
its exit status differ from the recorded ones. The script's first comment lines say how:
  # compare: exact | sorted | stdout     lines in order (default), in any order, or standard output alone
  # mask: REGEXP                         parts that differ between runs
  --random=COUNT    run so many random programs instead, from --seed=N on: direct, suspended, and under a CPython 3.13 if there is one
  --live            compare with a CPython 3.13 on this machine instead (--python, or $PYTHON, or python3.13)
  --suspend=MODE    always | every:N | random:SEED: suspend every thread at the calls so chosen; nothing may change
  --jobs=N          so many at a time
Status: 0 all equal, 1 some differ.
`,
  record: `gilt record [--python=PATH] PATHS... | --random=COUNT [--seed=N]

Runs each script under CPython 3.13 and writes NAME.json beside it: exit status, output and errors.
`,
  ast: `gilt ast [--indent=N] [--compare] [--python=PATH] FILES or FOLDERS...

Prints ast.dump(ast.parse(source), include_attributes=True) of each file. --compare: holds the trees of whole folders
against those of a CPython on this machine instead.
`,
  explain: `gilt explain CODE

Tells what a diagnostic such as G3001 means and what to do. Without CODE: lists all.
`,
};
