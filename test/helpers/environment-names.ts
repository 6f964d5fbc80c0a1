import { environmentNames, scopeOf } from "../../components/core/names";

/** Names of the environment `retail/dev` that component tests build. */
export const NAMES = environmentNames(
  scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
);

/** Tags of what its apps share. */
export const TAGS = { environment: "dev", app: "retail", owner: "platform" };
