/** A file of this folder that measures something. */
interface Bench {
  /** Measures and prints. `args`: what follows the name on the command line. */
  run(args: readonly string[]): void | Promise<void>;
}

/** Each bench with what it measures, in the order in which they run; loaded only when it is asked for. */
const benches: Readonly<Record<string, { readonly about: string; readonly load: () => Bench }>> = {
  schedule: {
    about: "quality of the schedule on generated graphs and on recorded runs: [TRACE.json...]",
    load: () => require("./schedule") as Bench,
  },
  policies: {
    about: "what the policy pack adds to a preview of 100 and of 1,000 resources: [RESOURCES...]",
    load: () => require("./policies") as Bench,
  },
  scale: {
    about: "preview and up of 10, 100 and 1,000 apps over a flat program with the same resources: [APPS...]",
    load: () => require("./scale") as Bench,
  },
  makespan: {
    about: "runs on the embedded cloud over their critical path, and their transitions: [retail] [APPS...]",
    load: () => require("./makespan") as Bench,
  },
};

const width = Math.max(...Object.keys(benches).map((name) => name.length));

const HELP = `Usage: npm run bench [-- NAME [ARGUMENT...]]

Without a name all of them run, one after the other.
${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(width)}   ${about}`)
  .join("\n")}

Exit codes: 0 measured, 1 failed, 2 no such bench.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === "--help" || name === "-h") {
    process.stdout.write(HELP);
    return 0;
  }
  const chosen = name === undefined ? Object.keys(benches) : [name];
  for (const each of chosen) {
    const bench = Object.hasOwn(benches, each) ? benches[each] : undefined;
    if (bench === undefined) {
      process.stderr.write(`There is no bench "${each}".\n\n${HELP}`);
      return 2;
    }
    if (chosen.length > 1) {
      process.stdout.write(`\n${each}: ${bench.about}\n\n`);
    }
    await bench.load().run(args);
  }
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
