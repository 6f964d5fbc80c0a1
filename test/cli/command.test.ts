import assert from "node:assert/strict";
import { type Command, type CommandInput, type Output, runCommand, UsageError } from "../../cli/command";
import { ProblemsError } from "../../components/core/problem";

const OPTIONS = { json: { help: "data" }, app: { value: "APP", help: "one app" } } as const;

function command(
  run: (input: CommandInput<typeof OPTIONS>) => Promise<Output> | Output,
  more: Partial<Command<typeof OPTIONS>> = {},
): Command<typeof OPTIONS> {
  return { name: "inspect", options: OPTIONS, description: "Inspects.", run, ...more };
}

const USAGE = "Usage: npm run -s inspect -- [--json] [--app APP]\n";

describe("command", () => {
  it("prints text, or data with --json", async () => {
    const inspect = command(({ options }) => ({ text: `app ${options.app}\n`, data: { app: options.app } }));
    assert.deepEqual(await runCommand(inspect, ["--app", "db"]), { status: 0, stdout: "app db\n", stderr: "" });
    const { stdout } = await runCommand(inspect, ["--app", "db", "--json"]);
    assert.equal(stdout, '{\n  "app": "db"\n}\n');
  });

  it("ends with the status of its work and prints its errors to stderr", async () => {
    const inspect = command(() => ({ status: 1, text: "1 finding\n", errors: "not recorded\n" }));
    assert.deepEqual(await runCommand(inspect, []), { status: 1, stdout: "1 finding\n", stderr: "not recorded\n" });
  });

  it("does no work for bad usage, and prints every problem above the usage", async () => {
    const inspect = command(() => assert.fail("ran"));
    assert.deepEqual(await runCommand(inspect, ["--ap", "x"]), {
      status: 2,
      stdout: "",
      stderr: `unknown option --ap; did you mean --app?\nunexpected "x"\n${USAGE}`,
    });
  });

  for (const [what, error, status, stderr] of [
    [
      "2 and the usage where options contradict each other",
      new UsageError("--a without --b"),
      2,
      `--a without --b\n${USAGE}`,
    ],
    [
      "2 and every problem of bad input",
      new ProblemsError("x.json", [{ place: "a", message: "is not a number", fix: "write one" }]),
      2,
      "x.json: 1 problem\n  1. a: is not a number\n     fix: write one\n",
    ],
    [
      "1 and the error's name where a call is refused",
      Object.assign(new Error("not authorized"), { name: "AccessDeniedException" }),
      1,
      "AccessDeniedException: not authorized\n",
    ],
  ] as const) {
    it(`ends with ${what}`, async () => {
      const inspect = command(() => {
        throw error;
      });
      assert.deepEqual(await runCommand(inspect, []), { status, stdout: "", stderr });
    });
  }

  it("ends an interrupt at once, without waiting for its work", async () => {
    const interrupt = new AbortController();
    const inspect = command(() => {
      interrupt.abort(new Error("interrupted"));
      return new Promise(() => {});
    });
    const result = await runCommand(inspect, [], { signal: interrupt.signal, progress: () => {} });
    assert.deepEqual(result, { status: 130, stdout: "", stderr: "interrupted; nothing was changed\n" });
  });

  it("waits for work that changes something, and reports what was done and what was not", async () => {
    const interrupt = new AbortController();
    const work = async ({ signal }: CommandInput<typeof OPTIONS>): Promise<Output> => {
      interrupt.abort(new Error("interrupted"));
      await new Promise((resolve) => setImmediate(resolve));
      return { status: signal.aborted ? 1 : 0, text: "1 of 2 moved\n", errors: "the second was not moved\n" };
    };
    const context = { signal: interrupt.signal, progress: () => {} };
    const result = await runCommand(command(work, { finishesOnInterrupt: true }), [], context);
    assert.deepEqual(result, { status: 130, stdout: "1 of 2 moved\n", stderr: "the second was not moved\n" });
  });

  it("reports work that was done completely although it was interrupted as done", async () => {
    const interrupt = new AbortController();
    const work = (): Output => {
      interrupt.abort(new Error("interrupted"));
      return { text: "1 of 1 moved\n" };
    };
    const context = { signal: interrupt.signal, progress: () => {} };
    const result = await runCommand(command(work, { finishesOnInterrupt: true }), [], context);
    assert.deepEqual(result, { status: 0, stdout: "1 of 1 moved\n", stderr: "" });
  });
});
