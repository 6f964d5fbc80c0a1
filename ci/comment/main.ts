import { errorMessage } from "../../components/core/errors";
import { type CommandResult, summarizeCommand, writeCommand } from "./commands";
import { HELP, readOptions } from "./options";

async function main(): Promise<CommandResult> {
  const parsed = readOptions(process.argv.slice(2), process.env);
  if ("problems" in parsed) {
    return { status: 2, stdout: "", stderr: `${parsed.problems.join("\n")}\n\n${HELP}` };
  }
  if (parsed.command === "help") {
    return { status: 0, stdout: HELP, stderr: "" };
  }
  return parsed.command === "summarize"
    ? await summarizeCommand(parsed.options, process.env)
    : await writeCommand(parsed.options, process.env);
}

main().then(
  ({ status, stdout, stderr }) => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${errorMessage(error)}\n`);
    process.exitCode = 1;
  },
);
