import type { User, UserStatus } from "./model";
import { type Org, timestamp } from "./org";

export function setStatus(org: Org, user: User, status: UserStatus): void {
  user.status = status;
  user.statusChanged = timestamp(org);
  if (status === "ACTIVE" || status === "PROVISIONED") {
    user.activated ??= user.statusChanged;
  }
  if (status === "DEPROVISIONED") {
    // A deactivated user loses all app assignments.
    for (const assigned of org.appUsers.values()) {
      assigned.delete(user.id);
    }
  }
}
