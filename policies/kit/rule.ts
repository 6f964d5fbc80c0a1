import type { EnforcementLevel, PolicyComplianceFramework, Severity } from "@pulumi/policy";
import type { ResourceView } from "./resource-view";
import type { Settings, SettingsSchema } from "./settings";
import type { Unknown } from "./value";

/** What every rule says about itself. */
interface About {
  /** Unique in the pack, kebab case, the name of the rule's file. */
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly framework: PolicyComplianceFramework;
  /** What to change so that the finding goes away. */
  readonly remediationSteps: string;
  /** The page of AWS, or of the standard, that the rule rests on. */
  readonly url: string;
  /** @default mandatory */
  readonly level?: EnforcementLevel;
  /** Thresholds and lists that an organisation may set. */
  readonly settings?: SettingsSchema;
}

/**
 * A rule that judges one resource by its inputs: at preview, and again right before the resource is created or changed.
 */
export interface ResourceRule extends About {
  /** Type tokens of the resources it judges. */
  readonly types: readonly string[];
  validate(subject: ResourceView, report: Report, settings: Settings): void;
  /**
   * What to set under the level `remediate`. Only where the rule has a finding, the change loses nothing and breaks
   * nothing, and the value is a constant or a setting; otherwise none, and the finding stays. Never on what is unknown
   * or cannot be read.
   */
  remedy?(subject: ResourceView, settings: Settings): Remedy | undefined;
}

/** One input to set. What is not there on the way to it is made. */
export interface Remedy {
  readonly at: readonly [property: string, ...path: string[]];
  readonly value: boolean | number | string;
}

/** A rule that needs more than one resource: runs at the end of a preview and at the end of a deployment. */
export interface StackRule extends About {
  /** It applies where the stack has a resource of one of these types. */
  readonly types: readonly string[];
  validateStack(stack: Stack, report: Report, settings: Settings): void;
}

export type Rule = ResourceRule | StackRule;

/** The resources of a stack. */
export interface Stack {
  readonly all: readonly ResourceView[];
  ofType(...types: readonly string[]): readonly ResourceView[];
}

/** One thing that is wrong. Rendered as `Type "name", state "<state>", <at>: <found>. <fix>.` */
export interface Finding {
  /** Label of the state that it is about. */
  readonly state?: string | undefined;
  /** Where in the resource, or in the state: a property, a statement, a retrier. */
  readonly at?: string | undefined;
  /** What was found, with its value. */
  readonly found: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What a rule hands its results to. */
export interface Report {
  finding(subject: ResourceView, finding: Finding): void;
  /**
   * The rule would need this value, which is not known yet: the engine shows an advisory, and the next step judges it.
   */
  unknown(value: Unknown): void;
  /** The rule does not apply to this resource or stack; shown in the engine's policy summary. */
  notApplicable(reason: string): void;
}
