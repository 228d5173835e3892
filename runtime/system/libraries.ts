/**
 * libraries - shared libraries of the system that modules stand on, as CPython's do: found when they are first needed.
 */
import { callAt, copyFrom, cstring, dlopen, dlsym, lengthAt, prototype, type Prototype } from "./posix.js";

const RTLD_NOW = 2;

type Argument = number | bigint | Uint8Array | null;

/** A function of a library: addresses are numbers, memory is passed as it is and stays where it is during the call. */
export type Call = (...args: Argument[]) => number | bigint;

/** One library, by the names that its file may have; functions are found at their first call. */
export class Library {
  private handle = 0n;
  private readonly found = new Map<string, bigint>();

  constructor(readonly names: readonly string[]) {}

  private open(): bigint {
    if (this.handle !== 0n) return this.handle;
    for (const name of this.names) {
      this.handle = BigInt(dlopen(cstring(name), RTLD_NOW));
      if (this.handle !== 0n) return this.handle;
    }
    throw new Error(`${this.names[0]!} cannot be loaded`);
  }

  /** Where a function or variable is; 0 if the library has none of that name. */
  at(name: string): bigint {
    let at = this.found.get(name);
    if (at === undefined) this.found.set(name, (at = BigInt(dlsym(this.open(), cstring(name)))));
    return at;
  }

  /** @param types of koffi: "int32(uint64,uint64)" with addresses as uint64 */
  bind(name: string, types: string): Call {
    const [result, inside] = types.slice(0, -1).split("(") as [string, string];
    const parameters = inside === "" ? [] : inside.split(",").map((type) => (type === "ptr" ? "void *" : type));
    let type: Prototype | undefined;
    return (...args) => callAt(this.at(name), (type ??= prototype(result, parameters)), args) as number | bigint;
  }
}

/** The bytes up to the NUL at an address. */
export function bytesAt(at: number | bigint): Uint8Array {
  const bytes = new Uint8Array(Number(lengthAt(at)));
  copyFrom(bytes, at, bytes.length);
  return bytes;
}
