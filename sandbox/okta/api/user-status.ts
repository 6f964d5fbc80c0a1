import { type Action, type Actions, ok } from "../action";
import { ApiError } from "../errors";
import { applyRules } from "../membership";
import type { UserStatus } from "../model";
import { setStatus } from "../status";
import { userOf } from "./users";

const STEPS: { readonly [step: string]: { readonly from: readonly UserStatus[]; readonly to: UserStatus } } = {
  activate: { from: ["STAGED", "DEPROVISIONED"], to: "ACTIVE" },
  deactivate: { from: ["STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "LOCKED_OUT"], to: "DEPROVISIONED" },
  suspend: { from: ["ACTIVE"], to: "SUSPENDED" },
  unsuspend: { from: ["SUSPENDED"], to: "ACTIVE" },
  unlock: { from: ["LOCKED_OUT"], to: "ACTIVE" },
};

/**
 * User lifecycle: Okta API, "User Lifecycle". A step from another status is 403 E0000038 (E0000016 when activating
 * again).
 */
export const userStatus: Actions = Object.fromEntries(
  Object.entries(STEPS).map(([step, { from, to }]): [string, Action] => [
    `POST /api/v1/users/:userId/lifecycle/${step}`,
    (org, call) => {
      const user = userOf(org, call);
      if (!from.includes(user.status)) {
        throw step === "activate"
          ? new ApiError(403, "E0000016", "Activation failed because the user is already active")
          : new ApiError(403, "E0000038", "This operation is not allowed in the user's current status.");
      }
      user.failedSignIns = 0;
      setStatus(org, user, step === "activate" && !user.passwordHash ? "PROVISIONED" : to);
      applyRules(org, user);
      return ok({});
    },
  ]),
);
