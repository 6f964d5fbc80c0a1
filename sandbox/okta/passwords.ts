import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { invalid } from "./errors";

/** Attempts before a user is locked out, as in Okta's default password policy. */
export const LOCKOUT_AFTER = 10;

// Small cost on purpose: the org lives in memory for minutes, and its passwords are random.
const COST = { N: 1024 };

export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("base64")}.${scryptSync(password, salt, 32, COST).toString("base64")}`;
}

export function passwordMatches(password: string, hash: string | undefined): boolean {
  const [salt = "", digest = ""] = (hash ?? "").split(".");
  const given = scryptSync(password, Buffer.from(salt, "base64"), 32, COST);
  const stored = Buffer.from(digest, "base64");
  return stored.length === given.length && timingSafeEqual(stored, given);
}

/** Okta's default policy: 8 characters or more, lower and upper case, a digit, no part of the user's name. */
export function checkPassword(password: string, login: string): void {
  const faults = [
    password.length < 8 && "at least 8 characters",
    !/[a-z]/.test(password) && "a lowercase letter",
    !/[A-Z]/.test(password) && "an uppercase letter",
    !/[0-9]/.test(password) && "a number",
    namesUser(password, login) && "no parts of your username",
  ].filter((fault) => fault !== false);
  if (faults.length > 0) {
    throw invalid("password", `Password requirements were not met. Password requirements: ${faults.join(", ")}.`);
  }
}

function namesUser(password: string, login: string): boolean {
  const parts = login.split(/[,.\-_#@]/).filter((part) => part.length >= 4);
  return parts.some((part) => password.toLowerCase().includes(part.toLowerCase()));
}
