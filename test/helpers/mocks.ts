import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the program registered it with the engine. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  /** Exactly what the provider would get. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URN of the parent; empty for none. */
  readonly parent: string;
  /** URNs that the resource waits for, explicit and by input. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  /** Former URNs, by which an existing stack may have it. */
  readonly aliases: readonly string[];
}

export interface Recording<T> {
  readonly result: T;
  /** In the order of registration. */
  readonly registrations: readonly Registration[];
  /** The one resource of this type and name; throws, naming what there is, if there is none or more than one. */
  get(type: string, name: string): Registration;
  /** Every resource of a type. */
  all(type: string): readonly Registration[];
  /** Outputs that a component registered. */
  outputs(type: string, name: string): Readonly<Record<string, unknown>>;
}

export interface RecordOptions {
  readonly project?: string;
  readonly stack?: string;
  /** True makes every id and output that the program did not give unknown, as in a first preview. @default false */
  readonly preview?: boolean;
  /** Configuration by full key, e.g. `aws:region`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Outputs of a resource beside its inputs. @default `{ arn: "arn:mock:<name>" }` if the inputs have no `arn` */
  readonly outputs?: (type: string, name: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Answers of provider functions. @default throws, naming the function */
  readonly call?: (token: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

/** What the recorder reads of a registration request. */
interface ResourceRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getProtect(): boolean | undefined;
  getAliasurnsList(): string[];
  getDependenciesList(): string[];
  getObject(): Parameters<typeof pulumi.runtime.deserializeProperties>[0];
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): Parameters<typeof pulumi.runtime.deserializeProperties>[0];
}

type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;

class RecordingMonitor extends MockMonitor {
  readonly seen: Registration[] = [];
  readonly componentOutputs = new Map<string, Record<string, unknown>>();

  override async registerResource(req: ResourceRequest, callback: Callback) {
    const inputs: Record<string, unknown> = pulumi.runtime.deserializeProperties(req.getObject(), true);
    return super.registerResource(req, (error: unknown, response: { getUrn(): string } | undefined) => {
      if (response !== undefined) {
        this.seen.push({
          type: req.getType(),
          name: req.getName(),
          urn: response.getUrn(),
          custom: req.getCustom(),
          inputs,
          parent: req.getParent(),
          dependencies: req.getDependenciesList(),
          protect: req.getProtect() ?? false,
          aliases: req.getAliasurnsList(),
        });
      }
      callback(error, response);
    });
  }

  override registerResourceOutputs(req: OutputsRequest, callback: Callback) {
    this.componentOutputs.set(req.getUrn(), pulumi.runtime.deserializeProperties(req.getOutputs(), true));
    super.registerResourceOutputs(req, callback);
  }
}

/**
 * Runs `program` against mocks and records every resource that it registers. Import the components inside `program` or before; nothing is
 * created anywhere. Resolves when every registration is done; a failed registration rejects.
 */
export async function record<T>(program: () => T | Promise<T>, options: RecordOptions = {}): Promise<Recording<T>> {
  const monitor = new RecordingMonitor({
    newResource: ({ type, name, inputs, custom }) => {
      const extra =
        options.outputs?.(type, name, inputs) ?? (inputs.arn === undefined ? { arn: `arn:mock:${name}` } : {});
      const unknown = options.preview === true;
      return {
        id: custom === false || unknown ? undefined : `${name}-id`,
        state: unknown ? inputs : { ...inputs, ...extra },
      };
    },
    call: ({ token, inputs }) => {
      if (options.call === undefined) {
        throw new Error(`unexpected call of ${token}`);
      }
      return options.call(token, inputs);
    },
  });
  pulumi.runtime.setMockOptions(
    monitor,
    options.project ?? "project",
    options.stack ?? "stack",
    options.preview ?? false,
  );
  pulumi.runtime.setAllConfig({ ...options.config });
  const result = await program();
  await pulumi.runtime.disconnect();
  const all = (type: string) => monitor.seen.filter((one) => one.type === type);
  const get = (type: string, name: string): Registration => {
    const found = all(type).filter((one) => one.name === name);
    const [first] = found;
    if (first !== undefined && found.length === 1) {
      return first;
    }
    const there = monitor.seen.map((one) => `${one.type} ${one.name}`).join("\n  ");
    throw new Error(`${found.length} resources of type ${type} named ${name}; there are\n  ${there}`);
  };
  return {
    result,
    registrations: monitor.seen,
    get,
    all,
    outputs: (type, name) => monitor.componentOutputs.get(get(type, name).urn) ?? {},
  };
}

/** Value of an output whose inputs are known. */
export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value)));
}
