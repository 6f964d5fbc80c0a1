import type { EventLog, LoggedEvent, Step } from "./event-log";
import {
  ACTIONS,
  type Action,
  type Change,
  type Finding,
  type PreviewSummary,
  type ResourceName,
  SEVERITIES,
} from "./summary";

/** Actions of the engine's steps. The two halves of a replacement are left out; its step `replace` stands for them. */
const ACTION_OF: Readonly<Record<string, Action>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  read: "read",
  "read-replacement": "read",
  import: "import",
  "import-replacement": "import",
  discard: "discard",
  "discard-replaced": "discard",
};

/** Last message of the engine for every failed preview, whatever the reason. */
const GENERIC_ERROR = /^(preview failed|update failed|one or more mandatory policy .*)$/i;

/**
 * Summary of a preview from the engine's events, without values of resources: the log contains secret ones, in the
 * debug messages of the SDK.
 *
 * @param mask removes known secrets from a text
 */
export function summarize(environment: string, log: EventLog, mask: (text: string) => string): PreviewSummary {
  const { events, unreadable } = log;
  const steps = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
  const ends = events.flatMap(({ summaryEvent }) => (summaryEvent ? [summaryEvent] : []));
  const end = ends.at(-1);
  const findings = events.flatMap((event) => findingOf(event, mask)).sort(byWeight);
  const errors = messages(events, "error", mask);
  const failed = end?.result !== undefined && end.result !== "succeeded";
  const unexplained = failed && errors.length === 0 && !findings.some(({ mandatory }) => mandatory);
  return {
    environment,
    finished: end !== undefined && unreadable.length === 0,
    changes: steps.flatMap(changeOf).sort(byAction),
    unchanged: steps.filter((step) => step.op === "same" && isResource(step)).length,
    findings,
    fixed: events.flatMap(({ policyRemediationEvent: fixed }) =>
      fixed === undefined ? [] : [{ rule: fixed.policyName, ...resourceField(fixed.resourceUrn) }],
    ),
    errors: unexplained ? ["The preview failed without an error message. See the run."] : errors,
    warnings: messages(events, "warning", mask),
    packs: Object.entries(end?.PolicyPacks ?? {}).map(([name, version]) => `${name.split("|")[0]} ${version}`),
  };
}

/** Whether a step is about a resource and not a component. The engine omits `custom` where it is false. */
function isResource({ type, old, new: made }: Step): boolean {
  if (type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:")) {
    return false;
  }
  return (made ?? old)?.custom === true;
}

function changeOf(step: Step): Change[] {
  const action = ACTION_OF[step.op];
  if (action === undefined || !isResource(step)) {
    return [];
  }
  const replaces = new Set(step.keys ?? []);
  const detailed = Object.entries(step.detailedDiff ?? {}).map(([path, { diffKind }]) => ({
    path,
    replaces: diffKind.endsWith("-replace") || replaces.has(path),
  }));
  const plain = (step.diffs ?? []).map((path) => ({ path, replaces: replaces.has(path) }));
  const properties = action === "create" ? [] : detailed.length > 0 ? detailed : plain;
  const order = [...properties].sort((a, b) => Number(b.replaces) - Number(a.replaces) || compare(a.path, b.path));
  return [{ action, resource: nameOf(step.urn), properties: order }];
}

function findingOf({ policyEvent }: LoggedEvent, mask: (text: string) => string): Finding[] {
  // A policy that is disabled, or fixes by itself, has no findings.
  if (policyEvent === undefined || !["mandatory", "advisory"].includes(policyEvent.enforcementLevel)) {
    return [];
  }
  const [first = "", ...rest] = mask(withoutColours(policyEvent.message)).trim().split("\n");
  const message = rest.join("\n").trim();
  return [
    {
      pack: policyEvent.policyPackName,
      rule: policyEvent.policyName,
      severity: SEVERITIES.find((one) => one === policyEvent.severity) ?? "unrated",
      mandatory: policyEvent.enforcementLevel === "mandatory",
      ...resourceField(policyEvent.resourceUrn),
      // The SDK puts the rule's description in front of each message.
      description: message === "" ? "" : first,
      message: message === "" ? first : message,
    },
  ];
}

/** Messages of one severity without repetition and stack traces; where one contains another, the shorter one. */
function messages(events: readonly LoggedEvent[], severity: string, mask: (text: string) => string): string[] {
  const texts = events.flatMap(({ diagnosticEvent: one }) => {
    if (one?.severity !== severity) {
      return [];
    }
    const lines = mask(withoutColours(one.message))
      .split("\n")
      .filter((line) => !/^\s+at .*[:)]\d*|^\s+at async /.test(line));
    const text = lines.join("\n").trim();
    if (text === "" || GENERIC_ERROR.test(text)) {
      return [];
    }
    return [one.urn === undefined ? text : `${label(nameOf(one.urn))}: ${text}`];
  });
  const once = [...new Set(texts)];
  return once.filter((text) => !once.some((other) => other !== text && text.includes(other)));
}

const label = ({ type, name }: ResourceName): string => `${type} ${name}`;

const resourceField = (urn: string | undefined): { resource?: ResourceName } =>
  urn === undefined || urn === "" || urn.includes("pulumi:pulumi:Stack") ? {} : { resource: nameOf(urn) };

/** `urn:pulumi:<stack>::<project>::<parent type$type>::<name>`; a name can contain `::`. */
function nameOf(urn: string): ResourceName {
  const [, , types = "", ...name] = urn.split("::");
  return { type: shortType(types.split("$").at(-1) ?? types), name: name.join("::") };
}

/** `aws:iam/role:Role` as `aws:iam:Role`, which is how the engine shows it. */
function shortType(token: string): string {
  const [pack, module = "", member] = token.split(":");
  return member === undefined ? token : `${pack}:${module.split("/")[0]}:${member}`;
}

function byAction(a: Change, b: Change): number {
  const order = ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action);
  return order || compare(a.resource.type, b.resource.type) || compare(a.resource.name, b.resource.name);
}

function byWeight(a: Finding, b: Finding): number {
  return (
    Number(b.mandatory) - Number(a.mandatory) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.rule, b.rule) ||
    compare(a.resource?.name ?? "", b.resource?.name ?? "") ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The engine's colour marks (`<{%fg 1%}>`) and those of terminals. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a terminal's colour
  return text.replace(/<\{%[^%]*%\}>|\u001b\[[0-9;]*m/g, "");
}
