/** Parts of an ARN; further colons belong to the last. */
export const PARTS_OF_ARN = 6;

/**
 * Letters or signs of an ARN, part by part: the colons between the parts are left out. A text that is no ARN has fewer
 * parts.
 */
export function partsOfArn<T>(signs: readonly T[]): T[][] {
  const parts: T[][] = [[]];
  for (const sign of signs) {
    if (sign === ":" && parts.length < PARTS_OF_ARN) {
      parts.push([]);
    } else {
      parts.at(-1)?.push(sign);
    }
  }
  return parts;
}
