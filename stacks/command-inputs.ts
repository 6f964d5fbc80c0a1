import { type Problem, ProblemsError } from "../components/core/problem";
import type { ConfigSource } from "./config";
import { type Inputs, readInputs } from "./inputs";
import { SETTINGS, type Settings } from "./settings";

/**
 * Settings that only a deployment needs, with what stands for them. Commands on a deployed environment do not read
 * them: they may be encrypted, or come from an ESC environment that only the Pulumi CLI opens.
 */
const UNREAD: Partial<Settings> = {
  oktaOrg: "unread",
  oktaBaseUrl: "unread",
  owner: "unread",
  subscriptions: [],
  runnerPublicKey: { kty: "RSA", kid: "unread", n: "", e: "" },
  logRetentionDays: 365,
  secretRecoveryDays: 30,
  keyDeletionDays: 30,
  pins: {},
  canary: {},
  quotas: {},
  github: undefined,
  keyArn: undefined,
  tags: {},
};

/** The same without what entries of the access map are made from. */
const { github: _, ...withoutAccess } = UNREAD;

/** Settings without which a command would work on other names than the environment's. */
const NAMING = [SETTINGS.region, SETTINGS.accounts, SETTINGS.blueprint, SETTINGS.namePrefix, SETTINGS.iamPath];

/** Settings of a stack as far as files show them. */
export interface StackSettings extends ConfigSource {
  /** Keys of values that are encrypted, or have an encrypted member. */
  readonly encrypted?: readonly string[];
}

/** What a command reads beyond names. */
export interface CommandNeeds {
  /** Whether the blueprint's `{{values.<name>}}` must be filled, as policies name them. @default false */
  readonly values?: boolean;
  /** Whether settings say who comes in by the access map, not only what is granted. @default false */
  readonly access?: boolean;
}

/** Inputs of a command, and the settings that its AWS clients are configured with. */
export interface CommandInputs {
  readonly inputs: Inputs;
  readonly source: ConfigSource;
}

/**
 * Reads what a command on a deployed environment needs: blueprint, region and account. The region is that of the
 * settings or of `AWS_REGION` or `AWS_DEFAULT_REGION`; the account that of the settings or, as `account` returns it, of
 * the caller.
 * @throws {ProblemsError} with all problems together, each with its key or file, the value and the fix
 */
export async function readCommandInputs(
  stack: string,
  settings: StackSettings,
  account: (source: ConfigSource) => Promise<string>,
  { values = false, access: readsAccess = false }: CommandNeeds = {},
): Promise<CommandInputs> {
  const problems = unreadable(settings);
  const region = settings.get(SETTINGS.region.key) ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) {
    problems.push({
      place: SETTINGS.region.key,
      message: "is in no file, and neither AWS_REGION nor AWS_DEFAULT_REGION is set",
      fix: "set AWS_REGION to the environment's region, or the setting in the stack's file",
    });
  }
  if (problems.length > 0) {
    throw new ProblemsError(`Pulumi.${stack}.yaml`, problems);
  }
  const located = withSetting(settings, SETTINGS.region.key, region);
  const accounts = settings.get(SETTINGS.accounts.key) ?? JSON.stringify([await account(located)]);
  const source = withSetting(located, SETTINGS.accounts.key, accounts);
  const keepsValues = !values && settings.get(SETTINGS.values.key) === undefined;
  return { inputs: readInputs(stack, source, { unread: readsAccess ? withoutAccess : UNREAD, keepsValues }), source };
}

/** Encrypted settings that decide names; the region and the account have another source. */
function unreadable({ encrypted = [] }: StackSettings): Problem[] {
  return NAMING.filter(({ key }) => encrypted.includes(key)).map(({ key }) => ({
    place: key,
    message: "is encrypted, so a command cannot compute the environment's names",
    fix: `it is no secret: write it without --secret, pulumi config set ${key} VALUE`,
  }));
}

function withSetting(source: ConfigSource, key: string, value: string | undefined): ConfigSource {
  return {
    get: (other) => (other === key ? value : source.get(other)),
    keys: () => [...new Set([...source.keys(), key])],
  };
}
