import { join } from "node:path";
import type { AccessEntry } from "../../../components/access/entry";
import { readAccessMap } from "../../../components/access/map-file";
import { resolveAccess } from "../../../components/access/resolve";

const read = readAccessMap(join(__dirname, "..", "..", "..", "stacks", "access", "map.json"));
if ("problems" in read) {
  throw new Error(JSON.stringify(read.problems));
}

/** Entries of the sample's access map in an environment with machine access and without jobs of GitHub Actions. */
export const ACCESS: readonly AccessEntry[] = resolveAccess(read.map, {
  machineAccess: true,
  runnerPublicKey: { kty: "RSA", kid: "x", n: "", e: "" },
});
