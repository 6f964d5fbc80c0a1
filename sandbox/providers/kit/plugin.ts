import { createHash } from "node:crypto";
import { checkMeaning, checkProperties, completeInputs } from "./check";
import { decodeConfig } from "./config";
import { createOrAdopt } from "./create";
import { type Difference, diffInputs } from "./diff";
import type { AnyHandler, Context, Fault } from "./handler";
import type { PackageDeclarations, ResourceDeclaration } from "./schema";
import { inputsFromState, plainProps, previewCreate, previewUpdate, recordedOutputs } from "./state";
import {
  closeSecrets,
  containsUnknown,
  equal,
  isUnknown,
  openSecrets,
  type Props,
  redact,
  withoutNulls,
} from "./values";

/** What a package brings: its types, its handlers, and how its configuration becomes a connection. */
export interface PackageDefinition<Service> {
  readonly name: string;
  readonly declarations: PackageDeclarations;
  readonly handlers: readonly AnyHandler<Service>[];
  /** Connects; throws with what is wrong. Called once, before any resource operation. */
  configure(config: Props): Promise<Service>;
  /** Faults of the configuration beyond its shape. */
  checkConfig?(config: Props): readonly Fault[];
  /**
   * Faults that any type of the package can have, such as another region or a bad tag. Unknown values are left out of
   * `inputs`.
   */
  validate?(service: Service, inputs: Props): readonly Fault[];
  /** Outputs that follow from inputs and configuration alone, such as all tags. */
  derive?(service: Service, declaration: ResourceDeclaration, inputs: Props): Props;
  readonly functions?: Readonly<Record<string, (service: Service, args: Props) => Promise<Record<string, unknown>>>>;
}

interface DiffAnswer {
  readonly differences: readonly Difference[];
  readonly deleteBeforeReplace: boolean;
}

/** The operations of the plugin protocol on plain values. One instance serves one configured provider. */
export class Plugin<Service> {
  readonly definition: PackageDefinition<Service>;
  private readonly handlers: ReadonlyMap<string, AnyHandler<Service>>;
  private service: Service | undefined;
  /** Ids that the engine's state is known to hold, by URN: a create must never adopt one of these. */
  private readonly recorded = new Map<string, Set<string>>();

  constructor(definition: PackageDefinition<Service>) {
    this.definition = definition;
    this.handlers = new Map(definition.handlers.map((each) => [each.type, each]));
  }

  checkConfig(config: Props): Fault[] {
    const { declarations, checkConfig } = this.definition;
    const decoded = decodeConfig(config, declarations.config);
    const faults = checkProperties(decoded, declarations.config, declarations.objects);
    return faults.length > 0 ? faults : [...(checkConfig?.(decoded) ?? [])];
  }

  async configure(config: Props): Promise<void> {
    const faults = this.checkConfig(config);
    if (faults.length > 0) {
      const list = faults.map((fault) => `${this.definition.name}:${fault.property} ${fault.reason}`);
      throw new Error(`The provider's configuration is wrong: ${list.join("; ")}.`);
    }
    this.service = await this.definition.configure(decodeConfig(config, this.definition.declarations.config));
  }

  check(urn: string, olds: Props, news: Props, seed: Uint8Array): { inputs: Props; faults: Fault[] } {
    const { handler, declaration } = this.find(urn);
    const { props, secret } = openSecrets(news);
    const complete = withoutNulls(completeInputs(handler, props, openSecrets(olds).props, { urn, seed }));
    const shape = checkProperties(props, declaration.inputs, this.definition.declarations.objects);
    const faults = shape.length > 0 ? shape : this.checkMeaning(handler, urn, complete);
    return { inputs: closeSecrets(complete, secret), faults };
  }

