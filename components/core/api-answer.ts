/** Answer of an environment's HTTP API to a request. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function refusal(status: number, message: string): ApiAnswer {
  return { status, body: { message } };
}

/** A value of a request for a message: as JSON, cut to 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
