/**
 * pickletools - pickles taken apart: instruction by instruction, as text, and made shorter.
 *
 * Mirrors     Lib/pickletools.py of CPython 3.13
 * Suspends    dis, genops, optimize: the file of the pickle, the file written to
 * Differs     docs of instructions and arguments are their first lines; their readers have no functions of their own names
 */
import { generatorIterator } from "../../objects/generatoriterators.js";
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { getattrOr } from "../../objects/attributes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { END, PyIterator } from "../../objects/iteratorbase.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { builtin, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { print } from "../builtins/print.js";
import { BytesIO } from "../io/memory.js";
import { Writer } from "../pickle/writer.js";
import { FRAME_SIZE_TARGET, Op } from "../pickle/opcodes.js";
import { readArgument } from "./arguments.js";
import { ARGUMENT_ROWS, OPCODE_ROWS } from "./opcodes.js";

@pyclass("pickletools.StackObject")
export class StackObject extends PyObject {
  declare name$: string;

  __init__(name: Value): null {
    this.name$ = name as string;
    return null;
  }
  __repr__(): string {
    return this.name$;
  }
}

@pyclass("pickletools.ArgumentDescriptor")
export class ArgumentDescriptor extends PyObject {
  declare name$: string;
  declare n: number;
  declare reader: Value;
  declare doc: string;

  __init__(name: Value, n: Value, reader: Value, doc: Value): null {
    this.name$ = name as string;
    this.n = n as number;
    this.reader = reader;
    this.doc = doc as string;
    return null;
  }
}

@pyclass("pickletools.OpcodeInfo")
export class OpcodeInfo extends PyObject {
  declare name$: string;
  declare code: string;
  declare arg: Value;
  declare stack_before: Value[];
  declare stack_after: Value[];
  declare proto: number;
  declare doc: string;

  __init__(name: Value, code: Value, arg: Value, stack_before: Value, stack_after: Value, proto: Value, doc: Value): null {
    this.name$ = name as string;
    this.code = code as string;
    this.arg = arg;
    this.stack_before = stack_before as Value[];
    this.stack_after = stack_after as Value[];
    this.proto = proto as number;
    this.doc = doc as string;
    return null;
  }
}

const stackObjects = new Map<string, StackObject>();

function stackList(names: string): Value[] {
  if (names === "-") return [];
  return names.split(",").map((name) => {
    let known = stackObjects.get(name);
    if (known === undefined) stackObjects.set(name, (known = new StackObject(name)));
    return known;
  });
}

const descriptors = new Map<string, ArgumentDescriptor>();
for (const row of ARGUMENT_ROWS) {
  const [name, n, ...doc] = row.split(" ") as [string, string, ...string[]];
  const reader = builtin(`read_${name}(f)`, (f: Value): Suspends<Value> => readArgument(name, f), "pickletools");
  descriptors.set(name, new ArgumentDescriptor(name, Number(n), reader, doc.join(" ")));
}

export const opcodes: OpcodeInfo[] = OPCODE_ROWS.map((row) => {
  const [name, code, arg, before, after, proto, ...doc] = row.split(" ") as [string, string, string, string, string, string, ...string[]];
  const char = String.fromCharCode(parseInt(code, 16));
  return new OpcodeInfo(name, char, descriptors.get(arg) ?? null, stackList(before), stackList(after), Number(proto), doc.join(" "));
});
const byCode = new Map<string, OpcodeInfo>(opcodes.map((opcode) => [opcode.code, opcode]));

/** The instructions of a pickle, up to STOP. */
class Instructions extends PyIterator {
  done = false;
  end: Value = null;
  constructor(
    readonly data: Value,
    readonly tell: Value,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    if (this.done) return END;
    const pos = this.tell === undefined ? null : call(this.tell);
    const code = callMethod(this.data, "read", 1);
    const byte = toBuffer(code)[0];
    const opcode = byte === undefined ? undefined : byCode.get(String.fromCharCode(byte));
    if (opcode === undefined) {
      this.done = true;
      if (byte === undefined) throw new ValueError("pickle exhausted before seeing STOP");
      throw new ValueError(`at position ${pos === null ? "<unknown>" : text(pos)}, opcode ${repr(code)} unknown`);
    }
    const arg = opcode.arg === null ? null : call(opcode.arg.reader, this.data);
    this.end = this.tell === undefined ? null : call(this.tell);
    if (byte === Op.STOP) this.done = true;
    return new Tuple([opcode, arg, pos]);
  }
}
generatorIterator("_genops", Instructions);

function instructionsOf(pickle: Value): Suspends<Instructions> {
  const data = pickle instanceof Bytes || pickle instanceof ByteArray ? (new BytesIO(pickle) as Value) : pickle;
  return new Instructions(data, getattrOr(data, "tell"));
}

export function genops(pickle: Value): Suspends<Value> {
  return instructionsOf(pickle);
}

/** Puts a pickle together again without the memo entries that nothing refers to. */
export function optimize(p: Value): Suspends<Bytes> {
  const source = toBuffer(p);
  const parts: { kind: "put" | "get" | "copy"; from: Value; to: number }[] = [];
  const used = new Map<number, number>();
  let puts = 0;
  const seen = new Set<number>();
  let proto = 0;
  let header = 0;
  const it = instructionsOf(p);
  for (let item = it.$next(); item !== END; item = it.$next()) {
    const [opcode, arg, pos] = item.items as [OpcodeInfo, Value, number];
    const name = opcode.name$;
    if (name.includes("PUT")) {
      seen.add(arg as number);
      puts = seen.size;
      parts.push({ kind: "put", from: arg, to: 0 });
    } else if (name === "MEMOIZE") {
      parts.push({ kind: "put", from: puts, to: 0 });
      seen.add(puts);
      puts = seen.size;
    } else if (name === "FRAME") continue;
    else if (name.includes("GET")) {
      if (opcode.proto > proto) proto = opcode.proto;
      used.set(arg as number, -1);
      parts.push({ kind: "get", from: arg, to: 0 });
    } else if (name === "PROTO") {
      if (arg > proto) proto = arg as number;
      if (pos === 0) header = it.end as number;
      else parts.push({ kind: "copy", from: pos, to: it.end as number });
    } else parts.push({ kind: "copy", from: pos, to: it.end as number });
  }
  const writer = new Writer(proto, null, false, null);
  const { out } = writer;
  out.bytes(source.subarray(0, header));
  if (proto >= 4) out.startFraming();
  let index = 0;
  for (const { kind, from, to } of parts) {
    if (kind === "put") {
      if (!used.has(from as number)) continue;
      if (out.at >= out.frameEnd) out.closeFrame();
      used.set(from as number, index);
      writer.put({ index: index++ });
      continue;
    }
    if (kind === "get") {
      if (out.at >= out.frameEnd) out.closeFrame();
      writer.get(used.get(from as number) as number);
      continue;
    }
    const data = source.subarray(from as number, to);
    if (data.length > FRAME_SIZE_TARGET) {
      out.closeFrame();
      out.stopFraming();
      out.bytes(data);
      if (proto >= 4) out.startFraming();
    } else {
      if (out.at >= out.frameEnd) out.closeFrame();
      out.bytes(data);
    }
  }
  out.closeFrame();
  return new Bytes(out.finish());
}

function show(line: string, out: Value): Suspends<void> {
  const kw = new Kw();
  kw.file = out;
  $callx(print, [line], kw);
}

export function dis(pickle: Value, out: Value = null, memo: Value = null, indentlevel: Value = 4, annotate: Value = 0): Suspends<null> {
  const mark = stackObjects.get("mark");
  const stack: Value[] = [];
  const known = memo ?? new Dict();
  let maxProto = -1;
  const marks: Value[] = [];
  let column = annotate as number;
  const it = instructionsOf(pickle);
  for (let item = it.$next(); item !== END; item = it.$next()) {
    const [opcode, arg, pos] = item.items as [OpcodeInfo, Value, Value];
    const name = opcode.name$;
    let line = pos === null ? "" : `${text(pos).padStart(5)}: `;
    const start = line.length;
    line += `${repr(opcode.code).slice(1, -1).padEnd(4)} ${" ".repeat((indentlevel as number) * marks.length)}${name}`;
    maxProto = Math.max(maxProto, opcode.proto);
    const before = opcode.stack_before;
    let after = opcode.stack_after;
    let toPop = before.length;
    let remark: string | null = null;
    let error: string | null = null;
    if (before.includes(mark) || (name === "POP" && stack.length > 0 && stack[stack.length - 1] === mark)) {
      if (marks.length > 0) {
        const at = marks.pop();
        remark = at === null ? "(MARK at unknown opcode offset)" : `(MARK at ${text(at)})`;
        while (stack.pop() !== mark);
        toPop = Math.max(0, before.indexOf(mark));
      } else error = remark = "no MARK exists on stack";
    }
    if (name.includes("PUT") || name === "MEMOIZE") {
      const index: Value = name === "MEMOIZE" ? known.$size() : arg;
      if (name === "MEMOIZE") remark = `(as ${text(index)})`;
      if (known.$has(index)) error = `memo key ${repr(arg)} already defined`;
      else if (stack.length === 0) error = "stack is empty -- can't store into memo";
      else if (stack[stack.length - 1] === mark) error = "can't store markobject in the memo";
      else known.$set(index, stack[stack.length - 1]);
    } else if (name.includes("GET")) {
      const value = known.$get(arg);
      if (value === undefined) error = `memo key ${repr(arg)} has never been stored into`;
      else after = [value];
    }
    if (arg !== null || remark !== null) {
      line += " ".repeat(Math.max(0, 10 - name.length));
      if (arg !== null) line += ` ${repr(arg)}`;
      if (remark !== null) line += ` ${remark}`;
    }
    if (annotate !== 0) {
      line += " ".repeat(Math.max(0, column - (line.length - start)));
      column = line.length - start;
      if (column > 50) column = annotate as number;
      line += ` ${opcode.doc}`;
    }
    show(line, out);
    if (error !== null) throw new ValueError(error);
    if (stack.length < toPop) throw new ValueError(`tries to pop ${toPop} items from stack with only ${stack.length} items`);
    stack.length -= toPop;
    if (after.includes(mark)) marks.push(pos);
    for (let i = 0; i < after.length; i++) stack.push(after[i]);
  }
  show(`highest protocol among opcodes = ${maxProto}`, out);
  if (stack.length > 0) throw new ValueError(`stack not empty after STOP: ${repr(stack)}`);
  return null;
}

export default pymodule("pickletools", {
  __all__: ["dis", "genops", "optimize"],
  dis,
  genops,
  optimize,
  opcodes,
  OpcodeInfo,
  ArgumentDescriptor,
  StackObject,
  code2op: Dict.$of(byCode),
  UP_TO_NEWLINE: -1,
  TAKEN_FROM_ARGUMENT1: -2,
  TAKEN_FROM_ARGUMENT4: -3,
  TAKEN_FROM_ARGUMENT4U: -4,
  TAKEN_FROM_ARGUMENT8U: -5,
});
