import { OktaError } from "../../okta/sign-in";
import type { RunContext } from "../context";
import { roleArn } from "../environment/outputs";
import { personSession } from "../people/identities";

/** A person outside the group tries the same and is refused by Okta, before AWS is called. */
export async function outsiderIsRefused(context: RunContext): Promise<void> {
  const { console, checks, outsider, outputs } = context;
  try {
    await personSession(context.cloud, outputs, outsider, roleArn(outputs, "operator"));
    checks.expect(`${outsider.login}, in no group of this environment, is refused`, false, "a session was given");
  } catch (error) {
    const summary = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    console.fact(`refused by Okta: ${summary}`);
    checks.expect(
      `${outsider.login}, in no group of this environment, is refused by Okta`,
      isOktaRefusal(error),
      summary,
    );
  }
}

function isOktaRefusal(error: unknown): boolean {
  // https://developer.okta.com/docs/reference/error-codes/: E0000022 and its OAuth form.
  const codes: unknown[] = ["access_denied", "E0000022"];
  return error instanceof OktaError && codes.includes(error.code);
}
