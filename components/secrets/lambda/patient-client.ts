import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** Longest time in which a refused call is repeated, and the time between two tries, in milliseconds. */
const PATIENCE = 60_000;
const TRY_EVERY = 3_000;

/**
 * A client that repeats what IAM refuses. The first rotation comes seconds after the function's role was made, and IAM
 * takes seconds to spread it; a failed step leaves a version in AWSPENDING, which only Secrets Manager tries again, in
 * its own time. A refusal that stays costs a minute.
 */
export function patientClient(
  client: Pick<SecretsManagerClient, "send">,
  wait: (milliseconds: number) => Promise<void> = byTheClock,
): Pick<SecretsManagerClient, "send"> {
  const send = async (...args: unknown[]): Promise<unknown> => {
    for (let waited = 0; ; waited += TRY_EVERY) {
      try {
        return await Reflect.apply(client.send, client, args);
      } catch (error) {
        if (!(error instanceof Error && /^AccessDenied/.test(error.name)) || waited >= PATIENCE) {
          throw error;
        }
        await wait(TRY_EVERY);
      }
    }
  };
  return { send: send as SecretsManagerClient["send"] };
}

function byTheClock(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
