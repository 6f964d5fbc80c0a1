import { styleText } from "node:util";
import { columns, columnWidths } from "../../components/core/columns";

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

/** A table as lines of text, with a line below its header. */
function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const rule = columnWidths([header, ...rows]).map((width) => "-".repeat(width));
  return columns([header, rule, ...rows]);
}
