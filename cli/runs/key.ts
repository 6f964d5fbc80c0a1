import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { errorMessage } from "../../components/core/errors";
import { isRecord, parseJson } from "../../components/core/json";
import { ProblemsError, unknownName } from "../../components/core/problem";
import type { RunsAccess } from "./access";

/** Variable that names the file of a machine's private key. */
export const KEY_FILE_VARIABLE = "APP_OF_APPS_KEY_FILE";

/** A machine that signs in with its own key. */
export interface Machine {
  readonly clientId: string;
  readonly key: KeyObject;
  /** Id of the key, where its file says it: a JSON Web Key does, PEM does not. */
  readonly keyId: string | undefined;
}

export interface MachineOptions {
  readonly "key-file": string | undefined;
  readonly machine: string | undefined;
}

/** Options of a command that signs in. */
export const SIGN_IN_OPTIONS = {
  "key-file": {
    value: "FILE",
    help: `signs in as a machine, with the private RSA key in this file (PEM or JSON Web Key) @default the file in ${KEY_FILE_VARIABLE},
otherwise a person signs in: it prints an address and a code`,
  },
  machine: { value: "ENTRY", help: "entry of the access map whose key it is @default the only machine of the map" },
  outputs: {
    value: "FILE",
    help: "the stack's outputs, as `pulumi stack output --json` prints them @default read with the Pulumi CLI",
  },
} as const;

/** The machine that options and environment name; undefined for a person. @throws {ProblemsError} */
export function machineOf(access: RunsAccess, options: MachineOptions, env: NodeJS.ProcessEnv): Machine | undefined {
  const variable = env[KEY_FILE_VARIABLE];
  const file = options["key-file"] ?? (variable === "" ? undefined : variable);
  if (file === undefined) {
    if (options.machine !== undefined) {
      const fix = `name the file of its private key with --key-file or ${KEY_FILE_VARIABLE}`;
      throw new ProblemsError("sign-in", [{ place: "--machine", message: "is given without a key", fix }]);
    }
    return undefined;
  }
  const place = options["key-file"] === undefined ? KEY_FILE_VARIABLE : "--key-file";
  return { clientId: clientOf(access, options.machine), ...readKey(place, file) };
}

function clientOf({ machines }: RunsAccess, entry: string | undefined): string {
  const entries = Object.keys(machines);
  const [only] = entries;
  const chosen = entry ?? (entries.length === 1 ? only : undefined);
  const clientId = chosen !== undefined && Object.hasOwn(machines, chosen) ? machines[chosen] : undefined;
  if (clientId !== undefined) {
    return clientId;
  }
  if (chosen !== undefined) {
    throw new ProblemsError("sign-in", [unknownName("--machine", "machine", chosen, entries)]);
  }
  const message = entries.length === 0 ? "the stack has no machines" : "is needed: the stack has several machines";
  const fix = entries.length === 0 ? "sign in as a person" : `write one of ${entries.join(", ")}`;
  throw new ProblemsError("sign-in", [{ place: "--machine", message, fix }]);
}

/** Nothing of the file is in a message. */
function readKey(place: string, file: string): Pick<Machine, "key" | "keyId"> {
  const fix = "name a file with the private RSA key of the machine, 2,048 bits or more, as PEM or JSON Web Key";
  const refuse = (message: string) => new ProblemsError("sign-in", [{ place, message, fix }]);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw refuse(`cannot be read: ${errorMessage(error)}`);
  }
  const jwk = parseJson(text);
  let key: KeyObject;
  try {
    key = isRecord(jwk) ? createPrivateKey({ key: jwk, format: "jwk" }) : createPrivateKey(text);
  } catch {
    throw refuse(`"${file}" has no private key without a password`);
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== "rsa" || (details?.modulusLength ?? 0) < 2048) {
    throw refuse(`"${file}" has a key of type ${type}${type === "rsa" ? `, ${details?.modulusLength} bits` : ""}`);
  }
  const keyId = isRecord(jwk) && typeof jwk.kid === "string" ? jwk.kid : undefined;
  return { key, keyId };
}
