/**
 * capsule - pointers that C code passes on under a name.
 *
 * Mirrors     Objects/capsule.c of CPython 3.13
 * Differs     a destructor is kept, and never called
 */
import type { Bytes } from "./bytes/data.js";
import { ValueError } from "./exceptions.js";
import { address } from "./identity.js";
import { object, type Value } from "./object.js";
import { builtinType, methods } from "./register.js";

/** An address; 0: none. */
export type Pointer = number | bigint;

export class Capsule {
  constructor(
    public $pointer: Pointer,
    public $label: Bytes | null,
    public $destructor: Pointer,
    public $context: Pointer = 0,
  ) {}
}
Object.setPrototypeOf(Capsule.prototype, object.prototype as object);

export const capsuleType = builtinType("PyCapsule()", null, { prototype: Capsule.prototype, final: true });
methods(capsuleType, {
  "__repr__(self, /)": function (this: Capsule): string {
    return `<capsule object ${this.$label === null ? "NULL" : `"${textOf(this.$label)}"`} at ${address(this)}>`;
  },
});

function textOf(label: Bytes): string {
  return Buffer.from(label.$data).toString();
}

/** Have two capsules, or a capsule and who asks, the same name? */
function agree(a: Bytes | null, b: Bytes | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a.$data, b.$data) === 0;
}

function legal(x: Value, asker: string): Capsule {
  if (!(x instanceof Capsule)) throw new ValueError(`${asker} called with invalid PyCapsule object`);
  return x;
}

function some(pointer: Pointer, asker: string): Pointer {
  if (Number(pointer) === 0) throw new ValueError(`${asker} called with null pointer`);
  return pointer;
}

/** CPython's functions of capsules; addresses are numbers, a name bytes or null. */
export const capsules = {
  PyCapsule_New: (pointer: Pointer, name: Bytes | null, destructor: Pointer): Capsule => new Capsule(some(pointer, "PyCapsule_New"), name, destructor),
  PyCapsule_IsValid: (x: Value, name: Bytes | null): number => Number(x instanceof Capsule && agree(x.$label, name)),
  PyCapsule_GetPointer(x: Value, name: Bytes | null): Pointer {
    const { $pointer, $label } = legal(x, "PyCapsule_GetPointer");
    if (!agree($label, name)) throw new ValueError("PyCapsule_GetPointer called with incorrect name");
    return $pointer;
  },
  PyCapsule_GetName: (x: Value): Bytes | null => legal(x, "PyCapsule_GetName").$label,
  PyCapsule_GetDestructor: (x: Value): Pointer => legal(x, "PyCapsule_GetDestructor").$destructor,
  PyCapsule_GetContext: (x: Value): Pointer => legal(x, "PyCapsule_GetContext").$context,
  PyCapsule_SetPointer(x: Value, pointer: Pointer): number {
    some(pointer, "PyCapsule_SetPointer");
    legal(x, "PyCapsule_SetPointer").$pointer = pointer;
    return 0;
  },
  PyCapsule_SetName(x: Value, name: Bytes | null): number {
    legal(x, "PyCapsule_SetName").$label = name;
    return 0;
  },
  PyCapsule_SetDestructor(x: Value, destructor: Pointer): number {
    legal(x, "PyCapsule_SetDestructor").$destructor = destructor;
    return 0;
  },
  PyCapsule_SetContext(x: Value, context: Pointer): number {
    legal(x, "PyCapsule_SetContext").$context = context;
    return 0;
  },
} satisfies Record<string, (...args: never[]) => Value>;
