/** Names of environment variables with secret values. */
const SECRET_NAME = /TOKEN|SECRET|PASS(WORD|PHRASE)|PRIVATE_KEY|ACCESS_KEY|CREDENTIAL/;

/** Characters; shorter values are not secrets, and masking them would remove words. */
const SHORTEST = 8;

/**
 * Removes secrets of this process from a text: values of variables with such names, and each line of a key. GitHub does
 * the same for logs but not for comments; the engine does it for the secrets of a stack's configuration.
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
