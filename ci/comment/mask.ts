/** Names of environment variables that hold something which must not be repeated. */
const SECRET_NAME = /TOKEN|SECRET|PASS(WORD|PHRASE)|PRIVATE_KEY|ACCESS_KEY|CREDENTIAL/;

/** Shorter values are no secrets, and would take words out of a text. */
const SHORTEST = 8;

/**
 * Takes the secrets of this process out of a text: values of variables whose names say so, and each line of one with many (a key).
 * GitHub does the same for logs and not for comments; the engine does it for the secrets of a stack's configuration.
 */
export function maskOf(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name]) => SECRET_NAME.test(name))
    .flatMap(([, value = ""]) => [value, ...value.split(/\r?\n/)])
    .map((value) => value.trim())
    .filter((value) => value.length >= SHORTEST && !/^-----(BEGIN|END)[A-Z ]*-----$/.test(value))
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, "[secret]"), text);
}
