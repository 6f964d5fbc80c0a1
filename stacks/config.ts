import { parseJson } from "../components/core/json";
import { nameFix, type Problem } from "../components/core/problem";
import { placeIn, shown, valueIn } from "../components/core/schema-problem";
import { privateMembers } from "../components/okta/public-key";
import { SETTINGS, type Setting, type Settings } from "./settings";

/** Source of settings: the text of a full key such as `aws:region`, and all keys that are set. */
export interface ConfigSource {
  get(key: string): string | undefined;
  keys(): readonly string[];
}

export type CheckedConfig = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

/** Namespace of this project's own settings, the only one in which unknown keys are refused. */
const NAMESPACE = "app-of-apps:";

/**
 * Checks every setting. Returns all settings or all problems, each with key, value and fix.
 * @param unread settings that are not read, with what stands for them
 * @param usesRunnerKey whether a machine of the access map has the key of the settings
 */
export function checkConfig(source: ConfigSource, unread: Partial<Settings> = {}, usesRunnerKey = true): CheckedConfig {
  const problems: Problem[] = unknownKeys(source);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    if (Object.hasOwn(unread, name)) {
      values[name] = unread[name as keyof Settings];
      continue;
    }
    const read = readSetting(setting, source.get(setting.key));
    if ("problems" in read) {
      problems.push(...read.problems);
    } else {
      values[name] = read.value;
    }
  }
  if (!Object.hasOwn(unread, "runnerPublicKey")) {
    problems.push(...machineProblems(values.machineAccess, usesRunnerKey, source));
  }
  if (!Object.hasOwn(unread, "subscriptions")) {
    problems.push(...receiverProblems(source));
  }
  if (values.evidence === false && values.evidenceRetentionDays !== undefined) {
    const { evidence, evidenceRetentionDays: days } = SETTINGS;
    problems.push({
      place: days.key,
      message: `is set, and ${evidence.key} is not true`,
      fix: `set ${evidence.key} to true, or remove ${days.key}`,
    });
  }
  problems.push(...placeProblems(values));
  // Each value has passed the schema of its setting; Settings is the type of these schemas.
  return problems.length > 0 ? { problems } : { settings: values as Settings };
}

/** The runner's key is needed by a machine without a key in the access map; otherwise it has no use. */
function machineProblems(machineAccess: unknown, usesRunnerKey: boolean, source: ConfigSource): Problem[] {
  const { runnerPublicKey: key, machineAccess: access } = SETTINGS;
  const isSet = source.get(key.key) !== undefined;
  if (machineAccess === true && usesRunnerKey && !isSet) {
    return [{ place: key.key, message: "is missing", fix: `${key.fix}; or set ${access.key} to false` }];
  }
  if (machineAccess === false && isSet) {
    return [
      { place: key.key, message: `is set, and ${access.key} is false`, fix: `remove it, or remove ${access.key}` },
    ];
  }
  if (isSet && !usesRunnerKey) {
    const message = "is set, and every machine of the access map has a key of its own";
    return [{ place: key.key, message, fix: "remove it, or remove publicKeys of the machine that it is the key of" }];
  }
  return [];
}

/** Failures go to subscriptions of the environment's topic, or to a topic that has its own. */
function receiverProblems(source: ConfigSource): Problem[] {
  const { subscriptions, failureTopicArn: topic } = SETTINGS;
  const [hasSubscriptions, hasTopic] = [subscriptions, topic].map(({ key }) => source.get(key) !== undefined);
  if (!hasSubscriptions && !hasTopic) {
    return [
      { place: subscriptions.key, message: "is missing", fix: `${subscriptions.fix}; or name a topic in ${topic.key}` },
    ];
  }
  if (hasSubscriptions && hasTopic) {
    const message = `is set, and ${topic.key} names a topic that is not made here`;
    return [{ place: subscriptions.key, message, fix: `subscribe where the topic is made, or remove ${topic.key}` }];
  }
  return [];
}

/** A key and a topic of another account or region would need policies that this program does not know. */
function placeProblems(values: Record<string, unknown>): Problem[] {
  const { region, accounts } = values as Partial<Settings>;
  return ([SETTINGS.keyArn, SETTINGS.failureTopicArn] as const).flatMap(({ key }) => {
    const arn = values[key.replace(NAMESPACE, "")];
    const place = `${region}:${accounts?.[0]}`;
    return typeof arn !== "string" || region === undefined || accounts === undefined || arn.includes(`:${place}:`)
      ? []
      : [
          {
            place: key,
            message: `${shown(arn)} is not in ${place}`,
            fix: "name one of the stack's account and region",
          },
        ];
  });
}

function readSetting(setting: Setting, text: string | undefined): { value: unknown } | { problems: Problem[] } {
  const { key, fix } = setting;
  const value = setting.text ? text : parseJson(text);
  if (text !== undefined && value === undefined) {
    return { problems: [{ place: key, message: `${shown(text)} is not valid JSON`, fix }] };
  }
  const found = privateMembers(value);
  if (found.length > 0) {
    const message = `contains a private key (members ${found.join(", ")})`;
    return {
      problems: [
        { place: key, message, fix: "treat that key as exposed: create a new one and write only its public half" },
      ],
    };
  }
  const result = setting.schema.safeParse(value);
  if (result.success) {
    return { value: result.data };
  }
  if (value === undefined) {
    return { problems: [{ place: key, message: "is missing", fix }] };
  }
  return {
    problems: result.error.issues.map((issue) => {
      return { place: placeIn(key, issue.path), message: describe(issue, value), fix };
    }),
  };
}

function describe(issue: { readonly path: readonly PropertyKey[]; readonly message: string }, value: unknown): string {
  const found = valueIn(value, issue.path);
  return found === undefined ? `is missing (${issue.message})` : `${shown(found)}: ${issue.message}`;
}

function unknownKeys(source: ConfigSource): Problem[] {
  const known = Object.values<Setting>(SETTINGS).map(({ key }) => key);
  return source
    .keys()
    .filter((key) => key.startsWith(NAMESPACE) && !known.includes(key))
    .map((key) => {
      const fix = nameFix(key, known, `remove it; known settings: ${known.join(", ")}`);
      return { place: key, message: "is not a known setting", fix };
    });
}
