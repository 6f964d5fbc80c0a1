import { resolve } from "node:path";
import { readAccessMap } from "../components/access/map-file";
import { ownerProblems } from "../components/access/own-problems";
import { needsRunnerKey } from "../components/access/resolve";
import { readAccessRules } from "../components/blueprint/access-rules";
import { type WrittenBlueprint, withExpectedSeconds } from "../components/blueprint/expected-seconds";
import { inFile } from "../components/blueprint/json-file";
import { loadBlueprint } from "../components/blueprint/load";
import { isRecord, parseJson } from "../components/core/json";
import { environmentNames, scopeOf } from "../components/core/names";
import { type Problem, ProblemsError } from "../components/core/problem";
import type { EnvironmentArgs } from "../components/environment/args";
import { grantsProblems } from "../components/grants/problems";
import { agentProblems, runsApiProblems } from "../components/runs-api/problems";
import { keyedMachines } from "../components/versions/machine-keys";
import { trafficProblems } from "../components/versions/traffic-settings";
import { accessEntries, accessMapFile } from "./access-map";
import { type ConfigSource, checkConfig } from "./config";
import { SETTINGS, type Settings } from "./settings";

/** Names of environments; short, as they are part of every physical name, which AWS limits. */
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,19}$/;

/** Arguments of an environment, and its blueprint without the environment's own expected seconds. */
export interface Inputs extends EnvironmentArgs {
  readonly loaded: WrittenBlueprint;
}

/** What of the inputs is left as it is. */
export interface InputsOptions {
  /** Settings that are not read, with what stands for them. @default none */
  readonly unread?: Partial<Settings>;
  /** Whether `{{values.<name>}}` stay in the blueprint. @default false */
  readonly keepsValues?: boolean;
}

/**
 * Reads settings, blueprint, access rules and the access map. The blueprint has the expected seconds that the
 * environment sets.
 *
 * @throws {ProblemsError} with all problems of all of them together, each with its key or file, the value and the fix
 */
export function readInputs(
  stack: string,
  source: ConfigSource,
  { unread = {}, keepsValues = false }: InputsOptions = {},
): Inputs {
  const problems: Problem[] = [];
  if (!ENVIRONMENT.test(stack)) {
    problems.push({
      place: "stack",
      message: `"${stack}" is not a valid environment name`,
      fix: "write 1 to 20 lowercase letters, digits and hyphens, starting with a letter",
    });
  }
  const mapFile = accessMapFile(source);
  const map = readAccessMap(mapFile);
  const config = checkConfig(source, unread, "problems" in map || needsRunnerKey(map.map));
  if ("problems" in config) {
    problems.push(...config.problems);
  }
  const file = resolve(__dirname, source.get(SETTINGS.blueprint.key) ?? "blueprint.ts");
  const loaded = loadBlueprint(file, "problems" in config || keepsValues ? undefined : config.settings.values);
  if ("problems" in loaded) {
    problems.push(...inFile(file, loaded.problems));
  }
  const settingsRead: Partial<Settings> = "problems" in config ? {} : config.settings;
  const { region = "eu-central-1", accounts: [account = "000000000000"] = [] } = settingsRead;
  const name = "problems" in loaded ? "unknown" : loaded.blueprint.name;
  const scope = scopeOf({ blueprint: name, environment: stack, account, region, ...demandsOn(settingsRead) });
  const access = "problems" in loaded ? { rules: {}, problems: [] } : readAccessRules(file, loaded.blueprint, scope);
  problems.push(...access.problems);
  const apps = "problems" in loaded ? undefined : Object.keys(loaded.blueprint.apps);
  const entries = accessEntries(mapFile, map, { stack, apps, settings: settingsRead });
  problems.push(...entries.problems);
  if (entries.problems.length === 0 && "blueprint" in loaded && settingsRead.owner !== undefined) {
    problems.push(...inFile(mapFile, ownerProblems(entries.access, loaded.blueprint, settingsRead.owner)));
  }
  if ("settings" in config && "blueprint" in loaded) {
    const machines = keyedMachines(environmentNames(scope), loaded.blueprint.apps).map(({ key }) => key);
    const keys = { pins: SETTINGS.pins.key, canary: SETTINGS.canary.key };
    problems.push(...trafficProblems(config.settings, machines, keys));
  }
  if (entries.problems.length === 0) {
    const apiProblems = settingsRead.runsApi === true ? runsApiProblems : agentProblems;
    problems.push(...apiProblems(entries.access, SETTINGS.runsApi.key));
  }
  if (settingsRead.grants === true && entries.problems.length === 0) {
    problems.push(...grantsProblems(entries.access, settingsRead.runsApi === true, SETTINGS.grants.key));
  }
  const { key } = SETTINGS.expectedSeconds;
  const expected = "problems" in loaded ? undefined : withExpectedSeconds(loaded, objectIn(source.get(key)), key);
  problems.push(...(expected?.problems ?? []));
  if ("problems" in config || "problems" in loaded || expected === undefined || problems.length > 0) {
    throw new ProblemsError(`Pulumi.${stack}.yaml`, problems);
  }
  const { settings } = config;
  const orgUrl = `https://${settings.oktaOrg}.${settings.oktaBaseUrl}`;
  return {
    scope,
    blueprint: expected.blueprint,
    loaded,
    accessRules: access.rules,
    access: entries.access,
    ...(settings.runsApi ? { runsApi: { identityHours: settings.runIdentityHours } } : {}),
    ...(settings.evidence ? { evidence: evidenceOf(settings) } : {}),
    ...(settings.grants ? { grants: { orgUrl } } : {}),
    owner: settings.owner,
    tags: settings.tags,
    subscriptions: settings.subscriptions ?? [],
    ...(settings.keyArn === undefined ? {} : { keyArn: settings.keyArn }),
    logRetentionDays: settings.logRetentionDays,
    secretRecoveryDays: settings.secretRecoveryDays,
    keyDeletionDays: settings.keyDeletionDays,
    quotas: settings.quotas,
    traffic: { pins: settings.pins, canary: settings.canary },
    ...(settings.identityProxy === undefined
      ? {}
      : {
          identityProxy: { ...settings.identityProxy, orgUrl },
        }),
    ...(settings.github === undefined ? {} : { github: settings.github }),
  };
}

function evidenceOf({ evidenceRetentionDays: retentionDays }: Settings) {
  return retentionDays === undefined ? {} : { retentionDays };
}

/** What the organisation demands of names and roles; absent where it demands nothing. */
function demandsOn({ namePrefix, iamPath, boundaryArn, failureTopicArn }: Partial<Settings>) {
  return {
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(iamPath === undefined ? {} : { iamPath }),
    ...(boundaryArn === undefined ? {} : { boundaryArn }),
    ...(failureTopicArn === undefined ? {} : { failureTopicArn }),
  };
}

/** Members of a setting that should be an object; whether it is one is checked by the setting's own schema. */
function objectIn(text: string | undefined): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return isRecord(value) ? value : {};
}
