import assert from "node:assert/strict";
import { UsageError } from "../../../cli/command";
import { parseLine } from "../../../cli/parse";
import { OPTIONS, rollbackRequest } from "../../../cli/rollback/request";

const NOW = new Date("2026-05-04T12:00:00Z");

function request(line: string) {
  const parsed = parseLine(line.split(" "), { options: OPTIONS });
  assert.ok("values" in parsed, JSON.stringify(parsed));
  return rollbackRequest(parsed.values, NOW);
}

describe("request for a rollback", () => {
  it("is an environment, a machine, a version and a reason", () => {
    assert.deepEqual(request("--stack dev --app orders --to 7 --why slow --pin"), {
      stack: "dev",
      app: "orders",
      move: { target: { version: 7 }, why: "slow", pin: true, dryRun: false },
    });
  });

  it("is an environment and a time for all machines", () => {
    assert.deepEqual(request("--stack dev --all --to 2026-05-04T13:30+02:00 --why slow --dry-run"), {
      stack: "dev",
      app: undefined,
      move: { target: { at: new Date("2026-05-04T11:30:00Z") }, why: "slow", pin: false, dryRun: true },
    });
  });

  it("lists without a reason", () => {
    assert.deepEqual(request("--stack dev --all --list"), { stack: "dev", app: undefined, move: undefined });
  });

  it("is a run and a reason", () => {
    assert.deepEqual(request("--stack dev --run release-7.1 --why slow"), {
      stack: "dev",
      run: "release-7.1",
      why: "slow",
      again: false,
    });
    const again = request("--stack dev --run release-7 --why slow --again --json");
    assert.equal("again" in again && again.again, true);
  });

  for (const [line, message] of [
    [
      "--stack dev --run r --app orders --all --to 7 --list --pin --dry-run --why x",
      "--run moves no alias; leave out --app, --all, --to, --pin, --dry-run, --list",
    ],
    ["--stack dev --run r", "--why is required: REASON; it is recorded with the rollback"],
    [
      "--stack dev --run arn:aws:states:eu-central-1:111111111111:execution:shop-dev:r --why x",
      '--run "arn:aws:states:eu-central-1:111111111111:execution:shop-dev:r" is not a valid name of an execution; write what follows the last colon of its ARN',
    ],
    [
      `--stack dev --run ${"r".repeat(81)} --why x`,
      `--run "${"r".repeat(81)}" is not a valid name of an execution; write what follows the last colon of its ARN`,
    ],
    ["--stack dev --app orders --to 7 --why x --again --json", "only --run has --again, --json"],
    ["--stack dev", "one of --app, --all and --run is required"],
    ["--stack dev --app orders --all --to 7 --why x", "one of --app, --all and --run is required"],
    ["--stack dev --app orders", "--to is required: VERSION or TIME; --list shows the versions"],
    ["--stack dev --all --to 7 --why x", "--all needs a time: every machine counts its versions separately"],
    [
      "--stack dev --app orders --to 0 --why x",
      '--to "0" is neither the number of a version nor a time such as 2026-05-04T17:30:00Z',
    ],
    [
      "--stack dev --app orders --to 2026-05-04 --why x",
      '--to "2026-05-04" is neither the number of a version nor a time such as 2026-05-04T17:30:00Z',
    ],
    [
      "--stack dev --app orders --to 2026-05-04T10:00:00 --why x",
      '--to "2026-05-04T10:00:00" is neither the number of a version nor a time such as 2026-05-04T17:30:00Z',
    ],
    ["--stack dev --all --to 2026-05-04T12:00:01Z --why x", "--to 2026-05-04T12:00:01Z is in the future"],
    ["--stack dev --app orders --to 7", "--why is required: REASON; it is recorded with the rollback"],
    [`--stack dev --app orders --to 7 --why ${"x".repeat(1001)}`, "--why has 1001 characters; limit 1000"],
    [
      "--stack dev --app orders --to 7 --why a\nb",
      "--why has a line break or another control character; write one line",
    ],
    ["--stack dev --app orders --list --to 7 --pin", "--list moves nothing; leave out --to, --pin"],
  ] as const) {
    it(`is refused: ${line.slice(0, 70)}`, () => assert.throws(() => request(line), new UsageError(message)));
  }
});
