import assert from "node:assert/strict";
import { COMMANDS } from "../../cli/commands";
import { helpOf, usageOf } from "../../cli/help";
import { rollbackCommand } from "../../cli/rollback/index";

describe("help of a command", () => {
  it("lists usage, description, options, notes and exit codes", () => {
    const help = helpOf({
      name: "inspect",
      argument: "FILE",
      options: {
        stack: { value: "ENVIRONMENT", required: true, help: "which environment" },
        json: { help: "prints data\non two lines" },
      },
      description: "\nInspects a file.",
      notes: "\nNeeds nothing.",
    });
    assert.equal(
      help,
      [
        "Usage: npm run -s inspect -- FILE --stack ENVIRONMENT [--json]",
        "",
        "Inspects a file.",
        "",
        "  --stack ENVIRONMENT  which environment",
        "  --json               prints data",
        "                       on two lines",
        "  --help               this text",
        "",
        "Needs nothing.",
        "",
        "Exit codes: 0 done (or nothing to do), 1 refused or failed, 2 bad usage or bad input, 130 interrupted.",
        "",
      ].join("\n"),
    );
  });

  it("has the usage of a command whose options exclude each other", () => {
    assert.match(
      usageOf(rollbackCommand()),
      /^Usage: npm run -s rollback -- --stack ENVIRONMENT \(--app APP \| --all\) /,
    );
  });

  for (const { command, subcommand = "" } of COMMANDS) {
    it(`of ${command.name} ${subcommand} fits a wide terminal`, () => {
      for (const line of helpOf(command).split("\n")) {
        assert.ok(line.length <= 160, line);
      }
    });
  }
});
