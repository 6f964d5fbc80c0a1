/** Message of what was thrown, which in JavaScript may be anything. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What was thrown as an error, for a log. */
export function thrownError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** `AccessDeniedException: not authorized`: the name as well, by which AWS's documentation lists its errors. */
export function errorWithName(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Whether an error has one of these names, by which an AWS SDK tells what a service answered. */
export function isNamed(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** What a call answers; undefined where it fails with an error of one of these names. */
export async function unlessNamed<T>(call: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNamed(error, ...names)) {
      return undefined;
    }
    throw error;
  }
}
