import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import * as aws from "@pulumi/aws";
import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { ensureEngine, openStack } from "../sandbox/engine";
import { programWith } from "../stacks/program";
import { keepStacksShort } from "../stacks/short-stacks";
import { sandboxSettings } from "./sandbox-settings";

/** What one program cost, in seconds and bytes. */
export interface Cost {
  readonly preview: Taken;
  readonly up: Taken;
  /** Resources that a provider has; components are not counted. */
  readonly resources: number;
  readonly components: number;
  /** Most memory of the process in which the program runs. */
  readonly memory: number;
}

export interface Taken {
  readonly wall: number;
  /** Processor time of the program, the engine and the providers. */
  readonly cpu: number;
}

/** A resource of the program as the engine recorded it: what the flat program is made from. */
interface Plain {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Previews are taken several times; the quickest counts, since other work on the machine only ever adds. */
const ROUNDS = 2;

/** Processor time of this process and of those that it started and that have ended. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function processorTime(): Promise<number> {
  const stat = await readFile("/proc/self/stat", "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const [cpu, started] = [await processorTime(), performance.now()];
  await work();
  return { wall: (performance.now() - started) / 1000, cpu: (await processorTime()) - cpu };
}

type ResourceClass = new (name: string, inputs: Record<string, unknown>) => pulumi.CustomResource;

/** The class of a type token, `aws:sfn/stateMachine:StateMachine` for example: what somebody who writes plain resources uses. */
function classOf(type: string): ResourceClass {
  const [pack = "", module = "", name = ""] = type.split(":");
  const packages: Readonly<Record<string, object>> = { aws, okta };
  const [folder = ""] = module.split("/");
  const root = packages[pack] ?? {};
  const space: unknown = folder === "index" ? root : Reflect.get(root, folder);
  const found: unknown = Reflect.get(Object(space), name);
  if (typeof found !== "function") {
    throw new Error(`There is no class for ${type}`);
  }
  return found as ResourceClass;
}

/** The same resources without components, parents and order: inputs as they were, links resolved. */
const flat = (resources: readonly Plain[]) => async () => {
  for (const { type, name, inputs } of resources) {
    new (classOf(type))(name, inputs);
  }
};

async function measure(kind: "program" | "flat", folder: string, size: string): Promise<Cost> {
  const engine = await ensureEngine();
  const record = path.join(folder, `resources-${size}.json`);
  if (kind === "program") {
    keepStacksShort();
  }
  const program = kind === "program" ? programWith(() => undefined) : flat(JSON.parse(await readFile(record, "utf8")));
  const stack = await openStack({
    engine,
    runDir: path.join(folder, `${kind}-${size}`),
    stackName: "sandbox",
    program,
    config: sandboxSettings(path.join(folder, `blueprint-${size}.json`)),
    providers: ["aws", "okta"].map((name) => ({ name, path: path.join(__dirname, "scale-provider") })),
    // Writing the state at each step takes the square of the number of resources, whatever the program: it would hide what is measured.
    env: { PULUMI_SKIP_CHECKPOINTS: "true" },
  });
  const previews: Taken[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    previews.push(await taken(() => stack.preview()));
  }
  const up = await taken(() => stack.up());
  const memory = process.resourceUsage().maxRSS * 1024;
  const { resources } = (await stack.exportStack()).deployment as {
    resources: readonly {
      readonly urn: string;
      readonly type: string;
      readonly custom: boolean;
      readonly inputs?: Record<string, unknown>;
    }[];
  };
  const own = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  const plain = own.map(({ urn, type, inputs = {} }): Plain => ({ type, name: urn.split("::").at(-1) ?? "", inputs }));
  if (kind === "program") {
    await writeFile(record, JSON.stringify(plain));
  }
  const least = (of: (one: Taken) => number) => Math.min(...previews.map(of));
  const preview = { wall: least(({ wall }) => wall), cpu: least(({ cpu }) => cpu) };
  const components = resources.filter(({ custom }) => !custom).length;
  return { preview, up, resources: own.length, components, memory };
}

const [kind, folder, size] = process.argv.slice(2);
if ((kind === "program" || kind === "flat") && folder !== undefined && size !== undefined) {
  measure(kind, folder, size).then(
    (cost) => void process.send?.(cost),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