  diff(urn: string, id: string, oldInputs: Props, oldOutputs: Props, news: Props): DiffAnswer {
    const { handler, declaration } = this.find(urn);
    this.note(urn, id);
    const olds = withoutNulls(openSecrets(oldInputs).props);
    const wanted = withoutNulls(openSecrets(news).props);
    const differences = diffInputs(handler, olds, wanted);
    const tagsAll = this.derived(declaration, wanted).tagsAll;
    const tagsBefore = openSecrets(oldOutputs).props.tagsAll;
    const tagsDiffer = tagsAll !== undefined && tagsBefore !== undefined && !equal(tagsAll, tagsBefore);
    if (tagsDiffer && !differences.some((each) => each.name === "tags")) {
      differences.push({ path: "tagsAll", name: "tagsAll", kind: "update", replaces: false });
    }
    return { differences, deleteBeforeReplace: differences.some((each) => each.replaces) };
  }

  async create(urn: string, news: Props, preview: boolean): Promise<{ id: string; outputs: Props }> {
    const { handler, declaration } = this.find(urn);
    const { props, secret } = openSecrets(news);
    const inputs = withoutNulls(props);
    if (preview) {
      const outputs = { ...previewCreate(handler, declaration, inputs), ...this.derived(declaration, inputs) };
      return { id: "", outputs: closeSecrets(outputs, hidden(handler, secret)) };
    }
    return await this.explained("create", urn, props, secret, async () => {
      const id = await createOrAdopt(handler, this.context(urn), inputs, this.recorded.get(urn) ?? new Set());
      this.note(urn, id);
      return { id, outputs: closeSecrets(await this.outputs(urn, id, inputs), hidden(handler, secret)) };
    });
  }

  async read(
    urn: string,
    givenId: string,
    oldInputs: Props | undefined,
    oldOutputs: Props,
  ): Promise<{ id: string; inputs: Props; outputs: Props } | undefined> {
    const { handler, declaration } = this.find(urn);
    const inputs = oldInputs === undefined ? undefined : openSecrets(oldInputs);
    const before = openSecrets(oldOutputs);
    const recorded = inputs && Object.keys(inputs.props).length > 0 ? withoutNulls(inputs.props) : undefined;
    const imported = recorded === undefined ? handler.importId?.(givenId) : undefined;
    const id = imported?.id ?? givenId;
    this.note(urn, id);
    const known = { ...withoutNulls(before.props), ...recorded, ...imported?.known };
    const state = await this.explained("read", urn, known, new Set([...(inputs?.secret ?? []), ...before.secret]), () =>
      handler.read(this.context(urn), id, known as Record<string, never>),
    );
    if (state === undefined) {
      return undefined;
    }
    const reported = plainProps(state);
    const now = inputsFromState(handler, declaration, recorded, reported);
    const outputs = { ...this.derived(declaration, now, ["region"]), ...recordedOutputs(handler, now, reported) };
    return {
      id,
      inputs: closeSecrets(now, inputs?.secret ?? []),
      outputs: closeSecrets(outputs, hidden(handler, new Set([...(inputs?.secret ?? []), ...before.secret]))),
    };
  }

  async update(
    urn: string,
    id: string,
    oldInputs: Props,
    oldOutputs: Props,
    news: Props,
    preview: boolean,
  ): Promise<Props> {
    const { handler, declaration } = this.find(urn);
    const { props, secret } = openSecrets(news);
    const inputs = withoutNulls(props);
    const { differences } = this.diff(urn, id, oldInputs, oldOutputs, news);
    const changed = new Set(differences.map((each) => each.name));
    if (preview) {
      const before = withoutNulls(openSecrets(oldOutputs).props);
      const outputs = { ...previewUpdate(handler, before, inputs, changed), ...this.derived(declaration, inputs) };
      return closeSecrets(outputs, hidden(handler, secret));
    }
    const olds = withoutNulls(openSecrets(oldInputs).props);
    const change = { olds: olds as Record<string, never>, news: inputs as Record<string, never>, changed };
    return await this.explained("update", urn, { ...olds, ...props }, secret, async () => {
      if (handler.update !== undefined && changed.size > 0) {
        await handler.update(this.context(urn), id, change);
      }
      return closeSecrets(await this.outputs(urn, id, inputs), hidden(handler, secret));
    });
  }

