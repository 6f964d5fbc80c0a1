import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan";

/** Where the sandbox speaks: one line at a time, readable in a terminal and in a log. */
export class Console {
  private readonly started = Date.now();

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {}

  /** A numbered chapter of the run, with the seconds since its start. */
  chapter(title: string): void {
    const seconds = ((Date.now() - this.started) / 1000).toFixed(0);
    this.line();
    this.line(`${this.paint("bold", `== ${title}`)} ${this.paint("dim", `(${seconds} s)`)}`);
  }

  line(text = ""): void {
    this.stream.write(`${text}\n`);
  }

  /** One fact under a chapter. */
  fact(text: string): void {
    this.line(`   ${text}`);
  }

  dim(text: string): void {
    this.line(this.paint("dim", `   ${text}`));
  }

  /** Text of a message, marked with a bar. */
  quote(text: string): void {
    for (const line of text.trimEnd().split("\n")) {
      this.line(`   ${this.paint("cyan", "|")} ${line}`);
    }
  }

  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    for (const line of tableLines(header, rows)) {
      this.fact(line);
    }
  }

  paint(style: Style, text: string): string {
    return this.stream.isTTY ? styleText(style, text) : text;
  }
}

/** A table as lines of text, columns padded to their widest cell, two spaces between. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const format = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [format(header), format(widths.map((width) => "-".repeat(width))), ...rows.map(format)];
}
