import { accessToken, call, type OktaServiceApp } from "../../secrets/lambda/okta-api";

/** A member of a group. */
export interface Member {
  readonly id: string;
  readonly login: string;
  /** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
  readonly status: string;
}

/** Members of an answer; Okta sends up to 1,000. */
const PAGE = 200;

/** Most pages of a group that grants fill. */
const MOST_PAGES = 20;

/** Groups that grants fill: Okta API, "Group", assigned users. Each call may be repeated. */
export interface OktaGroups {
  join(groupId: string, userId: string): Promise<void>;
  leave(groupId: string, userId: string): Promise<void>;
  members(groupId: string): Promise<Member[]>;
}

/** Signs in with one scope; the app's administrator role is bound to these groups. */
export async function oktaGroups(app: OktaServiceApp): Promise<OktaGroups> {
  const headers = { authorization: `Bearer ${await accessToken(app, "okta.groups.manage")}` };
  const users = (groupId: string) => `${app.orgUrl}/api/v1/groups/${encodeURIComponent(groupId)}/users`;
  const change = async (method: "PUT" | "DELETE", groupId: string, userId: string) => {
    const url = `${users(groupId)}/${encodeURIComponent(userId)}`;
    await call(method === "PUT" ? "join a group" : "leave a group", url, { method, headers });
  };
  return {
    join: (groupId, userId) => change("PUT", groupId, userId),
    leave: (groupId, userId) => change("DELETE", groupId, userId).catch(unlessGone),
    async members(groupId) {
      const found: Member[] = [];
      let url = `${users(groupId)}?limit=${PAGE}`;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = (await call("list members", url, { headers })) as readonly OktaUser[];
        found.push(...answer.map(({ id, status, profile: { login } }) => ({ id, status, login })));
        const last = answer.at(-1);
        if (last === undefined || answer.length < PAGE) {
          return found;
        }
        url = `${users(groupId)}?limit=${PAGE}&after=${encodeURIComponent(last.id)}`;
      }
      throw new Error(`The group ${groupId} has more than ${MOST_PAGES * PAGE} members.`);
    },
  };
}

/** A user who was deleted, and a group that is gone, have no members any more. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Error && error.message.includes(": 404 E0000007"))) {
    throw error;
  }
}

interface OktaUser {
  readonly id: string;
  readonly status: string;
  readonly profile: { readonly login: string };
}
