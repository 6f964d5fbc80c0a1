import { type Fields, fieldsOf, snapshot, Unknown, type Value } from "./value";

/** What the SDK hands over for one resource, in a resource rule and in a stack rule alike. */
export interface ResourceSource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: unknown;
  readonly provider?: { readonly props: unknown };
  readonly dependencies?: readonly Source[];
  readonly propertyDependencies?: Readonly<Record<string, readonly Source[]>>;
}

/** A resource that another was computed from, with those that it was computed from itself. */
interface Source {
  readonly urn: string;
  readonly type?: string;
  readonly dependencies?: readonly Source[];
}

/** One resource as a rule sees it. Reading never throws: what is not known yet reads as `Unknown`. */
export class ResourceView {
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
  readonly urn: string;
  private readonly source: ResourceSource;
  private readonly read = new Map<string, Value | undefined>();

  constructor(source: ResourceSource) {
    this.type = source.type;
    this.name = source.name;
    this.urn = source.urn;
    this.source = source;
  }

  /** `StateMachine "orders"` */
  get label(): string {
    return `${this.type.split(":").at(-1) ?? this.type} "${this.name}"`;
  }

  /** The value at a path of property names; `Unknown` if it, or anything above it, is not known yet. */
  get(property: string, ...path: readonly string[]): Value | undefined {
    let value = this.property(property);
    for (const step of path) {
      if (value instanceof Unknown) {
        return value;
      }
      // The SDKs model single nested blocks both as an object and as a list of one.
      value = fieldsOf(Array.isArray(value) ? (value[0] as Value | undefined) : value)[step];
    }
    return value;
  }

  /** The inputs of the resource's explicit or default provider. */
  get provider(): Fields {
    return fieldsOf(snapshot(this.source.provider?.props));
  }

  /**
   * URNs of the resources that a property was computed from; those of the whole resource where none are recorded for
   * it.
   */
  dependenciesOf(property: string): readonly string[] {
    return this.sourcesOf(property).map(({ urn }) => urn);
  }

  /**
   * URNs of where a property comes from: resources of a type, and what stands at the end where there is none. Only
   * resources of AWS are followed: what others make of what they were given can be anything.
   */
  originsOf(property: string, type: string): readonly string[] {
    const seen = new Set<string>();
    const origins = new Set<string>();
    const queue = [...this.sourcesOf(property)];
    for (let source = queue.pop(); source !== undefined; source = queue.pop()) {
      const before =
        source.type?.startsWith("aws:") === true && source.type !== type ? (source.dependencies ?? []) : [];
      if (before.length === 0) {
        origins.add(source.urn);
      } else if (!seen.has(source.urn)) {
        seen.add(source.urn);
        queue.push(...before);
      }
    }
    return [...origins];
  }

  private sourcesOf(property: string): readonly Source[] {
    const own = this.source.propertyDependencies?.[property];
    return own !== undefined && own.length > 0 ? own : (this.source.dependencies ?? []);
  }

  /**
   * True if the program gave a property, as far as the engine recorded what its inputs were computed from (which may be
   * nothing).
   */
  isInput(property: string): boolean {
    return this.source.propertyDependencies?.[property] !== undefined;
  }

  private property(property: string): Value | undefined {
    if (!this.read.has(property)) {
      this.read.set(property, this.load(property));
    }
    return this.read.get(property);
  }

  private load(property: string): Value | undefined {
    const props = this.source.props;
    if (typeof props !== "object" || props === null) {
      return undefined;
    }
    try {
      const value = Reflect.get(props, property) as unknown;
      return value === undefined ? undefined : snapshot(value);
    } catch (cause) {
      return new Unknown(cause);
    }
  }
}
