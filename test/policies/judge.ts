import type {
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import { toPolicy } from "../../policies/kit/policy";
import type { Rule } from "../../policies/kit/rule";

/** The SDK's own proxy around inputs; its types leave it out, since packs do not need it. */
const { unknownCheckingProxy, unknownStringValue } = proxy as unknown as {
  unknownCheckingProxy(props: unknown): object;
  unknownStringValue: string;
};

/** What the engine sends for a value that is known only after a deployment. */
export const unknown: string = unknownStringValue;

/** A resource as a test writes it. */
export interface Sample {
  readonly type: string;
  readonly props: unknown;
  /** @default sample */
  readonly name?: string;
  readonly provider?: unknown;
  /** Names of the resources of the same stack that a property was computed from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** @default made of type and name */
  readonly urn?: string;
  /** URNs of the resources that this one waits for, where it is not known which property is computed from which. */
  readonly dependencies?: readonly string[];
}

/** What a rule said, without the resource's label. */
export interface Verdict {
  readonly messages: readonly string[];
  /** The reason, where the rule said that it does not apply. */
  readonly notApplicable?: string;
  /** The SDK's advisory, where a value is not known yet. */
  readonly advisory?: string;
}

class NotApplicable extends Error {}

const notApplicable = (reason?: string): never => {
  throw new NotApplicable(reason ?? "");
};

/**
 * Runs a rule the way the SDK's server does: inputs behind its proxy that throws on unknown values, settings from
 * `getConfig`, and the two errors that the server understands. It does not prove what the engine makes of the result; a
 * test with the real engine does that.
 */
export function judge(rule: Rule, sample: Sample | readonly Sample[], config: object = {}): Verdict {
  const policy = toPolicy(rule);
  const messages: string[] = [];
  const violation = ((message: string) => messages.push(message)) as unknown as ReportViolation;
  const samples = Array.isArray(sample) ? (sample as readonly Sample[]) : [sample as Sample];
  try {
    if ("validateStack" in policy) {
      (policy as StackValidationPolicy).validateStack(stackArgs(samples, config), violation);
    } else {
      for (const each of samples) {
        const validate = (policy as ResourceValidationPolicy).validateResource as (
          args: ResourceValidationArgs,
          report: ReportViolation,
        ) => void;
        validate(resourceArgs(each, config), violation);
      }
    }
  } catch (error) {
    if (error instanceof NotApplicable) {
      return { messages, notApplicable: error.message };
    }
    if (error instanceof Error && "unknownTypeSentinel" in error) {
      return { messages, advisory: error.message };
    }
    throw error;
  }
  return { messages };
}

/** Only the messages. */
export function messagesOf(rule: Rule, sample: Sample | readonly Sample[], config?: object): readonly string[] {
  return judge(rule, sample, config).messages;
}

function common({ type, name = "sample", props, provider, urn = `urn:pulumi:test::test::${type}::${name}` }: Sample) {
  return {
    type,
    name,
    urn,
    props: unknownCheckingProxy(props),
    opts: { protect: false, ignoreChanges: [], aliases: [], customTimeouts: {}, additionalSecretOutputs: [] },
    ...(provider === undefined
      ? {}
      : { provider: { type: "pulumi:providers:aws", name: "p", urn: "p", props: provider } }),
    isType: (token: { __pulumiType?: string }) => token.__pulumiType === type,
    asType: () => undefined,
  };
}

function resourceArgs(sample: Sample, config: object): ResourceValidationArgs {
  return {
    ...common(sample),
    stackTags: new Map(),
    getConfig: () => config,
    notApplicable,
  } as unknown as ResourceValidationArgs;
}

function stackArgs(samples: readonly Sample[], config: object): StackValidationArgs {
  const resources = samples.map((sample) => ({
    ...common(sample),
    dependencies: [] as unknown[],
    propertyDependencies: {} as Record<string, unknown[]>,
  }));
  for (const [index, { from = {}, dependencies = [] }] of samples.entries()) {
    resources[index]?.dependencies.push(...resources.filter(({ urn }) => dependencies.includes(urn)));
    for (const [property, names] of Object.entries(from)) {
      const sources = resources.filter(({ name }) => names.includes(name));
      resources[index]?.dependencies.push(...sources);
      Object.assign(resources[index]?.propertyDependencies ?? {}, { [property]: sources });
    }
  }
  return { resources, stackTags: new Map(), getConfig: () => config, notApplicable } as unknown as StackValidationArgs;
}
