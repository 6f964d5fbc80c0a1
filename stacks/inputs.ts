import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Blueprint } from "../components/blueprint/blueprint";
import { type WrittenBlueprint, withExpectedSeconds } from "../components/blueprint/expected-seconds";
import { jsonProblems, loadBlueprint } from "../components/blueprint/load";
import { environmentNames, type Scope, scopeOf } from "../components/core/names";
import type { PolicyDocument } from "../components/core/policy-document";
import { type Problem, ProblemsError } from "../components/core/problem";
import { schemaProblems } from "../components/core/schema-problem";
import type { EnvironmentArgs } from "../components/environment/args";
import { parseAccessRule } from "../components/iam/access-rule";
import { identitiesSchema } from "../components/okta/identities";
import { keyedMachines } from "../components/versions/machine-keys";
import { trafficProblems } from "../components/versions/traffic-settings";
import { type ConfigSource, checkConfig } from "./config";
import { SETTINGS } from "./settings";

/** Names of environments: they are part of every physical name, which AWS limits. */
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,19}$/;

/** Who may do what, for every environment. */
const IDENTITIES_FILE = join(__dirname, "identities.json");

/** What an environment is made from, and its blueprint as it is without the environment's own expected seconds. */
export interface Inputs extends EnvironmentArgs {
  readonly loaded: WrittenBlueprint;
}

/**
 * Everything that an environment is made from: settings, blueprint, access rules and identities. Expected seconds that the environment sets are in the blueprint.
 * @throws {ProblemsError} that lists every problem of all of them at once, each with its key or file, the value and the fix.
 */
export function readInputs(stack: string, source: ConfigSource): Inputs {
  const problems: Problem[] = [];
  if (!ENVIRONMENT.test(stack)) {
    problems.push({
      place: "stack",
      message: `"${stack}" is no name of an environment`,
      fix: "use up to 20 small letters, digits and -, beginning with a letter",
    });
  }
  const config = checkConfig(source);
  if ("problems" in config) problems.push(...config.problems);
  const file = resolve(__dirname, source.get(SETTINGS.blueprint.key) ?? "blueprint.ts");
  const loaded = loadBlueprint(file, "problems" in config ? undefined : config.settings.values);
  if ("problems" in loaded) problems.push(...inFile(file, loaded.problems));
  const identities = identitiesSchema.safeParse(readJson(IDENTITIES_FILE, problems));
  if (!identities.success)
    problems.push(...inFile(IDENTITIES_FILE, schemaProblems(identities.error.issues, undefined)));
  const { region = "eu-central-1", accounts: [account = "000000000000"] = [] } =
    "problems" in config ? {} : config.settings;
  const name = "problems" in loaded ? "unknown" : loaded.blueprint.name;
  const scope = scopeOf({ blueprint: name, environment: stack, account, region });
  const accessRules =
    "problems" in loaded ? {} : readAccessRules(loaded.blueprint, join(dirname(file), "access"), scope, problems);
  if ("settings" in config && "blueprint" in loaded) {
    const machines = keyedMachines(environmentNames(scope), loaded.blueprint.apps).map(({ key }) => key);
    const keys = { pins: SETTINGS.pins.key, canary: SETTINGS.canary.key };
    problems.push(...trafficProblems(config.settings, machines, keys));
  }
  const { key } = SETTINGS.expectedSeconds;
  const expected = "problems" in loaded ? undefined : withExpectedSeconds(loaded, objectIn(source.get(key)), key);
  problems.push(...(expected?.problems ?? []));
  if (
    "problems" in config ||
    "problems" in loaded ||
    expected === undefined ||
    !identities.success ||
    problems.length > 0
  ) {
    throw new ProblemsError(`Pulumi.${stack}.yaml`, problems);
  }
  const { settings } = config;
  return {
    scope,
    blueprint: expected.blueprint,
    loaded,
    accessRules,
    identities: identities.data,
    owner: settings.owner,
    subscriptions: settings.subscriptions,
    runnerPublicKey: settings.runnerPublicKey,
    logRetentionDays: settings.logRetentionDays,
    secretRecoveryDays: settings.secretRecoveryDays,
    keyDeletionDays: settings.keyDeletionDays,
    quotas: settings.quotas,
    traffic: { pins: settings.pins, canary: settings.canary },
    ...(settings.github === undefined ? {} : { github: settings.github }),
  };
}

/** What a setting that should be an object holds; whether it is one, and its values, are the setting's own schema's to say. */
function objectIn(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The access rules of all apps that have one, by app. */
function readAccessRules(
  blueprint: Blueprint,
  folder: string,
  scope: Scope,
  problems: Problem[],
): Record<string, PolicyDocument> {
  const rules: Record<string, PolicyDocument> = {};
  for (const [app, { access }] of Object.entries(blueprint.apps)) {
    if (access === undefined) continue;
    const file = join(folder, access);
    const content = readJson(file, problems);
    if (content === undefined) continue;
    const rule = parseAccessRule(relative(process.cwd(), file), content, scope);
    problems.push(...rule.problems);
    if (rule.document !== undefined) rules[app] = rule.document;
  }
  return rules;
}

function readJson(file: string, problems: Problem[]): unknown {
  const place = relative(process.cwd(), file);
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    problems.push({ place, message, fix: "write a JSON file there" });
    return undefined;
  }
  // A key written twice, a Condition say, would silently lose one of the two.
  const found = jsonProblems(text);
  problems.push(...inFile(file, found));
  return found.length > 0 ? undefined : JSON.parse(text);
}

function inFile(file: string, problems: readonly Problem[]): Problem[] {
  const name = relative(process.cwd(), file);
  return problems.map((problem) => ({ ...problem, place: problem.place === "" ? name : `${name}: ${problem.place}` }));
}
