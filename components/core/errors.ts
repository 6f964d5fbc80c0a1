/** Message of what was thrown, which in JavaScript may be anything. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `AccessDeniedException: not authorized`: the name as well, by which AWS's documentation lists its errors. */
export function errorWithName(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