  async delete(urn: string, id: string, outputs: Props): Promise<void> {
    const { handler } = this.find(urn);
    const { props, secret } = openSecrets(outputs);
    await this.explained("delete", urn, props, secret, () =>
      handler.delete(this.context(urn), id, withoutNulls(props)),
    );
    this.recorded.get(urn)?.delete(id);
  }

  async invoke(token: string, args: Props): Promise<Props> {
    const call = this.definition.functions?.[token];
    if (call === undefined) {
      const has = Object.keys(this.definition.functions ?? {}).join(", ") || "none";
      throw new Error(
        `The embedded cloud does not have the function ${token}. Functions of ${this.definition.name} it has: ${has}.`,
      );
    }
    return plainProps(await call(this.connection(), openSecrets(args).props));
  }

  private checkMeaning(handler: AnyHandler<Service>, urn: string, inputs: Props): Fault[] {
    const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !containsUnknown(value)));
    const common = this.definition.validate?.(this.connection(), known) ?? [];
    return [...common, ...checkMeaning(handler, this.context(urn), inputs)];
  }

  private async outputs(urn: string, id: string, inputs: Props): Promise<Props> {
    const { handler, declaration } = this.find(urn);
    const state = await handler.read(this.context(urn), id, inputs as Record<string, never>);
    if (state === undefined) {
      throw new Error(`${handler.type} ${id} is not there right after it was written.`);
    }
    return { ...this.derived(declaration, inputs, ["region"]), ...recordedOutputs(handler, inputs, plainProps(state)) };
  }

  /**
   * Says what was being done to which type when the service refused; a secret that the service repeats is taken out.
   */
  private async explained<T>(
    doing: string,
    urn: string,
    props: Props,
    secret: ReadonlySet<string>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
      const said = name === "Error" ? message : `${name}: ${message}`;
      throw new Error(`${doing} ${typeOf(urn)}: ${redact(said, props, secret)}`);
    }
  }

  private derived(declaration: ResourceDeclaration, inputs: Props, only?: readonly string[]): Props {
    const all = this.service === undefined ? {} : (this.definition.derive?.(this.service, declaration, inputs) ?? {});
    return only === undefined ? all : Object.fromEntries(Object.entries(all).filter(([name]) => only.includes(name)));
  }

  private find(urn: string): { handler: AnyHandler<Service>; declaration: ResourceDeclaration } {
    const type = typeOf(urn);
    const handler = this.handlers.get(type);
    const declaration = this.definition.declarations.resources[type];
    if (handler === undefined || declaration === undefined) {
      const has = [...this.handlers.keys()].sort().join(", ");
      throw new Error(
        `The embedded cloud does not have the resource type ${type}. Types of ${this.definition.name} it has: ${has}.`,
      );
    }
    return { handler, declaration };
  }

  private context(urn: string): Context<Service> {
    return { service: this.connection(), urn, marker: createHash("sha256").update(urn).digest("hex").slice(0, 32) };
  }

  private connection(): Service {
    if (this.service === undefined) {
      throw new Error(`The ${this.definition.name} provider was used before it was configured.`);
    }
    return this.service;
  }

  private note(urn: string, id: string): void {
    if (id === "" || isUnknown(id)) {
      return;
    }
    this.recorded.set(urn, (this.recorded.get(urn) ?? new Set()).add(id));
  }
}

/** The type token of a URN `urn:pulumi:stack::project::parent$type::name`. */
export function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.slice(types.lastIndexOf("$") + 1);
}

/** Outputs to hide: those of secret inputs, those that always are, and all tags where tags are. */
function hidden(
  handler: { readonly secretOutputs?: readonly string[] },
  secret: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set([...secret, ...(handler.secretOutputs ?? []), ...(secret.has("tags") ? ["tagsAll"] : [])]);
}
