/** The shape of an input value, as the SDK's own type declarations have it. */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  | "archive"
  | "any"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly object: string }
  | { readonly oneOf: readonly Shape[] };

/** One input property: its shape, and whether the SDK's type demands it. */
export interface InputDeclaration {
  readonly shape: Shape;
  readonly required: boolean;
}

export type Properties = Readonly<Record<string, InputDeclaration>>;

/** One resource type: what it accepts and which outputs its class has. */
export interface ResourceDeclaration {
  readonly inputs: Properties;
  readonly outputs: readonly string[];
}

/** What a provider package declares for the types in use. `objects` holds the nested input types by name. */
export interface PackageDeclarations {
  readonly version: string;
  readonly config: Properties;
  readonly resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly objects: Readonly<Record<string, Properties>>;
}
