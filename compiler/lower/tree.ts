/**
 * tree - TypeScript's tree as JavaScript's (ESTree), types blanked on the way.
 *
 * In      a ts.SourceFile (of ts-morph's TypeScript, or of a ts.Program over it)
 * Out     Program; each node has the TypeScript offsets
 * Dropped annotations, `as`, `satisfies`, `!`, type arguments, interfaces, type aliases, `declare`, overload signatures, type imports and exports,
 *         fields without initialiser (fields are assigned, not defined), abstract members
 * Rewritten  `constructor(readonly x)` assigns `this.x`; `#x` becomes a plain property (a frame's second form is outside the class)
 */
import type { ts } from "ts-morph";
import type * as E from "./estree.js";

/** TypeScript itself, loaded when it is first needed. */
export type TypeScript = typeof ts;

export interface TreeOptions {
  /** Whether an imported or exported name is a value; without it, whatever is not marked `type` is. */
  isValue?: (name: ts.Node) => boolean;
  /** Calls and functions lead back to TypeScript's nodes by `$ts`, which keeps its whole tree. */
  linked?: boolean;
}

/** What `lower` does not take, with its place. */
export class NotInSubset extends Error {
  constructor(
    readonly what: string,
    readonly file: string,
    readonly offset: number,
    line: number,
  ) {
    super(`${file}:${line}: ${what} is outside the subset that lower takes`);
  }
}

