/**
 * _ast.names - the names that code uses: of globals, attributes, and what it imports.
 *
 * Mirrors  Python/compile.c of CPython 3.13: what codegen_visit_* put into u_names, in that order
 * Differs  names in a comprehension that are variables of a function around it count as variables
 */
import type { PlainNode } from "./index.js";

type Fields = Readonly<Record<string, readonly string[]>>;

/** Order of fields where it is not the tree's own. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  Assign: ["value", "targets"],
  NamedExpr: ["value", "target"],
  For: ["iter", "target", "body", "orelse"],
  AsyncFor: ["iter", "target", "body", "orelse"],
  Try: ["body", "orelse", "handlers", "finalbody"],
  TryStar: ["body", "handlers", "orelse", "finalbody"],
  FunctionDef: ["decorator_list", "args", "returns"],
  AsyncFunctionDef: ["decorator_list", "args", "returns"],
  ClassDef: ["decorator_list", "bases", "keywords"],
  arguments: ["defaults", "kw_defaults", "posonlyargs", "args", "vararg", "kwonlyargs", "kwarg"],
  Lambda: ["args"],
};
/** Whose `name` is bound once the rest has been visited. */
const NAMED_AFTER = new Set(["FunctionDef", "AsyncFunctionDef", "ClassDef", "MatchAs", "MatchStar"]);
const SCOPES = new Set(["FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda", "GeneratorExp"]);
const COMPREHENSIONS = new Set(["ListComp", "SetComp", "DictComp"]);

function listed(value: PlainNode[string]): readonly PlainNode[] {
  return Array.isArray(value) ? (value as readonly PlainNode[]) : value === null || value === undefined ? [] : [value as PlainNode];
}

function nodesIn(node: PlainNode, fields: readonly string[]): PlainNode[] {
  return fields.flatMap((field) => listed(node[field])).filter((one) => typeof one === "object" && one !== null && typeof one.kind === "string");
}

class Names {
  readonly found = new Set<string>();

  /** @param local variables that are not looked up by name */
  constructor(
    private readonly fields: Fields,
    private local: ReadonlySet<string>,
    private readonly inFunction: boolean,
  ) {}

  private use(name: string): void {
    if (!this.local.has(name)) this.found.add(name);
  }

  private all(nodes: readonly PlainNode[]): void {
    for (const node of nodes) this.visit(node);
  }

  visit(node: PlainNode): void {
    const { kind } = node;
    if (kind === "Constant" || kind === "Global" || kind === "Nonlocal") return;
    if (kind === "Name") this.use(node["id"] as string);
    else if (kind === "GeneratorExp") this.visit(listed(node["generators"])[0]!["iter"] as PlainNode);
    else if (COMPREHENSIONS.has(kind)) this.comprehension(node);
    else if (kind === "Import") for (const alias of listed(node["names"])) this.imported(alias);
    else if (kind === "ImportFrom") this.importedFrom(node);
    else if (kind === "AnnAssign") this.annotated(node);
    else if (kind === "Dict") {
      const keys = node["keys"] as readonly (PlainNode | null)[];
      listed(node["values"]).forEach((value, at) => this.all(keys[at] ? [keys[at], value] : [value]));
    } else {
      if (kind === "ExceptHandler") {
        this.all(listed(node["type"]));
        if (node["name"] !== null) this.use(node["name"] as string);
        this.all(listed(node["body"]));
        return;
      }
      this.all(nodesIn(node, this.evaluated(node)));
      if (kind === "Attribute") this.found.add(node["attr"] as string);
      else if (NAMED_AFTER.has(kind) && typeof node["name"] === "string") this.use(node["name"]);
      else if (kind === "MatchMapping" && typeof node["rest"] === "string") this.use(node["rest"]);
    }
  }

