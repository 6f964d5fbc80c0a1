import { randomInt } from "node:crypto";

/** Characters of a generated value: no blanks, quotes, `\`, `/` or `@`, which connection strings and shells read as their own. */
export const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%^*()-_=+[]{}:,.?~";
/** About 256 bits: 40 characters of 83. */
export const LENGTH = 40;

/**
 * A new value from the operating system's random source, each character equally likely. Made here and not by GetRandomPassword, whose
 * permission knows no resource and would need `*`.
 */
export function generateValue(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}
