import {
  type EnforcementLevel,
  type PolicyConfigSchema,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
  validateResourceOfType,
} from "@pulumi/policy";
import type { Resource } from "@pulumi/pulumi";
import { excused, today } from "./exceptions";
import { messageOf } from "./message";
import { remediationOf } from "./remediation";
import { ResourceView } from "./resource-view";
import type { Finding, Report, ResourceRule, Rule, Stack, StackRule } from "./rule";
import { schemaOf, settingsOf } from "./rule-settings";
import type { Settings } from "./settings";
import type { Unknown } from "./value";

/**
 * Makes an SDK policy of a rule: matching by type, settings, exceptions, unknown values, and no throw of the rule's
 * own.
 */
export function toPolicy(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  return "validate" in rule ? resourcePolicy(rule) : stackPolicy(rule);
}

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  const validate = (args: ResourceValidationArgs, violation: ReportViolation): void => {
    if (!rule.types.includes(args.type)) {
      args.notApplicable(`applies to ${rule.types.join(", ")}`);
    }
    const subject = new ResourceView(args);
    const results = run(rule, [subject], args, (report, settings) => rule.validate(subject, report, settings));
    // Without a URN the engine names the resource that it judges.
    finish(results, args, (message) => violation(message));
  };
  const remediateResource = remediationOf(rule);
  return {
    ...metadata(rule),
    validateResource: fast(rule.types, validate),
    ...(remediateResource === undefined ? {} : { remediateResource }),
  };
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    ...metadata(rule),
    validateStack: (args: StackValidationArgs, violation: ReportViolation): void => {
      const stack = stackOf(args.resources.map((resource) => new ResourceView(resource)));
      const subjects = stack.ofType(...rule.types);
      if (subjects.length === 0) {
        args.notApplicable(`the stack has no ${rule.types.join(", ")}`);
      }
      const results = run(rule, subjects, args, (report, settings) => rule.validateStack(stack, report, settings));
      finish(results, args, violation);
    },
  };
}

/** Resources by type, in the order of their URNs, so that findings do not move when a program is reordered. */
export function stackOf(subjects: readonly ResourceView[]): Stack {
  const all = [...subjects].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  return { all, ofType: (...types) => all.filter(({ type }) => types.includes(type)) };
}

function metadata(rule: Rule) {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level ?? ("mandatory" satisfies EnforcementLevel),
    severity: rule.severity,
    framework: rule.framework,
    remediationSteps: rule.remediationSteps,
    url: rule.url,
    configSchema: { properties: schemaOf(rule) } as PolicyConfigSchema,
  };
}

/**
 * The SDK copies the inputs of a resource for every rule that does not say its one type beforehand; a
 * class with the `__pulumiType` of generated SDKs says it.
 */
function fast(types: readonly string[], validate: ResourceValidationPolicy["validateResource"] & object) {
  const [type, ...others] = types;
  if (Array.isArray(validate) || type === undefined || others.length > 0) {
    return validate;
  }
  const token = Object.assign(() => undefined, { __pulumiType: type }) as unknown as ResourceClass;
  // `isType` compares the same token, so the body runs exactly for this type.
  return validateResourceOfType(token, (_, args, violation) => validate(args, violation));
}

type ResourceClass = new (name: string, args: object) => Resource;

interface Results {
  readonly messages: readonly { readonly text: string; readonly urn: string }[];
  readonly unknown: Unknown | undefined;
  readonly inapplicable: string | undefined;
}

function run(
  rule: Rule,
  subjects: readonly ResourceView[],
  args: { getConfig<T extends object>(): T },
  judge: (report: Report, settings: Settings) => void,
): Results {
  const settings = settingsOf(rule, args.getConfig());
  const found: { subject: ResourceView; finding: Finding }[] = [];
  let unknown: Unknown | undefined;
  let inapplicable: string | undefined;
  try {
    judge(
      {
        finding: (subject, finding) => found.push({ subject, finding }),
        unknown: (value) => {
          unknown ??= value;
        },
        notApplicable: (reason) => {
          inapplicable ??= reason;
        },
      },
      settings,
    );
  } catch (error) {
    const first = subjects[0];
    if (first !== undefined) {
      const why = error instanceof Error ? error.message : String(error);
      found.push({
        subject: first,
        finding: { found: `the rule could not judge this (${why})`, fix: "Report this as a fault of the policy pack" },
      });
    }
  }
  return { messages: excuse(found, subjects, settings), unknown, inapplicable };
}

function excuse(
  found: readonly { readonly subject: ResourceView; readonly finding: Finding }[],
  subjects: readonly ResourceView[],
  settings: Settings,
): Results["messages"] {
  const configured = settings.value("exceptions");
  const day = today();
  const messages = found
    .filter(({ subject }) => excused(configured, subject, day).kind !== "active")
    .map(({ subject, finding }) => ({ text: messageOf(subject, finding), urn: subject.urn }));
  for (const subject of subjects) {
    const verdict = excused(configured, subject, day);
    const fix = "Fix the resource, or renew the exception with its owner";
    if (verdict.kind === "expired") {
      const { expires, reason } = verdict.exception;
      const finding = { found: `its exception expired on ${expires} (reason given: ${reason})`, fix };
      messages.push({ text: messageOf(subject, finding), urn: subject.urn });
    } else if (verdict.kind === "unusable") {
      messages.push({ text: messageOf(subject, { found: `its exception ${verdict.why}`, fix }), urn: subject.urn });
    }
  }
  // Of a statement that lets in by several ways the same may be found on each.
  return [...new Map(messages.map((message) => [`${message.urn} ${message.text}`, message])).values()];
}

function finish(
  results: Results,
  args: { notApplicable(reason?: string): never },
  violation: (message: string, urn?: string) => void,
): void {
  for (const { text, urn } of results.messages) {
    violation(text, urn);
  }
  const cause = results.unknown?.cause;
  // The SDK knows its own error and shows an advisory; anything else thrown here would stop the whole preview.
  if (cause instanceof Error && "unknownTypeSentinel" in cause) {
    throw cause;
  }
  if (results.inapplicable !== undefined && results.messages.length === 0) {
    args.notApplicable(results.inapplicable);
  }
}
