import ts from "typescript";

/** Names with `#`, as `line: name`. This project writes `private x`. */
export function hashNames(source: string): string[] {
  if (!/#[a-zA-Z_$]/.test(source)) {
    return [];
  }
  const file = parse(source);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPrivateIdentifier(node)) {
      found.push(placed(file, node, node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Constants of a module that are a number, a text, a pattern or a `Set` and are not written in CONSTANT_CASE, as `line: name`. */
export function lowerCaseConstants(source: string): string[] {
  const file = parse(source);
  return file.statements
    .filter(ts.isVariableStatement)
    .filter(({ declarationList: { flags } }) => (flags & ts.NodeFlags.Const) !== 0)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer !== undefined && isPlain(initializer) && !/^[A-Z][A-Z0-9_]*$/.test(name.text)
        ? [placed(file, name, name.text)]
        : [],
    );
}

/** Lines of comments with more columns than that, as `line: columns`. A link alone on its line may be longer. */
export function longComments(source: string, columns: number): string[] {
  return source
    .split("\n")
    .map((line, index) => ({ line, place: index + 1 }))
    .filter(({ line }) => line.length > columns && /^\s*(?:\/\/|\/?\*)/.test(line))
    .filter(({ line }) => !/^\s*(?:\/\/|\*) https:\S+$/.test(line))
    .map(({ line, place }) => `${place}: ${line.length}`);
}

function isPlain(value: ts.Expression): boolean {
  if (ts.isAsExpression(value) || ts.isParenthesizedExpression(value)) {
    return isPlain(value.expression);
  }
  if (ts.isPrefixUnaryExpression(value)) {
    return isPlain(value.operand);
  }
  const isSet = ts.isNewExpression(value) && ts.isIdentifier(value.expression) && value.expression.text === "Set";
  return isSet || ts.isNumericLiteral(value) || ts.isStringLiteralLike(value) || ts.isRegularExpressionLiteral(value);
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest);
}

function placed(file: ts.SourceFile, node: ts.Node, text: string): string {
  return `${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}: ${text}`;
}
