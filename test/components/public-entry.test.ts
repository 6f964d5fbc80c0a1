import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "..", "..");
const ENTRY = join(ROOT, "components", "index.ts");

/** Names that every example may use without importing them, in addition to the public entry's. */
const PREAMBLE = `import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
`;

const { options: OPTIONS } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  ROOT,
);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".ts"))
    .map((file) => join(file.parentPath, file.name));
}

interface Example {
  /** File and line of the tag. */
  readonly place: string;
  readonly code: string;
}

const parse = (file: string) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true);

/** The TypeScript examples of doc comments below `components/`. */
function examples(): Example[] {
  const found: Example[] = [];
  for (const source of filesBelow(join(ROOT, "components")).map(parse)) {
    const visit = (node: ts.Node): void => {
      for (const tag of ts.getJSDocTags(node)) {
        const code = tag.tagName.text === "example" ? (ts.getTextOfJSDocComment(tag.comment) ?? "") : "";
        // The example of a task's kind is JSON in backquotes, which `test/components/tasks` parses.
        if (code !== "" && !code.startsWith("`{")) {
          const line = source.getLineAndCharacterOfPosition(tag.getStart()).line + 1;
          found.push({ place: `${relative(ROOT, source.fileName)}:${line}`, code });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** Names that the public entry exports. */
function exportedNames(): string[] {
  return parse(ENTRY).statements.flatMap((statement) => {
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
  });
}

/** A program of the public entry and of texts as modules next to it. */
function programOf(texts: ReadonlyMap<string, string>): ts.Program {
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  return ts.createProgram([ENTRY, ...texts.keys()], OPTIONS, host);
}

const moduleOf = (name: string) => join(ROOT, "components", `${name}.example.ts`);

describe("public entry", function () {
  this.timeout(120_000);
  let program: ts.Program;
  let checker: ts.TypeChecker;
  let exported: ts.Symbol[];

  const found = examples();
  const header = `${PREAMBLE}import { ${exportedNames().join(", ")} } from "./index";\n`;

  before(() => {
    program = programOf(
      new Map([
        ...found.map(({ code }, index): [string, string] => [moduleOf(String(index)), header + code]),
        [moduleOf("wrong"), `${header}new EnvironmentKey("key", { deletionWindowDays: "30" });\n`],
        [moduleOf("package"), 'import { Environment } from "app-of-apps-step-functions";\nnew Environment("a");\n'],
      ]),
    );
    checker = program.getTypeChecker();
    const entry = program.getSourceFile(ENTRY) ?? assert.fail();
    exported = checker.getExportsOfModule(checker.getSymbolAtLocation(entry) ?? assert.fail());
  });

  const problemsOf = (name: string) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(moduleOf(name)) ?? assert.fail())
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));

  const resolve = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const docOf = (symbol: ts.Symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();

  /** Whether a declaration is in this project's components. */
  const own = (symbol: ts.Symbol) =>
    (symbol.declarations ?? []).some((one) => one.getSourceFile().fileName.startsWith(join(ROOT, "components")));

  /** Properties of a type, and of the literal types of its properties, by their path. */
  function properties(type: ts.Type, path: string): { readonly path: string; readonly symbol: ts.Symbol }[] {
    return checker
      .getPropertiesOfType(type)
      .filter(own)
      .flatMap((symbol) => {
        const name = `${path}.${symbol.name}`;
        const inner = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
        const parts = inner.isIntersection() ? inner.types : [inner];
        const literals = parts.filter(
          (part) => part.aliasSymbol === undefined && (part.symbol?.flags ?? 0) & ts.SymbolFlags.TypeLiteral,
        );
        return [{ path: name, symbol }, ...literals.flatMap((part) => properties(part, name))];
      });
  }

  const args = () =>
    exported
      .filter(({ name }) => name.endsWith("Args"))
      .flatMap((symbol) => properties(checker.getDeclaredTypeOfSymbol(resolve(symbol)), symbol.name));

  /** Exported components: classes below `ComponentResource`. */
  const components = () =>
    exported.map(resolve).filter((symbol) => {
      const declaration = symbol.valueDeclaration;
      const heritage =
        declaration !== undefined && ts.isClassDeclaration(declaration) ? declaration.heritageClauses : undefined;
      return heritage?.some((clause) => /\bComponentResource\b/.test(clause.getText())) ?? false;
    });

  it("exports every component of the project with its arguments", () => {
    const classes = filesBelow(join(ROOT, "components"))
      .flatMap((file) => [
        ...readFileSync(file, "utf8").matchAll(/^export class (\w+) extends pulumi.ComponentResource/gm),
      ])
      .map(([, name = ""]) => name);
    assert.deepEqual(
      components()
        .map(({ name }) => name)
        .sort(),
      classes.sort(),
    );
    const names = new Set(exported.map(({ name }) => name));
    for (const name of classes) {
      assert.ok(names.has(`${name}Args`), `${name}Args`);
    }
  });

  it("documents every field of every argument", () => {
    const fields = args();
    assert.ok(fields.length > 100, String(fields.length));
    assert.deepEqual(
      fields.filter(({ symbol }) => docOf(symbol).length < 20).map(({ path }) => path),
      [],
    );
  });

  it("says for every argument what a change does", () => {
    const top = args().filter(({ path }) => path.split(".").length === 2);
    const silent = top.filter(({ symbol }) => !/\b(change|[Rr]emoving|[Aa]dding)\b/.test(docOf(symbol)));
    assert.deepEqual(
      silent.map(({ path }) => path),
      [],
    );
  });

  it("gives the default of every optional field, and of no other", () => {
    const wrong = args().filter(({ symbol }) => {
      const tagged = symbol
        .getJsDocTags(checker)
        .some(({ name, text }) => name === "default" && (text?.length ?? 0) > 0);
      return tagged !== ((symbol.flags & ts.SymbolFlags.Optional) !== 0);
    });
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it("has an example of every component, and every example compiles", () => {
    for (const { name } of components()) {
      assert.ok(
        found.some(({ code }) => code.includes(`new ${name}(`)),
        `${name} has no example`,
      );
    }
    const failing = found.flatMap(({ place }, index) =>
      problemsOf(String(index)).map((problem) => `${place}: ${problem}`),
    );
    assert.deepEqual(failing, []);
  });

  it("does not compile with a wrong argument", () => {
    assert.deepEqual(
      problemsOf("wrong").map((problem) => problem.split("\n")[0]),
      ["Type 'string' is not assignable to type 'number'."],
    );
  });

  it("is the module that the package's name resolves to", () => {
    assert.deepEqual(problemsOf("package"), ["Expected 2-3 arguments, but got 1."]);
    assert.equal(require.resolve("app-of-apps-step-functions"), ENTRY);
  });
});