/** The whole file as a JavaScript tree. */
export function toEstree(tsc: TypeScript, file: ts.SourceFile, options: TreeOptions = {}): E.Program {
  const { SyntaxKind: K } = tsc;
  const { Identifier, ThisKeyword, PropertyAccessExpression, CallExpression, StringLiteral, BinaryExpression, ParenthesizedExpression } = K;
  const { NullKeyword, TrueKeyword, FalseKeyword, SuperKeyword, ExpressionStatement, ReturnStatement } = K;
  /** class name for `#x`, innermost last */
  const classes: string[] = [];

  // nodes that begin at one place have blanks before them once
  const starts = new Int32Array(file.end + 1);
  const startOf = (node: ts.Node): number => {
    if (node.pos < 0 || node.pos === node.end) return node.getStart(file);
    return starts[node.pos]! || (starts[node.pos] = node.getStart(file));
  };
  const fail = (node: ts.Node, what: string): never => {
    const start = node.getStart(file);
    throw new NotInSubset(what, file.fileName, start, file.getLineAndCharacterOfPosition(start).line + 1);
  };
  const typeText = (node: ts.TypeNode | undefined) => node?.getText(file);
  const modifiers = (node: ts.Node): readonly ts.ModifierLike[] => (tsc.canHaveModifiers(node) ? tsc.getModifiers(node) : undefined) ?? [];
  const has = (node: ts.Node, kind: ts.SyntaxKind) => modifiers(node).some((modifier) => modifier.kind === kind);
  const decorators = (node: ts.Node): E.Expression[] =>
    ((tsc.canHaveDecorators(node) ? tsc.getDecorators(node) : undefined) ?? []).map((decorator) => expression(decorator.expression));

  // ---- names and patterns

  function identifier(node: ts.Identifier): E.Identifier {
    return { type: "Identifier", name: node.text, start: startOf(node), end: node.end };
  }

  function privateName(node: ts.PrivateIdentifier): E.Identifier {
    return { type: "Identifier", name: `$${classes.at(-1) ?? ""}$${node.text.slice(1)}`, start: startOf(node), end: node.end };
  }

  function propertyName(node: ts.PropertyName): { key: E.Expression; computed: boolean } {
    if (tsc.isComputedPropertyName(node)) return { key: expression(node.expression), computed: true };
    if (tsc.isIdentifier(node)) return { key: identifier(node), computed: false };
    if (tsc.isPrivateIdentifier(node)) return { key: privateName(node), computed: false };
    return { key: expression(node), computed: false };
  }

  function bindingName(node: ts.BindingName): E.Pattern {
    if (tsc.isIdentifier(node)) return identifier(node);
    if (tsc.isArrayBindingPattern(node))
      return {
        type: "ArrayPattern",
        elements: node.elements.map((element) => (tsc.isOmittedExpression(element) ? null : bindingElement(element))),
        start: startOf(node),
        end: node.end,
      };
    return {
      type: "ObjectPattern",
      properties: node.elements.map((element): E.Property | E.RestElement => {
        if (element.dotDotDotToken) return { type: "RestElement", argument: bindingName(element.name), start: startOf(element), end: element.end };
        const value = withDefault(bindingName(element.name), element.initializer, element);
        const { key, computed } = element.propertyName
          ? propertyName(element.propertyName)
          : { key: identifier(element.name as ts.Identifier), computed: false };
        return {
          type: "Property",
          key,
          value,
          kind: "init",
          method: false,
          shorthand: !element.propertyName,
          computed,
          start: startOf(element),
          end: element.end,
        };
      }),
      start: startOf(node),
      end: node.end,
    };
  }

  function bindingElement(node: ts.BindingElement): E.Pattern {
    if (node.dotDotDotToken) return { type: "RestElement", argument: bindingName(node.name), start: startOf(node), end: node.end };
    return withDefault(bindingName(node.name), node.initializer, node);
  }

  function withDefault(left: E.Pattern, initializer: ts.Expression | undefined, node: ts.Node): E.Pattern {
    return initializer ? { type: "AssignmentPattern", left, right: expression(initializer), start: startOf(node), end: node.end } : left;
  }

  function parameter(node: ts.ParameterDeclaration): E.Pattern {
    const name = bindingName(node.name);
    const type = typeText(node.type);
    if (name.type === "Identifier" || name.type === "ObjectPattern" || name.type === "ArrayPattern") {
      if (type !== undefined) name.$type = type;
      if (node.questionToken) name.$optional = true;
    }
    if (node.dotDotDotToken) return { type: "RestElement", argument: name, $type: type, start: startOf(node), end: node.end };
    return withDefault(name, node.initializer, node);
  }

  /** A literal or expression on the left of `=` as a pattern. */
  function target(node: ts.Expression): E.Pattern {
    if (tsc.isParenthesizedExpression(node) || tsc.isNonNullExpression(node) || tsc.isAsExpression(node) || tsc.isSatisfiesExpression(node))
      return target(node.expression);
    if (tsc.isArrayLiteralExpression(node))
      return {
        type: "ArrayPattern",
        elements: node.elements.map((element) => (tsc.isOmittedExpression(element) ? null : targetElement(element))),
        start: startOf(node),
        end: node.end,
      };
    if (tsc.isObjectLiteralExpression(node))
      return {
        type: "ObjectPattern",
        properties: node.properties.map((property): E.Property | E.RestElement => {
          if (tsc.isSpreadAssignment(property))
            return { type: "RestElement", argument: target(property.expression), start: startOf(property), end: property.end };
          if (tsc.isShorthandPropertyAssignment(property)) {
            const value = withDefault(identifier(property.name), property.objectAssignmentInitializer, property);
            return {
              type: "Property",
              key: identifier(property.name),
              value,
              kind: "init",
              method: false,
              shorthand: true,
              computed: false,
              start: startOf(property),
              end: property.end,
            };
          }
          if (!tsc.isPropertyAssignment(property)) return fail(property, "this property in an assignment pattern");
          return {
            type: "Property",
            ...propertyName(property.name),
            value: targetElement(property.initializer),
            kind: "init",
            method: false,
            shorthand: false,
            start: startOf(property),
            end: property.end,
          };
        }),
        start: startOf(node),
        end: node.end,
      };
    const made = expression(node);
    if (made.type === "Identifier" || made.type === "MemberExpression") return made;
    return fail(node, "this assignment target");
  }

  function targetElement(node: ts.Expression): E.Pattern {
    if (tsc.isSpreadElement(node)) return { type: "RestElement", argument: target(node.expression), start: startOf(node), end: node.end };
    if (tsc.isBinaryExpression(node) && node.operatorToken.kind === K.EqualsToken)
      return { type: "AssignmentPattern", left: target(node.left), right: expression(node.right), start: startOf(node), end: node.end };
    return target(node);
  }

  // ---- functions and classes

  function functionParts(node: ts.FunctionLikeDeclaration) {
    const parameters = node.parameters.filter((p) => !(tsc.isIdentifier(p.name) && p.name.text === "this"));
    const self = node.parameters.find((p) => tsc.isIdentifier(p.name) && p.name.text === "this");
    return {
      params: parameters.map(parameter),
      async: has(node, K.AsyncKeyword),
      ...(self ? { $thisType: typeText(self.type) ?? "" } : {}),
      start: startOf(node),
      end: node.end,
      $ts: options.linked === true ? node : undefined,
    };
  }

  function functionExpression(node: ts.FunctionLikeDeclaration, name: ts.Identifier | undefined): E.FunctionExpression {
    return {
      type: "FunctionExpression",
      id: name ? identifier(name) : null,
      generator: (node as ts.FunctionExpression).asteriskToken !== undefined,
      expression: false,
      body: block(node.body as ts.Block),
      ...functionParts(node),
    };
  }

  function classParts(node: ts.ClassLikeDeclaration) {
    const heritage = node.heritageClauses?.find((clause) => clause.token === K.ExtendsKeyword)?.types[0];
    const superClass = heritage ? expression(heritage.expression) : null;
    classes.push(node.name?.text ?? "");
    const body = node.members.flatMap((member) => classMember(member));
    classes.pop();
    return {
      id: node.name ? identifier(node.name) : null,
      superClass,
      decorators: decorators(node),
      body: { type: "ClassBody" as const, body, start: node.members.pos, end: node.end },
      start: startOf(node),
      end: node.end,
    };
  }

  function classMember(node: ts.ClassElement): E.ClassMember[] {
    if (has(node, K.DeclareKeyword) || has(node, K.AbstractKeyword)) return [];
    const isStatic = has(node, K.StaticKeyword);
    if (tsc.isIndexSignatureDeclaration(node)) return [];
    if (tsc.isPropertyDeclaration(node)) {
      const marks = decorators(node);
      if (!node.initializer && marks.length === 0) return [];
      return [
        {
          type: "PropertyDefinition",
          ...propertyName(node.name),
          value: node.initializer ? expression(node.initializer) : null,
          static: isStatic,
          decorators: marks,
          $type: typeText(node.type),
          start: startOf(node),
          end: node.end,
        },
      ];
    }
    if (tsc.isClassStaticBlockDeclaration(node)) return [{ type: "StaticBlock", body: statements(node.body.statements), start: startOf(node), end: node.end }];
    if (tsc.isConstructorDeclaration(node)) {
      if (!node.body) return [];
      const value = functionExpression(node, undefined);
      parameterProperties(node, value);
      return [
        {
          type: "MethodDefinition",
          key: { type: "Identifier", name: "constructor", start: startOf(node), end: node.end },
          value,
          kind: "constructor",
          computed: false,
          static: false,
          decorators: [],
          start: startOf(node),
          end: node.end,
        },
      ];
    }
    if (tsc.isMethodDeclaration(node) || tsc.isGetAccessorDeclaration(node) || tsc.isSetAccessorDeclaration(node)) {
      if (!node.body) return [];
      const kind = tsc.isMethodDeclaration(node) ? "method" : tsc.isGetAccessorDeclaration(node) ? "get" : "set";
      return [
        {
          type: "MethodDefinition",
          ...propertyName(node.name),
          value: functionExpression(node, undefined),
          kind,
          static: isStatic,
          decorators: decorators(node),
          start: startOf(node),
          end: node.end,
        },
      ];
    }
    return [];
  }

  /** `constructor(readonly x)`: the assignments, after `super(...)` if there is one. */
  function parameterProperties(node: ts.ConstructorDeclaration, made: E.FunctionExpression): void {
    const stores = node.parameters
      .filter((p) => tsc.isParameterPropertyDeclaration(p, node))
      .map((p): E.Statement => {
        const start = startOf(p);
        const name = (p.name as ts.Identifier).text;
        const left: E.MemberExpression = {
          type: "MemberExpression",
          object: { type: "ThisExpression", start, end: p.end },
          property: { type: "Identifier", name, start, end: p.end },
          computed: false,
          optional: false,
          start,
          end: p.end,
        };
        return {
          type: "ExpressionStatement",
          expression: {
            type: "AssignmentExpression",
            operator: "=",
            left,
            right: { type: "Identifier", name, start, end: p.end },
            start,
            end: p.end,
          },
          start,
          end: p.end,
        };
      });
    if (stores.length === 0) return;
    const first = made.body.body.findIndex(
      (s) => s.type === "ExpressionStatement" && s.expression.type === "CallExpression" && s.expression.callee.type === "Super",
    );
    made.body.body.splice(first + 1, 0, ...stores);
  }

  // ---- expressions

  function expressions(nodes: readonly ts.Expression[]): (E.Expression | E.SpreadElement)[] {
    return nodes.map((node) =>
      tsc.isSpreadElement(node) ? { type: "SpreadElement", argument: expression(node.expression), start: startOf(node), end: node.end } : expression(node),
    );
  }

  function template(node: ts.TemplateLiteral): E.TemplateLiteral {
    if (tsc.isNoSubstitutionTemplateLiteral(node))
      return { type: "TemplateLiteral", quasis: [templateElement(node, true)], expressions: [], start: startOf(node), end: node.end };
    return {
      type: "TemplateLiteral",
      quasis: [templateElement(node.head, false), ...node.templateSpans.map((span) => templateElement(span.literal, span.literal.kind === K.TemplateTail))],
      expressions: node.templateSpans.map((span) => expression(span.expression)),
      start: startOf(node),
      end: node.end,
    };
  }

  function templateElement(node: ts.TemplateLiteralToken, tail: boolean): E.TemplateElement {
    const text = node.getText(file);
    const rawText = text.slice(1, text.endsWith("${") ? -2 : -1);
    return { type: "TemplateElement", value: { raw: rawText, cooked: node.text }, tail, start: startOf(node), end: node.end };
  }

  /** Whether an optional chain ends here, so that its ChainExpression belongs around this node. */
  function endsChain(node: ts.Expression): boolean {
    if (!(node.flags & tsc.NodeFlags.OptionalChain)) return false;
    let child: ts.Node = node;
    let parent = node.parent;
    while (tsc.isNonNullExpression(parent)) {
      child = parent;
      parent = parent.parent;
    }
    return !(
      (tsc.isPropertyAccessExpression(parent) || tsc.isElementAccessExpression(parent) || tsc.isCallExpression(parent)) &&
      parent.expression === child &&
      (parent.flags & tsc.NodeFlags.OptionalChain) !== 0
    );
  }

  function expression(node: ts.Expression): E.Expression {
    const made = plainExpression(node);
    if ((made.type === "CallExpression" || made.type === "MemberExpression") && endsChain(node))
      return { type: "ChainExpression", expression: made, start: startOf(node), end: node.end };
    return made;
  }

  function plainExpression(node: ts.Expression): E.Expression {
    if (node.kind === Identifier) return identifier(node as ts.Identifier);
    const start = startOf(node);
    switch (node.kind) {
      case ThisKeyword:
        return { type: "ThisExpression", start, end: node.end };
      case PropertyAccessExpression:
        return propertyAccess(node as ts.PropertyAccessExpression, start);
      case CallExpression:
        return callExpression(node as ts.CallExpression, start);
      case StringLiteral:
        return { type: "Literal", value: (node as ts.StringLiteral).text, start, end: node.end };
      case BinaryExpression:
        return binary(node as ts.BinaryExpression);
      case ParenthesizedExpression:
        return expression((node as ts.ParenthesizedExpression).expression);
      case NullKeyword:
        return { type: "Literal", value: null, start, end: node.end };
      case TrueKeyword:
        return { type: "Literal", value: true, start, end: node.end };
      case FalseKeyword:
        return { type: "Literal", value: false, start, end: node.end };
      default:
        return rareExpression(node, start);
    }
  }

  function propertyAccess(node: ts.PropertyAccessExpression, start: number): E.MemberExpression {
    const property = node.name.kind === Identifier ? identifier(node.name as ts.Identifier) : privateName(node.name as ts.PrivateIdentifier);
    const optional = node.questionDotToken !== undefined;
    return { type: "MemberExpression", object: operand(node.expression), property, computed: false, optional, start, end: node.end };
  }

  function callExpression(node: ts.CallExpression, start: number): E.Expression {
    if (node.expression.kind === K.ImportKeyword)
      return { type: "ImportExpression", source: expression(node.arguments[0] ?? fail(node, "import()")), start, end: node.end };
    return {
      type: "CallExpression",
      callee: operand(node.expression),
      arguments: expressions(node.arguments),
      optional: node.questionDotToken !== undefined,
      start,
      end: node.end,
      $ts: options.linked === true ? node : undefined,
    };
  }

  function rareExpression(node: ts.Expression, start: number): E.Expression {
    if (tsc.isNumericLiteral(node)) return { type: "Literal", value: Number(node.text), raw: node.text, start, end: node.end };
    if (tsc.isBigIntLiteral(node))
      return { type: "Literal", value: BigInt(node.text.slice(0, -1)), bigint: node.text.slice(0, -1), raw: node.text, start, end: node.end };
    if (tsc.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      return {
        type: "Literal",
        value: null,
        regex: { pattern: node.text.slice(1, end), flags: node.text.slice(end + 1) },
        raw: node.text,
        start,
        end: node.end,
      };
    }
    if (tsc.isNoSubstitutionTemplateLiteral(node) || tsc.isTemplateExpression(node)) return template(node);
    if (tsc.isNonNullExpression(node) || tsc.isAsExpression(node) || tsc.isSatisfiesExpression(node) || tsc.isTypeAssertionExpression(node))
      return expression(node.expression);
    if (tsc.isExpressionWithTypeArguments(node)) return expression(node.expression);
    if (tsc.isElementAccessExpression(node))
      return {
        type: "MemberExpression",
        object: operand(node.expression),
        property: expression(node.argumentExpression),
        computed: true,
        optional: node.questionDotToken !== undefined,
        start,
        end: node.end,
      };
    if (tsc.isNewExpression(node))
      return {
        type: "NewExpression",
        callee: expression(node.expression),
        arguments: expressions(node.arguments ?? []),
        start,
        end: node.end,
        $ts: options.linked === true ? node : undefined,
      };
    if (tsc.isArrowFunction(node)) {
      const isBlock = tsc.isBlock(node.body);
      return {
        type: "ArrowFunctionExpression",
        id: null,
        generator: false,
        expression: !isBlock,
        body: tsc.isBlock(node.body) ? block(node.body) : expression(node.body),
        ...functionParts(node),
        $thisType: undefined,
      };
    }
    if (tsc.isFunctionExpression(node)) return functionExpression(node, node.name);
    if (tsc.isClassExpression(node)) return { type: "ClassExpression", ...classParts(node) };
    if (tsc.isArrayLiteralExpression(node))
      return {
        type: "ArrayExpression",
        elements: node.elements.map((element) =>
          tsc.isOmittedExpression(element)
            ? null
            : tsc.isSpreadElement(element)
              ? { type: "SpreadElement", argument: expression(element.expression), start: startOf(element), end: element.end }
              : expression(element),
        ),
        start,
        end: node.end,
      };
    if (tsc.isObjectLiteralExpression(node)) return { type: "ObjectExpression", properties: node.properties.map(objectProperty), start, end: node.end };
    if (tsc.isConditionalExpression(node))
      return {
        type: "ConditionalExpression",
        test: expression(node.condition),
        consequent: expression(node.whenTrue),
        alternate: expression(node.whenFalse),
        start,
        end: node.end,
      };
    if (tsc.isPrefixUnaryExpression(node)) {
      const operator = tsc.tokenToString(node.operator) ?? fail(node, "this operator");
      if (operator === "++" || operator === "--")
        return { type: "UpdateExpression", operator, prefix: true, argument: expression(node.operand), start, end: node.end };
      return { type: "UnaryExpression", operator, prefix: true, argument: expression(node.operand), start, end: node.end };
    }
    if (tsc.isPostfixUnaryExpression(node))
      return {
        type: "UpdateExpression",
        operator: node.operator === K.PlusPlusToken ? "++" : "--",
        prefix: false,
        argument: expression(node.operand),
        start,
        end: node.end,
      };
    if (tsc.isTypeOfExpression(node))
      return { type: "UnaryExpression", operator: "typeof", prefix: true, argument: expression(node.expression), start, end: node.end };
    if (tsc.isVoidExpression(node))
      return { type: "UnaryExpression", operator: "void", prefix: true, argument: expression(node.expression), start, end: node.end };
    if (tsc.isDeleteExpression(node))
      return { type: "UnaryExpression", operator: "delete", prefix: true, argument: expression(node.expression), start, end: node.end };
    if (tsc.isYieldExpression(node))
      return {
        type: "YieldExpression",
        argument: node.expression ? expression(node.expression) : null,
        delegate: node.asteriskToken !== undefined,
        start,
        end: node.end,
      };
    if (tsc.isAwaitExpression(node)) return { type: "AwaitExpression", argument: expression(node.expression), start, end: node.end };
    if (tsc.isTaggedTemplateExpression(node))
      return { type: "TaggedTemplateExpression", tag: expression(node.tag), quasi: template(node.template), start, end: node.end };
    if (tsc.isMetaProperty(node)) {
      const meta = node.keywordToken === K.ImportKeyword ? "import" : "new";
      return {
        type: "MetaProperty",
        meta: { type: "Identifier", name: meta, start, end: node.end },
        property: identifier(node.name),
        start,
        end: node.end,
      };
    }
    return fail(node, `expression ${K[node.kind]}`);
  }

  function operand(node: ts.Expression): E.Expression | E.Super {
    return node.kind === SuperKeyword ? { type: "Super", start: startOf(node), end: node.end } : expression(node);
  }

  function binary(node: ts.BinaryExpression): E.Expression {
    const start = startOf(node);
    const operator = tsc.tokenToString(node.operatorToken.kind) ?? fail(node, "this operator");
    if (operator === ",") {
      const left = expression(node.left);
      const right = expression(node.right);
      return {
        type: "SequenceExpression",
        expressions: [...(left.type === "SequenceExpression" ? left.expressions : [left]), right],
        start,
        end: node.end,
      };
    }
    if (operator === "&&" || operator === "||" || operator === "??")
      return { type: "LogicalExpression", operator, left: expression(node.left), right: expression(node.right), start, end: node.end };
    if (node.operatorToken.kind >= K.FirstAssignment && node.operatorToken.kind <= K.LastAssignment)
      return { type: "AssignmentExpression", operator, left: target(node.left), right: expression(node.right), start, end: node.end };
    if (tsc.isPrivateIdentifier(node.left))
      return {
        type: "BinaryExpression",
        operator,
        left: { type: "Literal", value: privateName(node.left).name, start: startOf(node.left), end: node.left.end },
        right: expression(node.right),
        start,
        end: node.end,
      };
    return { type: "BinaryExpression", operator, left: expression(node.left), right: expression(node.right), start, end: node.end };
  }

  function objectProperty(node: ts.ObjectLiteralElementLike): E.Property | E.SpreadElement {
    const start = startOf(node);
    if (tsc.isSpreadAssignment(node)) return { type: "SpreadElement", argument: expression(node.expression), start, end: node.end };
    if (tsc.isShorthandPropertyAssignment(node))
      return {
        type: "Property",
        key: identifier(node.name),
        value: identifier(node.name),
        kind: "init",
        method: false,
        shorthand: true,
        computed: false,
        start,
        end: node.end,
      };
    if (tsc.isPropertyAssignment(node))
      return {
        type: "Property",
        ...propertyName(node.name),
        value: expression(node.initializer),
        kind: "init",
        method: false,
        shorthand: false,
        start,
        end: node.end,
      };
    const kind = tsc.isMethodDeclaration(node) ? "init" : tsc.isGetAccessorDeclaration(node) ? "get" : "set";
    return {
      type: "Property",
      ...propertyName(node.name),
      value: functionExpression(node, undefined),
      kind,
      method: kind === "init",
      shorthand: false,
      start,
      end: node.end,
    };
  }

  // ---- statements

  function block(node: ts.Block): E.BlockStatement {
    return { type: "BlockStatement", body: statements(node.statements), start: startOf(node), end: node.end };
  }

  function statements(nodes: readonly ts.Statement[]): E.Statement[] {
    return nodes.flatMap((node) => statement(node));
  }

  /** Exactly one statement, an empty one where only types stood. */
  function single(node: ts.Statement): E.Statement {
    const made = statement(node);
    return made.length === 1 && made[0] ? made[0] : { type: "BlockStatement", body: made, start: startOf(node), end: node.end };
  }

  function variables(node: ts.VariableDeclarationList): E.VariableDeclaration {
    const kind = node.flags & tsc.NodeFlags.Const ? "const" : node.flags & tsc.NodeFlags.Let ? "let" : "var";
    return {
      type: "VariableDeclaration",
      kind,
      declarations: node.declarations.map((declaration): E.VariableDeclarator => {
        const name = bindingName(declaration.name);
        if (name.type === "Identifier") {
          if (declaration.type) name.$type = typeText(declaration.type);
          if (declaration.exclamationToken) name.$definite = true;
        }
        return {
          type: "VariableDeclarator",
          id: name,
          init: declaration.initializer ? expression(declaration.initializer) : null,
          start: startOf(declaration),
          end: declaration.end,
        };
      }),
      start: startOf(node),
      end: node.end,
    };
  }

  function forTarget(node: ts.ForInitializer): E.VariableDeclaration | E.Pattern {
    return tsc.isVariableDeclarationList(node) ? variables(node) : target(node);
  }

  /** `enum E { A, B = 5 }` as a constant object, without the way back from numbers. */
  function enumeration(node: ts.EnumDeclaration): E.VariableDeclaration {
    let next = 0;
    const properties = node.members.map((m): E.Property => {
      const { key, computed } = propertyName(m.name);
      let value: E.Expression;
      if (m.initializer) {
        value = expression(m.initializer);
        next = value.type === "Literal" && typeof value.value === "number" ? value.value + 1 : Number.NaN;
      } else {
        if (Number.isNaN(next)) fail(m, "an enum member after a computed one");
        value = { type: "Literal", value: next++, start: startOf(m), end: m.end };
      }
      return { type: "Property", key, value, kind: "init", method: false, shorthand: false, computed, start: startOf(m), end: m.end };
    });
    const init: E.ObjectExpression = { type: "ObjectExpression", properties, start: startOf(node), end: node.end };
    return {
      type: "VariableDeclaration",
      kind: "const",
      declarations: [{ type: "VariableDeclarator", id: identifier(node.name), init, start: startOf(node), end: node.end }],
      start: startOf(node),
      end: node.end,
    };
  }

  function exported<T extends E.VariableDeclaration | E.FunctionDeclaration | E.ClassDeclaration>(node: ts.Node, declaration: T): E.Statement[] {
    const start = startOf(node);
    if (!has(node, K.ExportKeyword)) return [declaration];
    if (has(node, K.DefaultKeyword) && declaration.type !== "VariableDeclaration")
      return [{ type: "ExportDefaultDeclaration", declaration, start, end: node.end }];
    return [{ type: "ExportNamedDeclaration", declaration, specifiers: [], source: null, start, end: node.end }];
  }

  const isValue = (name: ts.Node) => options.isValue === undefined || options.isValue(name);

  function moduleStatement(node: ts.ImportDeclaration | ts.ExportDeclaration | ts.ExportAssignment): E.Statement[] {
    const start = startOf(node);
    if (tsc.isExportAssignment(node)) return [{ type: "ExportDefaultDeclaration", declaration: expression(node.expression), start, end: node.end }];
    const source = node.moduleSpecifier ? (expression(node.moduleSpecifier) as E.Literal) : null;
    if (tsc.isExportDeclaration(node)) {
      if (node.isTypeOnly) return [];
      if (!node.exportClause) return source ? [{ type: "ExportAllDeclaration", exported: null, source, start, end: node.end }] : [];
      if (tsc.isNamespaceExport(node.exportClause))
        return source ? [{ type: "ExportAllDeclaration", exported: identifier(node.exportClause.name as ts.Identifier), source, start, end: node.end }] : [];
      const specifiers = node.exportClause.elements
        .filter((element) => !element.isTypeOnly && isValue(element.name))
        .map((element): E.ExportSpecifier => ({
          type: "ExportSpecifier",
          local: identifier((element.propertyName ?? element.name) as ts.Identifier),
          exported: identifier(element.name as ts.Identifier),
          start: startOf(element),
          end: element.end,
        }));
      return [{ type: "ExportNamedDeclaration", declaration: null, specifiers, source, start, end: node.end }];
    }
    if (!source) return [];
    const clause = node.importClause;
    if (!clause) return [{ type: "ImportDeclaration", specifiers: [], source, start, end: node.end }];
    if (clause.isTypeOnly) return [];
    const specifiers: E.ImportDeclaration["specifiers"] = [];
    if (clause.name && isValue(clause.name))
      specifiers.push({ type: "ImportDefaultSpecifier", local: identifier(clause.name), start: startOf(clause.name), end: clause.name.end });
    const named = clause.namedBindings;
    if (named && tsc.isNamespaceImport(named))
      specifiers.push({ type: "ImportNamespaceSpecifier", local: identifier(named.name), start: startOf(named), end: named.end });
    if (named && tsc.isNamedImports(named))
      for (const element of named.elements)
        if (!element.isTypeOnly && isValue(element.name))
          specifiers.push({
            type: "ImportSpecifier",
            imported: identifier((element.propertyName ?? element.name) as ts.Identifier),
            local: identifier(element.name),
            start: startOf(element),
            end: element.end,
          });
    return specifiers.length > 0 ? [{ type: "ImportDeclaration", specifiers, source, start, end: node.end }] : [];
  }

  function ifStatement(node: ts.IfStatement, start: number): E.IfStatement {
    return {
      type: "IfStatement",
      test: expression(node.expression),
      consequent: single(node.thenStatement),
      alternate: node.elseStatement ? single(node.elseStatement) : null,
      start,
      end: node.end,
    };
  }

  function returnStatement(node: ts.ReturnStatement, start: number): E.ReturnStatement {
    return { type: "ReturnStatement", argument: node.expression ? expression(node.expression) : null, start, end: node.end };
  }

  function statement(node: ts.Statement): E.Statement[] {
    const start = startOf(node);
    if (node.kind === ExpressionStatement) {
      const made = expression((node as ts.ExpressionStatement).expression);
      const statement: E.ExpressionStatement = { type: "ExpressionStatement", expression: made, start, end: node.end };
      if ((node as ts.ExpressionStatement).expression.kind === StringLiteral) statement.directive = (made as E.Literal).value as string;
      return [statement];
    }
    if (tsc.isIfStatement(node)) return [ifStatement(node, start)];
    if (node.kind === ReturnStatement) return [returnStatement(node as ts.ReturnStatement, start)];
    if (has(node, K.DeclareKeyword)) return [];
    if (tsc.isVariableStatement(node)) return exported(node, { ...variables(node.declarationList), start });
    if (tsc.isBlock(node)) return [block(node)];
    if (tsc.isThrowStatement(node)) return [{ type: "ThrowStatement", argument: expression(node.expression), start, end: node.end }];
    if (tsc.isTryStatement(node)) {
      const clause = node.catchClause;
      return [
        {
          type: "TryStatement",
          block: block(node.tryBlock),
          handler: clause
            ? {
                type: "CatchClause",
                param: clause.variableDeclaration ? bindingName(clause.variableDeclaration.name) : null,
                body: block(clause.block),
                start: startOf(clause),
                end: clause.end,
              }
            : null,
          finalizer: node.finallyBlock ? block(node.finallyBlock) : null,
          start,
          end: node.end,
        },
      ];
    }
    if (tsc.isWhileStatement(node)) return [{ type: "WhileStatement", test: expression(node.expression), body: single(node.statement), start, end: node.end }];
    if (tsc.isDoStatement(node)) return [{ type: "DoWhileStatement", body: single(node.statement), test: expression(node.expression), start, end: node.end }];
    if (tsc.isForStatement(node)) {
      const init = node.initializer;
      return [
        {
          type: "ForStatement",
          init: init ? (tsc.isVariableDeclarationList(init) ? variables(init) : expression(init)) : null,
          test: node.condition ? expression(node.condition) : null,
          update: node.incrementor ? expression(node.incrementor) : null,
          body: single(node.statement),
          start,
          end: node.end,
        },
      ];
    }
    if (tsc.isForOfStatement(node))
      return [
        {
          type: "ForOfStatement",
          left: forTarget(node.initializer),
          right: expression(node.expression),
          body: single(node.statement),
          await: node.awaitModifier !== undefined,
          start,
          end: node.end,
        },
      ];
    if (tsc.isForInStatement(node))
      return [
        {
          type: "ForInStatement",
          left: forTarget(node.initializer),
          right: expression(node.expression),
          body: single(node.statement),
          start,
          end: node.end,
        },
      ];
    if (tsc.isBreakStatement(node)) return [{ type: "BreakStatement", label: node.label ? identifier(node.label) : null, start, end: node.end }];
    if (tsc.isContinueStatement(node)) return [{ type: "ContinueStatement", label: node.label ? identifier(node.label) : null, start, end: node.end }];
    if (tsc.isLabeledStatement(node)) return [{ type: "LabeledStatement", label: identifier(node.label), body: single(node.statement), start, end: node.end }];
    if (tsc.isSwitchStatement(node))
      return [
        {
          type: "SwitchStatement",
          discriminant: expression(node.expression),
          cases: node.caseBlock.clauses.map((clause): E.SwitchCase => ({
            type: "SwitchCase",
            test: tsc.isCaseClause(clause) ? expression(clause.expression) : null,
            consequent: statements(clause.statements),
            start: startOf(clause),
            end: clause.end,
          })),
          start,
          end: node.end,
        },
      ];
    if (tsc.isFunctionDeclaration(node)) {
      if (!node.body) return [];
      if (!node.name) return [{ type: "ExportDefaultDeclaration", declaration: functionExpression(node, undefined), start, end: node.end }];
      return exported(node, {
        type: "FunctionDeclaration",
        id: identifier(node.name),
        generator: node.asteriskToken !== undefined,
        expression: false,
        body: block(node.body),
        ...functionParts(node),
      });
    }
    if (tsc.isClassDeclaration(node)) {
      const parts = classParts(node);
      if (!parts.id) return [{ type: "ExportDefaultDeclaration", declaration: { type: "ClassExpression", ...parts }, start, end: node.end }];
      return exported(node, { type: "ClassDeclaration", ...parts, id: parts.id });
    }
    if (tsc.isImportDeclaration(node) || tsc.isExportDeclaration(node) || tsc.isExportAssignment(node)) return moduleStatement(node);
    if (tsc.isEnumDeclaration(node)) return exported(node, enumeration(node));
    if (tsc.isInterfaceDeclaration(node) || tsc.isTypeAliasDeclaration(node)) return [];
    if (tsc.isEmptyStatement(node)) return [{ type: "EmptyStatement", start, end: node.end }];
    if (node.kind === K.DebuggerStatement) return [{ type: "DebuggerStatement", start, end: node.end }];
    return fail(node, `statement ${K[node.kind]}`);
  }

  return { type: "Program", body: statements(file.statements), sourceType: "module", start: 0, end: file.end };
}
