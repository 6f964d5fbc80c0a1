import assert from "node:assert/strict";
import type { Json } from "../../../../../sandbox/aws/interpreter/language/json";
import { execute, type FakeTask, type RunOptions } from "../harness";

/** An example of the AWS documentation, in JSONata, and what it must come to. */
export interface Example {
  /** Page of the AWS Step Functions Developer Guide, below https://docs.aws.amazon.com/step-functions/latest/dg/ */
  readonly page: string;
  readonly title: string;
  readonly states: Record<string, object>;
  readonly input?: Json;
  readonly tasks?: Record<string, FakeTask>;
  readonly output?: Json;
  readonly failure?: readonly [error: string, cause?: string];
  /** Names of the states entered, in order. */
  readonly path?: readonly string[];
  /** Seconds that it takes. */
  readonly seconds?: number;
}

/** One test for each example. */
export function testExamples(examples: readonly Example[]): void {
  for (const example of examples) {
    it(`${example.page}: ${example.title}`, async () => {
      const options: RunOptions = { input: example.input ?? {}, ...(example.tasks ? { tasks: example.tasks } : {}) };
      const run = await execute(example.states, options);
      const [error, cause] = example.failure ?? [];
      const expected = example.failure ? { status: "FAILED", error, cause } : { status: "SUCCEEDED", error, cause };
      assert.deepEqual(
        { status: run.end.status, error: run.end.error ?? (example.failure && ""), cause: run.end.cause },
        expected,
      );
      assert.deepEqual(run.output, example.output);
      if (example.seconds !== undefined) {
        assert.equal(run.clock.elapsed, example.seconds);
      }
      if (example.path) {
        assert.deepEqual(
          run.events.flatMap((event) =>
            event.type.endsWith("Entered") ? [(event.stateEnteredEventDetails as { name: string }).name] : [],
          ),
          example.path,
        );
      }
    });
  }
}
