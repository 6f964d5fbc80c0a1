import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentNames, scopeOf } from "../../components/core/names";

/** Names of the environment that {@link writeDevStack} writes, of a blueprint called `shop`. */
export const DEV_NAMES = environmentNames(
  scopeOf({ blueprint: "shop", environment: "dev", account: "111111111111", region: "eu-central-1" }),
);

const KEY = "app-of-apps:runnerPublicKey:\n";

/**
 * Writes a stack's file with comments, an encrypted value and `blueprint.json` of the same folder, as commands work on it.
 * @param apps of the blueprint
 * @param settings further lines under `config`
 */
export function writeDevStack(folder: string, apps: object, settings: string): void {
  const blueprint = join(folder, "blueprint.json");
  writeFileSync(blueprint, JSON.stringify({ name: "shop", apps }));
  const own = readFileSync(join(__dirname, "..", "..", "stacks", "Pulumi.dev.yaml"), "utf8");
  writeFileSync(
    join(folder, "Pulumi.dev.yaml"),
    `# Example values.
config:
  aws:region: eu-central-1
  aws:allowedAccountIds: ["111111111111"]
  okta:orgName: example-dev
  okta:apiToken:
    secure: AAABAAAA
  app-of-apps:blueprint: ${blueprint}
  app-of-apps:owner: platform # who answers
  app-of-apps:subscriptions:
    - protocol: email
      endpoint: dev@example.com
${settings}  ${KEY}${own.split(KEY)[1]}`,
  );
}

/** An access map with one role on request. */
export const ON_REQUEST = {
  roles: {
    operator: { may: ["observe", "stop"] },
    lead: { may: ["observe", "approve"] },
    runner: { may: ["start", "observe"] },
  },
  people: {
    operator: { role: "operator", members: 'user.department=="platform"' },
    lead: { role: "lead", members: 'user.title=="Lead"' },
    "on-call": { role: "operator", onRequest: { askedBy: ["operator"], approvedBy: "lead", breakGlass: true } },
  },
  machines: { runner: { role: "runner" } },
};
