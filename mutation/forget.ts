import { RECENT_DEFINITIONS } from "../policies/definition/parse";

/** One process tries one change of the code after the other: what was made with the last one must not serve the next. */
export const mochaHooks = {
  beforeAll(): void {
    RECENT_DEFINITIONS.clear();
  },
};
