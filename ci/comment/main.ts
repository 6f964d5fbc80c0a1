import { summarizeCommand, type Told, writeCommand } from "./commands";
import { HELP, readOptions } from "./options";

async function main(): Promise<Told> {
  const asked = readOptions(process.argv.slice(2), process.env);
  if ("problems" in asked) {
    return { status: 2, stdout: "", stderr: `${asked.problems.join("\n")}\n\n${HELP}` };
  }
  if (asked.command === "help") {
    return { status: 0, stdout: HELP, stderr: "" };
  }
  return asked.command === "summarize"
    ? await summarizeCommand(asked.options, process.env)
    : await writeCommand(asked.options, process.env);
}

main().then(
  ({ status, stdout, stderr }) => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
