import type { StartDependencies } from "../../../cli/start/index";
import type { Cloud } from "../../../sandbox/cloud";
import type { Person } from "../../../sandbox/run/people/identities";

/**
 * What a command of the runs API needs to reach an embedded cloud, with a person who confirms the code in a browser.
 *
 * @param outputs of the stack
 */
export function signsIn({ hosts, okta }: Pick<Cloud, "hosts" | "okta">, outputs: () => object, person?: Person) {
  return {
    outputs: () => JSON.stringify(outputs()),
    env: {},
    wait: async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    fetch: async (url: string, init: RequestInit) => {
      const { host, pathname } = new URL(url);
      const to = hosts[host];
      return await fetch(to === undefined ? url : new URL(pathname, to), init);
    },
    prompt: async ({ code }: { readonly code: string }) => {
      const { login: username = "", password = "" } = person ?? {};
      const body = new URLSearchParams({ user_code: code, username, password });
      await fetch(new URL("/activate", okta.url), { method: "POST", body });
    },
  } satisfies StartDependencies;
}
