import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkedPlan } from "../../../components/environment/checked-plan";
import { readInputs } from "../../../stacks/inputs";
import { ENVIRONMENT } from "../../place";

const SETTINGS = join(__dirname, "..", "..", "..", "stacks", `Pulumi.${ENVIRONMENT}.yaml`);

/**
 * Computes the sandbox environment for a blueprint without creating anything: what an access rule or an AWS limit
 * refuses is reported before a cloud is started.
 * @throws ProblemsError
 */
export function checkEnvironment(blueprintFile: string, label: string): void {
  const { config } = parse(readFileSync(SETTINGS, "utf8")) as { config: Record<string, unknown> };
  const values: Record<string, unknown> = { ...config, "app-of-apps:blueprint": blueprintFile };
  const text = (value: unknown) => (typeof value === "string" || value === undefined ? value : JSON.stringify(value));
  const inputs = readInputs(ENVIRONMENT, { get: (key) => text(values[key]), keys: () => Object.keys(values) });
  checkedPlan(label, inputs);
}
