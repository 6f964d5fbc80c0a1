import { random } from "./graphs";

const USAGE = "Usage: node --require ts-node/register bench/large-blueprint.ts APPS > FILE.json";

/** Names that a blueprint's app count may have: 2 to 5,000. */
const MOST = 5_000;

/** Apps that stand beside each other in a layer; a large release is wide, not deep. */
const WIDTH = 40;

interface LargeApp {
  readonly task: { readonly kind: "lambda"; readonly function: string };
  readonly after: readonly string[];
  readonly expectedSeconds: number;
  readonly rollback?: { readonly task: LargeApp["task"] };
}

/**
 * A blueprint of so many apps, the same for the same number: layers of {@link WIDTH} apps, each waiting for one to three of the layer before, every fourth with
 * a rollback, each with a function of its own. For `npm run sandbox -- --blueprint FILE` and `npm run -s plan -- FILE`.
 */
export function largeBlueprint(count: number): { readonly name: string; readonly apps: Record<string, LargeApp> } {
  const draw = random(count);
  const pick = (most: number) => Math.floor(draw() * most);
  const apps: Record<string, LargeApp> = {};
  for (let index = 0; index < count; index++) {
    const layer = Math.floor(index / WIDTH);
    const before = Array.from({ length: layer === 0 ? 0 : 1 + pick(3) }, () => (layer - 1) * WIDTH + pick(WIDTH));
    const task = { kind: "lambda" as const, function: `large-${index}` };
    apps[`app-${index}`] = {
      task,
      after: [...new Set(before)].map((other) => `app-${other}`),
      expectedSeconds: 1 + pick(3),
      ...(index % 4 === 0 ? { rollback: { task } } : {}),
    };
  }
  return { name: "large", apps };
}

if (require.main === module) {
  const count = Number(process.argv[2]);
  if (Number.isInteger(count) && count >= 2 && count <= MOST) {
    process.stdout.write(`${JSON.stringify(largeBlueprint(count), null, 2)}\n`);
  } else {
    process.stderr.write(`The number of apps is a whole number from 2 to ${MOST}. ${USAGE}\n`);
    process.exitCode = 2;
  }
}
