import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ProblemsError } from "../../../components/core/problem";
import { planEnvironment } from "../../../components/environment/plan";
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
  try {
    planEnvironment(inputs);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ProblemsError(label, [{ place: "", message, fix: "make the blueprint smaller or its names shorter" }]);
  }
}