  /** Its fields in order; what stands in the scope of type parameters is evaluated there. */
  private evaluated(node: PlainNode): readonly string[] {
    const { kind } = node;
    if (kind === "TypeAlias") return ["name"];
    if (listed(node["type_params"]).length === 0) return ORDER[kind] ?? this.fields[kind]!;
    if (kind !== "ClassDef") {
      const { decorator_list: decorators, args } = node;
      this.all([...listed(decorators), ...nodesIn(args as PlainNode, ["defaults", "kw_defaults"])]);
      return [];
    }
    return ["decorator_list"];
  }

  private comprehension(node: PlainNode): void {
    const generators = listed(node["generators"]);
    const around = this.local;
    this.visit(generators[0]!["iter"] as PlainNode);
    this.local = new Set([...around, ...generators.flatMap(({ target }) => boundIn([target as PlainNode], this.fields))]);
    generators.forEach((generator, at) => this.all(nodesIn(generator, at === 0 ? ["target", "ifs"] : ["iter", "target", "ifs"])));
    this.all(
      nodesIn(
        node,
        ["elt", "key", "value"].filter((field) => node[field] !== undefined),
      ),
    );
    this.local = around;
  }

  private imported(alias: PlainNode): void {
    const name = alias["name"] as string;
    const [first, ...rest] = name.split(".");
    this.found.add(name);
    if (alias["asname"] === null) this.use(first!);
    else {
      for (const part of rest) this.found.add(part);
      this.use(alias["asname"] as string);
    }
  }

  private importedFrom(node: PlainNode): void {
    this.found.add((node["module"] as string | null) ?? "");
    for (const alias of listed(node["names"])) {
      if (alias["name"] === "*") continue;
      this.found.add(alias["name"] as string);
      this.use((alias["asname"] ?? alias["name"]) as string);
    }
  }

  private annotated(node: PlainNode): void {
    this.all(nodesIn(node, ["value"]));
    const target = node["target"] as PlainNode;
    if (node["value"] !== null || target.kind !== "Name") this.visit(target);
    if (node["simple"] !== 1 || this.inFunction) return;
    this.all(nodesIn(node, ["annotation"]));
    this.found.add("__annotations__");
  }
}

/** What statements and targets bind in the scope that they stand in. */
function boundIn(nodes: readonly PlainNode[], fields: Fields): string[] {
  const names: string[] = [];
  const outside: string[] = [];
  const walk = (node: PlainNode): void => {
    if (node.kind === "Name" && node["ctx"] !== "Load") names.push(node["id"] as string);
    if ((NAMED_AFTER.has(node.kind) || node.kind === "ExceptHandler") && typeof node["name"] === "string") names.push(node["name"]);
    if (node.kind === "alias") names.push(((node["asname"] ?? node["name"]) as string).split(".")[0]!);
    if (node.kind === "Global") outside.push(...(node["names"] as unknown as readonly string[]));
    else if (!SCOPES.has(node.kind) && !COMPREHENSIONS.has(node.kind)) nodesIn(node, fields[node.kind] ?? []).forEach(walk);
  };
  nodes.forEach(walk);
  return names.filter((name) => !outside.includes(name));
}

/** `co_names` of a module's or an expression's tree. */
export function namesOfText(tree: PlainNode, fields: Fields): string[] {
  const names = new Names(fields, new Set(), false);
  names.visit(tree);
  return [...names.found];
}

/**
 * `co_names` of a function in a text.
 *
 * @param isIt whether a definition is the function's
 * @param known its parameters and free variables
 * @returns undefined if it is not there
 */
export function namesOfFunction(tree: PlainNode, fields: Fields, isIt: (node: PlainNode) => boolean, known: readonly string[]): string[] | undefined {
  const find = (node: PlainNode): PlainNode | undefined => {
    if (isIt(node)) return node;
    for (const child of nodesIn(node, fields[node.kind] ?? [])) {
      const found = find(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const node = find(tree);
  if (node === undefined) return undefined;
  const body = listed(node["body"]);
  const names = new Names(fields, new Set([...known, ...boundIn(body, fields)]), true);
  for (const one of body) names.visit(one);
  return [...names.found];
}
