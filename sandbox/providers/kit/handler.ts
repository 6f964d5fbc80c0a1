import type { DocumentKind } from "./documents";
import type { Props, Value } from "./values";

/** One thing wrong with the inputs. `property` is the path as the program wrote it; `reason` never repeats a secret. */
export interface Fault {
  readonly property: string;
  readonly reason: string;
}

/** What a handler works with, in addition to its inputs. */
export interface Context<Service> {
  readonly service: Service;
  readonly urn: string;
  /** Says, on objects that can carry a mark, which resource of which stack made them: a digest of the URN. */
  readonly marker: string;
}

/** An object that is already there under the name a create wants. */
interface Existing {
  readonly id: string;
  /** Whether its mark is this resource's; undefined where such objects carry no mark, and content decides. */
  readonly mine: boolean | undefined;
  /** Inputs that a create sets last, so that an interrupted one may not have come to them. */
  readonly unfinished?: readonly string[];
}

export interface Change<Inputs> {
  readonly olds: Partial<Inputs>;
  readonly news: Inputs;
  /** Top-level names that differ, `tagsAll` among them where the provider's default tags changed. */
  readonly changed: ReadonlySet<string>;
}

/**
 * One resource type of the embedded cloud. `Inputs` are the plain values of the SDK's Args interface: the kit has
 * checked them against the declarations before a handler sees them.
 */
export interface Handler<Service, Inputs> {
  readonly type: string;
  /**
   * Inputs this cloud acts on. The others are real, so they are not unknown, but they are refused: ignoring them would
   * be a lie.
   */
  readonly supports: readonly string[];
  readonly replaceOn: readonly string[];
  /** What the service uses where an input is left out, so that leaving it out and writing it are the same. */
  readonly defaults?: Props;
  /** Inputs that the service picks itself where they are left out: no difference then. */
  readonly chosenByService?: readonly string[];
  readonly documents?: Readonly<Record<string, DocumentKind>>;
  /** Lists whose order means nothing. */
  readonly sets?: readonly string[];
  /** How a name is generated for a resource without one. */
  readonly autoName?: { readonly longest: number; readonly prefix?: string };
  /** Outputs that are secret whatever the inputs are. */
  readonly secretOutputs?: readonly string[];
  /** Outputs that a change of one of these inputs makes unknown until it is done. */
  readonly moves?: Readonly<Record<string, readonly string[]>>;
  /** Another spelling of a value that means the same. */
  normalize?(name: string, value: Value): Value;
  /** What the real service refuses and can be seen beforehand. Unknown values are left out of `inputs`. */
  validate?(inputs: Partial<Inputs>, context: Context<Service>): readonly Fault[];
  existing?(context: Context<Service>, inputs: Inputs): Promise<Existing | undefined>;
  create(context: Context<Service>, inputs: Inputs): Promise<string>;
  /**
   * The outputs as the service has them, or undefined where the object is gone. `known` are the inputs or outputs on
   * record, empty at an import.
   */
  read(context: Context<Service>, id: string, known: Partial<Inputs>): Promise<Record<string, unknown> | undefined>;
  /** Splits an import's id where an id alone does not say where the object is, such as `<server>/<scope>`. */
  importId?(id: string): { readonly id: string; readonly known: Readonly<Record<string, string>> };
  update?(context: Context<Service>, id: string, change: Change<Inputs>): Promise<void>;
  delete(context: Context<Service>, id: string, outputs: Props): Promise<void>;
}

/** The form in which handlers of all input types share a registry. */
export type AnyHandler<Service> = Handler<Service, Record<string, never>>;

/**
 * Puts a handler into a registry. Its own input type is dropped here, and only here: the kit passes it inputs that were
 * checked against the declarations that the type was generated from.
 */
export function handler<Service, Inputs>(definition: Handler<Service, Inputs>): AnyHandler<Service> {
  return definition as unknown as AnyHandler<Service>;
}
