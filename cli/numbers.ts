/** `1,234.5`, with at most three decimals. */
export function numberText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** `1,234.5 s`, to the millisecond. */
export function secondsText(seconds: number): string {
  return `${numberText(seconds)} s`;
}

/** `3 apps`, `1 app` */
export function counted(count: number, what: string): string {
  return `${numberText(count)} ${what}${count === 1 ? "" : "s"}`;
}
