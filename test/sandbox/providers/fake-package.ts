import { type AnyHandler, handler } from "../../../sandbox/providers/kit/handler";
import { Plugin } from "../../../sandbox/providers/kit/plugin";
import type { PackageDeclarations } from "../../../sandbox/providers/kit/schema";
import type { Props } from "../../../sandbox/providers/kit/values";

export interface FakeObject {
  readonly inputs: Props;
  readonly marker: string;
}

/** A service in memory that keeps one kind of object by name. */
export class FakeService {
  readonly objects = new Map<string, FakeObject>();
  readonly log: string[] = [];
}

interface FakeInputs {
  readonly name: string;
  readonly size?: number;
  readonly policy?: string;
  readonly tags?: Record<string, string>;
}

export const FAKE_TYPE = "fake:index/thing:Thing";
export const urnOf = (name: string, type = FAKE_TYPE) =>
  `urn:pulumi:stack::project::parent:index:Parent$${type}::${name}`;

export const DECLARATIONS: PackageDeclarations = {
  version: "1.0.0",
  config: { region: { shape: "string", required: false } },
  resources: {
    [FAKE_TYPE]: {
      inputs: {
        code: { shape: "archive", required: false },
        name: { shape: "string", required: true },
        nested: { shape: { list: { object: "Nested" } }, required: false },
        policy: { shape: { oneOf: ["string", { object: "Policy" }] }, required: false },
        size: { shape: "number", required: false },
        tags: { shape: { map: "string" }, required: false },
        unused: { shape: "boolean", required: false },
      },
      outputs: ["arn", "name", "policy", "revision", "size", "tags"],
    },
  },
  objects: {
    Nested: { enabled: { shape: "boolean", required: true }, labels: { shape: { map: "string" }, required: false } },
    Policy: { Statement: { shape: { list: "any" }, required: true } },
  },
};

export const thing: AnyHandler<FakeService> = handler<FakeService, FakeInputs>({
  type: FAKE_TYPE,
  supports: ["code", "name", "nested", "policy", "size", "tags"],
  replaceOn: ["name"],
  defaults: { size: 1 },
  documents: { policy: "policy" },
  moves: { revision: ["policy"] },
  async existing({ service, marker }, { name }) {
    const found = service.objects.get(name);
    return found && { id: name, mine: found.marker === "" ? undefined : found.marker === marker };
  },
  async create({ service, marker }, inputs) {
    service.log.push(`create ${inputs.name}`);
    if (inputs.policy === "refused") {
      throw new Error(`the policy ${inputs.policy} is refused`);
    }
    service.objects.set(inputs.name, { inputs: { ...inputs } as Props, marker });
    return inputs.name;
  },
  async read({ service }, id) {
    const found = service.objects.get(id);
    return found && { size: 1, ...found.inputs, arn: `arn:${id}`, revision: "r1" };
  },
  async update({ service }, id, { changed, news }) {
    service.log.push(`update ${id} ${[...changed].sort()}`);
    service.objects.set(id, { inputs: { ...news } as Props, marker: service.objects.get(id)?.marker ?? "" });
  },
  async delete({ service }, id) {
    service.objects.delete(id);
  },
});

export async function fakePlugin(): Promise<{ plugin: Plugin<FakeService>; service: FakeService }> {
  const service = new FakeService();
  const plugin = new Plugin<FakeService>({
    name: "fake",
    declarations: DECLARATIONS,
    handlers: [thing],
    configure: async () => service,
  });
  await plugin.configure({});
  return { plugin, service };
}

/** The wire form of a secret. */
export const secretOf = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
