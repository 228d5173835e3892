/**
 * patched - attributes of library modules that a text binds anew: `time.time = f`, `setattr(random, "random", f)`; and whether it may do so by names in
 * strings, as `unittest.mock.patch("time.time")` does. What comes from them may be anything.
 */
import { stringOf } from "../ast/constants.js";
import type * as ast from "../ast/nodes.js";

/** Modules whose users replace attributes that they name in strings. */
const REPLACERS: ReadonlySet<string> = new Set(["mock", "unittest.mock", "pytest"]);
const SETTERS: ReadonlySet<string> = new Set(["setattr", "delattr"]);

export class Patched {
  /** by variable, the modules that it stands for */
  readonly #modules = new Map<string, Set<string>>();
  /** by variable, the first of the attributes that lead to one that is bound or deleted; null: any */
  readonly #written = new Map<string, Set<string | null>>();
  #any = false;

  /** To be told of every node, in any order, before anything is asked. */
  see(node: ast.Node): void {
    switch (node.kind) {
      case "Import":
        for (const { name, asname } of node.names) {
          if (REPLACERS.has(name)) this.#any = true;
          const root = name.split(".")[0]!;
          put(this.#modules, asname ?? root, asname === null ? root : name);
        }
        return;
      case "ImportFrom":
        if (node.module === null || node.level > 0) return;
        for (const { name, asname } of node.names) {
          const full = `${node.module}.${name}`;
          if (REPLACERS.has(node.module) || REPLACERS.has(full)) this.#any = true;
          put(this.#modules, asname ?? name, full);
        }
        return;
      case "Attribute":
        if (node.ctx !== "Load") this.#writes(node.value, node.attr);
        return;
      case "Call":
        if (node.func.kind === "Name" && SETTERS.has(node.func.id) && node.args.length > 1) this.#writes(node.args[0]!, stringOf(node.args[1]!));
        return;
      default:
    }
  }

  /** @param name with its module, as in `os.path.join` */
  has(name: string): boolean {
    if (this.#any) return true;
    for (const [variable, attributes] of this.#written) {
      for (const module of this.#modules.get(variable) ?? []) {
        for (const attribute of attributes) if (`${name}.`.startsWith(`${attribute === null ? module : `${module}.${attribute}`}.`)) return true;
      }
    }
    return false;
  }

  #writes(object: ast.Expr, attribute: string | null): void {
    let first = attribute;
    for (; object.kind === "Attribute"; object = object.value) first = object.attr;
    if (object.kind === "Name") put(this.#written, object.id, first);
  }
}

function put<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}
