import { PARTS_OF_ARN, partsOfArn } from "./arn-parts";
import { covers, MANY, matches, type Sign, type Text } from "./text";
import { type Truth, UnknownBecause } from "./truth";

/**
 * Whether a Resource matches an ARN. Wildcards are meant for within the parts between colons; AWS says that a `*` at
 * the end of a part can reach further, and not when it does. At the end of the whole pattern it does. Elsewhere a match
 * as one text that is none part by part is unknown, and what does not match as one text does not match.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesResource(pattern: readonly Sign[], resource: Text): Truth {
  const whole = matches(pattern, resource);
  return whole !== true || isPlain(pattern) || byParts(pattern, resource)
    ? whole
    : new UnknownBecause(`whether a wildcard reaches over a colon to match "${resource}" is not known`);
}

/** No wildcard but an asterisk at the end. */
function isPlain(pattern: readonly Sign[]): boolean {
  return pattern.every((sign, index) => typeof sign === "string" || (sign === MANY && index === pattern.length - 1));
}

function byParts(pattern: readonly Sign[], resource: Text): boolean {
  const wanted = partsOfArn(pattern);
  const given = partsOfArn(resource.letters);
  // What is not known ahead of the last part may hold colons, and the parts be others than these.
  const clear = given.every((part, index) => index === PARTS_OF_ARN - 1 || !part.includes(MANY));
  return (
    clear &&
    wanted.every((signs, index) => {
      const part = given[index];
      const last = index === wanted.length - 1;
      // The last asterisk of all goes on to the end; one before it stays within its part.
      const ends = !last || signs.at(-1) === MANY || given.length === wanted.length;
      return ends && part !== undefined && covers(signs, part);
    })
  );
}
