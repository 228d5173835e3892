/**
 * typedsites - which calls of the runtime's source may suspend, by their types.
 *
 * A call is a site if the signature it resolves to is declared `Suspends<T>`, if what is called is of unknown type (`Value`, any, Function), or if it is a
 * function type or interface method whose result is unknown or void.
 * A function with sites has to declare `Suspends`; one that does not is reported, and its calls count as sites all the same.
 */
import type { ts } from "ts-morph";
import type { TypeScript } from "./tree.js";

type Called = ts.CallExpression | ts.NewExpression;

interface Caller {
  readonly node: ts.SignatureDeclaration | ts.ClassStaticBlockDeclaration | ts.PropertyDeclaration;
  readonly calls: ts.SignatureDeclaration[];
  suspends: boolean;
}

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export class TypedSites {
  readonly problems: Problem[] = [];
  readonly #sites = new Map<ts.Node, boolean | ts.SignatureDeclaration>();
  readonly #suspending = new Set<ts.Node>();
  readonly #native = new Set<ts.Node>();
  /** Closures that natives call. */
  readonly #given = new Set<ts.Node>();
  readonly #checker: ts.TypeChecker;

  /**
   * @param exact whether in a file only functions declared Suspends have sites, and only calls of such functions are sites: the scheduler
   * @param never names of functions that never suspend, whatever their bodies call
   */
  constructor(
    private readonly tsc: TypeScript,
    private readonly program: ts.Program,
    files: readonly ts.SourceFile[],
    private readonly exact: (file: ts.SourceFile) => boolean,
    private readonly never: ReadonlySet<string>,
  ) {
    this.#checker = program.getTypeChecker();
    this.#settle(files.flatMap((file) => this.#callers(file)));
  }

  /** May this call suspend? */
  isSite(node: ts.Node | undefined): boolean {
    const found = node && this.#sites.get(node);
    return found === true || (found !== undefined && found !== false && this.#suspending.has(found));
  }

  /** Is it a call of JavaScript's own, or Node's, function? */
  isNative(node: ts.Node | undefined): boolean {
    return node === undefined || this.#native.has(node);
  }

  /** Is it a closure that goes to a native function? */
  isGivenToNative(node: ts.Node | undefined): boolean {
    return node !== undefined && this.#given.has(node);
  }

  #callers(file: ts.SourceFile): Caller[] {
    const { tsc } = this;
    const callers: Caller[] = [];
    const exact = this.exact(file);
    const visit = (node: ts.Node, caller: Caller | undefined) => {
      let inner = caller;
      if (tsc.isFunctionLike(node) && "body" in node && node.body) callers.push((inner = { node, calls: [], suspends: false }));
      else if (tsc.isClassStaticBlockDeclaration(node) || tsc.isPropertyDeclaration(node)) callers.push((inner = { node, calls: [], suspends: false }));
      else if (tsc.isTypeNode(node) || tsc.isDecorator(node)) return;
      if (tsc.isCallExpression(node) || tsc.isNewExpression(node)) {
        let found = this.#classify(node);
        if (caller && tsc.isFunctionDeclaration(caller.node) && caller.node.name && this.never.has(caller.node.name.text)) found = false;
        if (exact && !(found === true && caller && "type" in caller.node && this.#isSuspends(caller.node.type) && this.#declares(node))) found = false;
        this.#sites.set(node, found);
        if (caller && found === true) caller.suspends = true;
        else if (caller && found !== false && found !== true) caller.calls.push(found);
      }
      tsc.forEachChild(node, (child) => visit(child, inner));
    };
    visit(file, undefined);
    return callers;
  }

  /** true or false, or the function on whose own sites it depends. */
  #classify(node: Called): boolean | ts.SignatureDeclaration {
    const { tsc } = this;
    const callee = node.expression;
    if (tsc.isIdentifier(callee) && this.never.has(callee.text)) return false;
    if (callee.kind === tsc.SyntaxKind.SuperKeyword || callee.kind === tsc.SyntaxKind.ImportKeyword) return false;
    // f.call(o, ...) and f.apply(o, ...) of a function of known type are calls of f
    if (tsc.isPropertyAccessExpression(callee) && (callee.name.text === "call" || callee.name.text === "apply")) {
      const type = this.#checker.getTypeAtLocation(callee.expression);
      const declarations = this.#declarations(type, node);
      if (declarations.length > 0) return this.#anyOf(declarations);
    }
    const declaration = this.#checker.getResolvedSignature(node)?.declaration as ts.SignatureDeclaration | undefined;
    if (declaration) {
      if (declaration.getSourceFile().isDeclarationFile) {
        this.#native.add(node);
        for (const argument of node.arguments ?? []) if (tsc.isArrowFunction(argument) || tsc.isFunctionExpression(argument)) this.#given.add(argument);
      }
      return this.#anyOf([declaration]);
    }
    const type = this.#checker.getTypeAtLocation(callee);
    if (type.flags & tsc.TypeFlags.Any) return true;
    const declarations = this.#declarations(type, node);
    if (declarations.length > 0) return this.#anyOf(declarations);
    return tsc.isCallExpression(node) && !(type.flags & tsc.TypeFlags.Never);
  }

  #declares(node: Called): boolean {
    const declaration = this.#checker.getResolvedSignature(node)?.declaration as ts.SignatureDeclaration | undefined;
    return this.#isSuspends(declaration?.type);
  }

  #declarations(type: ts.Type, node: Called): ts.SignatureDeclaration[] {
    const kind = this.tsc.isNewExpression(node) ? this.tsc.SignatureKind.Construct : this.tsc.SignatureKind.Call;
    const types = type.isUnion() ? type.types : [type];
    return types.flatMap((t) => this.#checker.getSignaturesOfType(t, kind).flatMap((s) => (s.declaration ? [s.declaration as ts.SignatureDeclaration] : [])));
  }

  #anyOf(declarations: readonly ts.SignatureDeclaration[]): boolean | ts.SignatureDeclaration {
    let depends: ts.SignatureDeclaration | undefined;
    for (const declaration of declarations) {
      if (this.#isSuspends(declaration.type)) return true;
      if ("body" in declaration && declaration.body) depends = declaration;
      else if (this.#isUnknown(declaration)) return true;
    }
    return depends ?? false;
  }

  /** A function type or interface method without a known result: whoever implements it may run Python code. */
  #isUnknown(declaration: ts.SignatureDeclaration): boolean {
    const { tsc } = this;
    const { type } = declaration;
    if (!type || tsc.isConstructSignatureDeclaration(declaration) || tsc.isConstructorTypeNode(declaration) || declaration.getSourceFile().isDeclarationFile)
      return false;
    const { SyntaxKind: K } = tsc;
    if (type.kind === K.AnyKeyword || type.kind === K.UnknownKeyword || type.kind === K.VoidKeyword) return true;
    return tsc.isTypeReferenceNode(type) && (this.#checker.getTypeAtLocation(type).flags & (tsc.TypeFlags.Any | tsc.TypeFlags.TypeParameter)) !== 0;
  }

  #isSuspends(type: ts.TypeNode | undefined): boolean {
    const { tsc } = this;
    if (!type) return false;
    if (tsc.isParenthesizedTypeNode(type)) return this.#isSuspends(type.type);
    if (tsc.isUnionTypeNode(type)) return type.types.some((t) => this.#isSuspends(t));
    return tsc.isTypeReferenceNode(type) && tsc.isIdentifier(type.typeName) && type.typeName.text === "Suspends";
  }

  /** Who suspends without saying so, until nothing changes. */
  #settle(callers: readonly Caller[]): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const caller of callers) {
        if (!caller.suspends && caller.calls.some((called) => this.#suspending.has(called))) caller.suspends = true;
        if (!caller.suspends || this.#suspending.has(caller.node)) continue;
        this.#suspending.add(caller.node);
        changed = true;
      }
    }
    for (const caller of callers) if (caller.suspends) this.#check(caller.node);
  }

  #check(node: Caller["node"]): void {
    const { tsc } = this;
    if (tsc.isConstructorDeclaration(node)) this.report(node, "a constructor calls what may suspend: use __init__ or a function");
    else if (tsc.isGetAccessor(node) || tsc.isSetAccessor(node)) {
      // of a @pyclass they are called by $getattr and $setattr, as functions
      if (!(tsc.isClassDeclaration(node.parent) && tsc.getDecorators(node.parent)))
        this.report(node, "an accessor calls what may suspend: JavaScript calls it, its frame cannot be saved");
    } else if (tsc.isClassStaticBlockDeclaration(node) || tsc.isPropertyDeclaration(node)) return;
    else if (this.#isSuspends(node.type)) return;
    else if (tsc.isArrowFunction(node) || tsc.isFunctionExpression(node)) this.#checkClosure(node);
    else this.report(node, "calls what may suspend, but its type is not Suspends<...>");
  }

  /** A closure takes its type from where it goes; natives must not get one that may suspend. */
  #checkClosure(node: ts.ArrowFunction | ts.FunctionExpression): void {
    const { tsc } = this;
    const call = node.parent;
    if (!tsc.isCallExpression(call) || call.expression === node) return;
    const declaration = this.#checker.getResolvedSignature(call)?.declaration;
    if (declaration && this.program.isSourceFileDefaultLibrary(declaration.getSourceFile()))
      this.report(node, "a closure that may suspend goes to a native function");
  }

  report(node: ts.Node, message: string): void {
    const file = node.getSourceFile();
    const name = (node as ts.NamedDeclaration).name;
    const text = name ? `${name.getText(file)}: ` : "";
    this.problems.push({ file: file.fileName, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1, message: text + message });
  }
}
