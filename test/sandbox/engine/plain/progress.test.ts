import assert from "node:assert/strict";
import { createProgress } from "../../../../sandbox/engine/plain/progress.cjs";

describe("progress", () => {
  it("reports the duration of a long step, and nothing for a short or a failed one", async () => {
    const lines: string[] = [];
    let now = 0;
    const progress = createProgress({ write: (line) => lines.push(line), now: () => now });
    const result = await progress.step("long", async () => {
      now += 65_400;
      return "result";
    });
    assert.equal(result, "result");
    await progress.step("short", async () => {
      now += 1000;
    });
    await assert.rejects(
      progress.step("failed", async () => {
        now += 9000;
        throw new Error("no");
      }),
    );
    progress.note("a note");
    assert.deepEqual(lines, ["  long: 65 s", "a note"]);
  });

  it("rewrites one line on a terminal with every running step and clears it at the end", async () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 60, write: (text: string) => written.push(text) > 0 };
    const progress = createProgress({ stream: stream as unknown as NodeJS.WriteStream });
    const wait = () => new Promise((resolve) => setTimeout(resolve, 1150));
    await Promise.all([
      progress.step("build", async (tell) => {
        tell("3 packages");
        await wait();
      }),
      progress.step("download", wait),
    ]);
    assert.ok(written.includes("  ... build (3 packages) 1 s | download 1 s"), written.join(""));
    assert.equal(written.at(-1), "\r\x1b[K");
    assert.ok(!written.some((text) => text.includes("\n")));
  });
});
