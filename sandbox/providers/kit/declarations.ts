import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { InputDeclaration, PackageDeclarations, Properties, ResourceDeclaration, Shape } from "./schema";

/**
 * Reads, from the type declarations of an installed Pulumi SDK package, what the given resource types accept and put
 * out. The declarations are generated from the provider's schema, so they are the real provider's inputs, nested
 * objects included.
 *
 * @param packageName for example `@pulumi/aws`
 * @param modules declaration files without extension, relative to the package, one resource class each: `kms/key`
 */
export function readDeclarations(packageName: string, modules: readonly string[]): PackageDeclarations {
  const root = dirname(require.resolve(`${packageName}/package.json`));
  const reader = new Reader(root);
  const resources: Record<string, ResourceDeclaration> = {};
  for (const module of modules) {
    resources[reader.token(module)] = reader.resource(module);
  }
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return {
    version,
    config: reader.resource("provider").inputs,
    resources: sorted(resources),
    objects: reader.objects(),
  };
}

class Reader {
  private readonly root: string;
  private readonly namespaces = new Map<string, ts.InterfaceDeclaration>();
  private readonly needed = new Map<string, Properties>();

  constructor(root: string) {
    this.root = root;
    this.index(this.parse("types/input.d.ts").statements, "");
  }

  /** The type token is only in the compiled class, not in its declaration. */
  token(module: string): string {
    const script = readFileSync(join(this.root, `${module}.js`), "utf8");
    const token = /__pulumiType = '([^']+)'/.exec(script)?.[1];
    if (token === undefined) {
      throw new Error(`${module}.js of ${this.root} names no resource type.`);
    }
    return token;
  }

  resource(module: string): ResourceDeclaration {
    const statements = this.parse(`${module}.d.ts`).statements;
    const owner = statements.find(ts.isClassDeclaration);
    const args = statements.find(
      (statement): statement is ts.InterfaceDeclaration =>
        ts.isInterfaceDeclaration(statement) && statement.name.text === `${owner?.name?.text}Args`,
    );
    if (owner === undefined || args === undefined) {
      throw new Error(`${module}.d.ts has no class with an Args interface.`);
    }
    const outputs = owner.members.filter(ts.isPropertyDeclaration).map((member) => member.name.getText());
    return {
      inputs: this.properties(args),
      outputs: outputs.filter((name) => name !== "urn" && name !== "id" && name !== "__pulumiType").sort(),
    };
  }

  objects(): Record<string, Properties> {
    return sorted(Object.fromEntries(this.needed));
  }

  private parse(file: string): ts.SourceFile {
    return ts.createSourceFile(file, readFileSync(join(this.root, file), "utf8"), ts.ScriptTarget.ES2023, true);
  }

  private index(statements: ts.NodeArray<ts.Statement>, prefix: string): void {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement)) {
        this.namespaces.set(prefix + statement.name.text, statement);
      }
      if (ts.isModuleDeclaration(statement) && statement.body !== undefined && ts.isModuleBlock(statement.body)) {
        this.index(statement.body.statements, `${prefix}${statement.name.text}.`);
      }
    }
  }

  private properties(declaration: ts.InterfaceDeclaration): Properties {
    const found: Record<string, InputDeclaration> = {};
    for (const member of declaration.members) {
      if (!ts.isPropertySignature(member) || member.type === undefined) {
        continue;
      }
      const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
      found[name] = { shape: this.shape(member.type), required: member.questionToken === undefined };
    }
    return sorted(found);
  }

  private shape(node: ts.TypeNode): Shape {
    if (ts.isArrayTypeNode(node)) {
      return { list: this.shape(node.elementType) };
    }
    if (ts.isParenthesizedTypeNode(node)) {
      return this.shape(node.type);
    }
    if (ts.isUnionTypeNode(node)) {
      return this.union(node);
    }
    if (ts.isTypeLiteralNode(node)) {
      const index = node.members.find(ts.isIndexSignatureDeclaration);
      return index === undefined ? "any" : { map: this.shape(index.type) };
    }
    if (ts.isTypeReferenceNode(node)) {
      return this.reference(node);
    }
    if (ts.isLiteralTypeNode(node)) {
      return "string";
    }
    const words = { string: "string", number: "number", boolean: "boolean", any: "any" } as const;
    const word = words[node.getText() as keyof typeof words];
    if (word === undefined) {
      throw new Error(`A type of an input is not understood: ${node.getText()}`);
    }
    return word;
  }

  private union(node: ts.UnionTypeNode): Shape {
    const parts = node.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword);
    const shapes = parts.map((part) => this.shape(part));
    const distinct = [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()];
    const [only] = distinct;
    return distinct.length === 1 && only !== undefined ? only : { oneOf: distinct };
  }

  private reference(node: ts.TypeReferenceNode): Shape {
    const name = node.typeName.getText();
    const [argument] = node.typeArguments ?? [];
    if (name === "pulumi.Input" && argument !== undefined) {
      return this.shape(argument);
    }
    if (name === "pulumi.asset.Archive") {
      return "archive";
    }
    if (name.startsWith("enums.")) {
      return "string";
    }
    if (name.startsWith("inputs.")) {
      return this.object(name.slice("inputs.".length));
    }
    // ARN is an alias of string; a resource class is sent as that resource's id.
    if (/^(pulumi\.)?[A-Za-z]+$/.test(name)) {
      return "string";
    }
    throw new Error(`A type of an input is not understood: ${node.getText()}`);
  }

  private object(name: string): Shape {
    if (!this.needed.has(name)) {
      const declaration = this.namespaces.get(name);
      if (declaration === undefined) {
        return "any"; // A union alias such as a policy document's principal.
      }
      this.needed.set(name, {}); // Types may contain themselves.
      this.needed.set(name, this.properties(declaration));
    }
    return { object: name };
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
