import assert from "node:assert/strict";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

/** Seconds that everything is behind. */
const LATE = 10;

describe("a cloud that is behind, as on a fresh account", function () {
  this.timeout(900_000);
  let environment: SmallEnvironment;

  before(async () => {
    environment = await smallEnvironment({
      delays: { iam: LATE, keyAlias: LATE, versions: LATE, logs: LATE },
    });
  });
  after(() => environment.close());

  it("lets the first up pass, with every role chain proven", async () => {
    const { outputs } = await environment.stack.up();
    const rehearsed = (outputs.rehearsal?.value ?? []) as readonly { app: string; verdict: string }[];
    assert.deepEqual(
      rehearsed.map(({ app, verdict }) => [app, verdict]),
      [
        ["db", "proven"],
        ["orders", "proven"],
      ],
    );
    assert.equal(await environment.live(), "1");
  });

  it("lets the next up move the alias to the version that it published", async () => {
    await environment.write(61);
    await environment.stack.up();
    assert.equal(await environment.live(), "2");
  });
});
