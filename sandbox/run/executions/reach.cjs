"use strict";
// Loaded into a command before its code: `fetch` finds the embedded org by its host name, as DNS and TLS do elsewhere.
const { OKTA_EMBEDDED_URL: url, OKTA_EMBEDDED_HOST: host } = process.env;
const original = globalThis.fetch;
globalThis.fetch = (address, init) => {
  const wanted = new URL(address);
  const reached =
    wanted.host === host && url !== undefined ? new URL(`${wanted.pathname}${wanted.search}`, url) : address;
  return original(reached, init);
};
