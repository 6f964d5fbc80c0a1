/** `0.35 s`, `12.3 s`, `4 min 5 s`, `2 h 3 min` */
export function time(seconds: number): string {
  if (seconds < 1) {
    return `${Math.round(seconds * 100) / 100} s`;
  }
  if (seconds < 59.95) {
    return `${Math.round(seconds * 10) / 10} s`;
  }
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = hours > 0 ? [`${hours} h`, `${minutes} min`] : [`${minutes} min`, ...(rest > 0 ? [`${rest} s`] : [])];
  return parts.join(" ");
}

/** `2026-05-04 12:00:07 UTC` */
export function moment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `+45 %`, against what was planned. */
export function deviation(seconds: number, planned: number): string {
  const share = Math.round((100 * seconds) / planned - 100);
  return `${share < 0 ? "−" : "+"}${Math.abs(share)} %`;
}

/** A length or place in the drawing, with at most two decimals. */
export function px(value: number): number {
  return Math.round(value * 100) / 100;
}
