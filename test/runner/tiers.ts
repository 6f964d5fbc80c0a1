import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `unit`: needs no process; `cloud`: starts the embedded AWS, a Pulumi engine, the sandbox or another process. */
export type Tier = "unit" | "cloud";

/** What `durations.json` records. */
export interface Durations {
  /** Seconds that a test file took, loading it included. Files that are not listed are quick or new. */
  readonly [file: string]: number;
}

const DURATIONS_FILE = join(__dirname, "durations.json");

/** Files of the cloud tier; `*` is any part of a name, `**` any folders. Everything else is a unit test, which {@link file://./no-processes.ts} checks. */
export const CLOUD_FILES: readonly string[] = [
  "test/**/*.embedded.test.ts",
  "test/ci/comment/{commands,verdict}.test.ts",
  "test/ci/workflows.test.ts",
  "test/cli/*/{as-viewer,as-operator,deployed}.test.ts",
  "test/cli/access/access.test.ts",
  "test/cli/report/in-browser.test.ts",
  "test/cli/main.test.ts",
  "test/cli/plan/index.test.ts",
  "test/components/iam/rollback-by-alias.test.ts",
  "test/components/secrets/lambda/{bundle,embedded-cloud}.test.ts",
  "test/docs/{calls-example,getting-started,how-to-run,task-kinds-run}.test.ts",
  "test/faults/**",
  "test/policies/engine/**",
  "test/policies/evaluator/differential.test.ts",
  "test/policies/chains.test.ts",
  "test/reference/components.test.ts",
  "test/sandbox/*.test.ts",
  "test/sandbox/aws/*.test.ts",
  "test/sandbox/aws/interpreter/in-aws/**",
  "test/sandbox/aws/launcher/**",
  "test/sandbox/engine/**",
  "test/sandbox/providers/{aws-lifecycle,okta-lifecycle,s3-lifecycle,start}.test.ts",
  "test/stacks/{adoption,grants,evidence,own-team,previews,rehearsal,runs-api,versions}.test.ts",
  "test/stacks/agents/**",
  "test/validators/**",
];

/** Seconds that a file is expected to take when nothing was recorded of it. */
const UNRECORDED_SECONDS: Readonly<Record<Tier, number>> = { unit: 1, cloud: 5 };

/** A glob as an expression on a path with `/`. */
function expressionOf(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/?|\*|\{[^}]*\})/)
    .map((part) => {
      if (part.startsWith("**")) {
        return part === "**/" ? "(?:.*/)?" : ".*";
      }
      if (part === "*") {
        return "[^/]*";
      }
      if (part.startsWith("{")) {
        return `(?:${part.slice(1, -1).split(",").join("|")})`;
      }
      return part.replace(/[.+?^$()|[\]\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`);
}

const CLOUD_EXPRESSIONS = CLOUD_FILES.map(expressionOf);

export function tierOf(file: string): Tier {
  return CLOUD_EXPRESSIONS.some((expression) => expression.test(file)) ? "cloud" : "unit";
}

/** Every test file of a clone, as a path with `/` from its root. */
export function testFiles(root: string): string[] {
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((name) => `test/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".test.ts"))
    .sort();
}

export function readDurations(): Durations {
  return JSON.parse(readFileSync(DURATIONS_FILE, "utf8")) as Durations;
}

/** Keeps what a run measured, without files that are quick or no longer exist. */
export function writeDurations(measured: Durations, existing: readonly string[]): void {
  const merged = Object.entries({ ...readDurations(), ...measured })
    .filter(([file, seconds]) => existing.includes(file) && seconds >= 2)
    .map(([file, seconds]): [string, number] => [file, Math.round(seconds)])
    .sort(([, one], [, other]) => other - one);
  writeFileSync(DURATIONS_FILE, `${JSON.stringify(Object.fromEntries(merged), null, 2)}\n`);
}

/** Longest first, so that no long file is left for the end, when the other workers have nothing to do. */
export function byDuration(files: readonly string[], durations: Durations): string[] {
  const secondsOf = (file: string): number => durations[file] ?? UNRECORDED_SECONDS[tierOf(file)];
  return [...files].sort((one, other) => secondsOf(other) - secondsOf(one) || one.localeCompare(other));
}
