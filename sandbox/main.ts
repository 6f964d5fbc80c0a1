import { ProblemsError } from "../components/core/problem";
import { keepStacksShort } from "../stacks/short-stacks";
import { Console } from "./run/console";
import { HELP, parseOptions } from "./run/options";

const INTERRUPTED = 130;

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv);
  if ("problem" in options) {
    process.stderr.write(`${options.problem}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // The AWS SDK's notice of the Node versions of coming years would be in the middle of the output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const console = new Console();
  // Loaded late, so that usage errors are reported without loading the engine's and AWS's packages.
  const { runSandbox } = require("./run/sandbox") as typeof import("./run/sandbox");
  keepStacksShort();
  const controller = new AbortController();
  let interrupted = false;
  const interrupt = (signal: NodeJS.Signals) => {
    if (!interrupted) {
      console.line(`\n${signal}: stopping, nothing will be left running`);
    }
    interrupted = true;
    controller.abort(new Error(`interrupted by ${signal}`));
  };
  // A closed output (`| head`) and an uncaught error end the run as well, with everything cleaned up.
  process.stdout.on("error", (error) => controller.abort(error));
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (reason: unknown) => {
      if (!controller.signal.aborted) {
        process.stderr.write(`${reason instanceof Error ? reason.message : reason}\n`);
      }
      controller.abort(reason instanceof Error ? reason : new Error(String(reason)));
    });
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interrupt(signal));
  }
  try {
    return await runSandbox(options, console, controller.signal);
  } catch (error) {
    if (interrupted) {
      return INTERRUPTED;
    }
    if (error instanceof ProblemsError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
