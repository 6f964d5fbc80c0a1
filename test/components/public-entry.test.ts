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

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  ROOT,
);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".ts"))
    .map((file) => join(file.parentPath, file.name));
}

/** The TypeScript examples of doc comments below `components/`, each with the place of its comment. */
function examplesOf(program: ts.Program): { readonly place: string; readonly code: string }[] {
  const found: { place: string; code: string }[] = [];
  for (const file of filesBelow(join(ROOT, "components"))) {
    const source =
      program.getSourceFile(file) ?? ts.createSourceFile(file, readFileSync(file, "utf8"), options.target ?? 99, true);
    const visit = (node: ts.Node): void => {
      for (const tag of ts.getJSDocTags(node)) {
        const code = tag.tagName.text === "example" ? (ts.getTextOfJSDocComment(tag.comment) ?? "") : "";
        // The example of a task's kind is JSON in backquotes, which `test/components/tasks` parses.
        if (code !== "" && !code.startsWith("`{")) {
          const line = source.getLineAndCharacterOfPosition(tag.getStart()).line + 1;
          found.push({ place: `${relative(ROOT, file)}:${line}`, code });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** Type-checks texts as modules of the folder `components`, in one program; the problems of each. */
function typeCheck(codes: readonly string[]): string[][] {
  const names = codes.map((_, index) => join(ROOT, "components", `example-${index}.ts`));
  const texts = new Map(names.map((name, index) => [name, codes[index] ?? ""]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  const program = ts.createProgram(names, options, host);
  return names.map((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}

describe("public entry", function () {
  this.timeout(120_000);
  let program: ts.Program;
  let checker: ts.TypeChecker;
  let exported: ts.Symbol[];

  before(() => {
    program = ts.createProgram([ENTRY], options);
    checker = program.getTypeChecker();
    const entry = program.getSourceFile(ENTRY) ?? assert.fail();
    exported = checker.getExportsOfModule(checker.getSymbolAtLocation(entry) ?? assert.fail());
  });

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
    const examples = examplesOf(program);
    for (const { name } of components()) {
      assert.ok(
        examples.some(({ code }) => code.includes(`new ${name}(`)),
        `${name} has no example`,
      );
    }
    const names = exported.map(({ name }) => name).join(", ");
    const header = `${PREAMBLE}import { ${names} } from "./index";\n`;
    const problems = typeCheck(examples.map(({ code }) => header + code));
    const failing = examples.flatMap(
      ({ place }, index) => problems[index]?.map((problem) => `${place}: ${problem}`) ?? [],
    );
    assert.deepEqual(failing, []);
  });

  it("does not compile an example with a wrong argument", () => {
    const wrong = `import { EnvironmentKey } from "./index";\nnew EnvironmentKey("key", { deletionWindowDays: "30" });\nexport {};`;
    const [problems = []] = typeCheck([wrong]);
    assert.match(problems.join("\n"), /Argument of type|not assignable/);
  });

  it("is what the package's name resolves to", () => {
    const source = 'import { Environment } from "app-of-apps-step-functions";\nexport const component = Environment;\n';
    assert.deepEqual(typeCheck([source]), [[]]);
    assert.equal(require.resolve("app-of-apps-step-functions"), ENTRY);
  });
});
