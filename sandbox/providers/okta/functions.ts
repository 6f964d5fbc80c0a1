import type { Props } from "../kit/values";
import type { Okta } from "./api";
import { segment } from "./api";
import { at } from "./values";

type ProviderFunction = (service: Okta, args: Props) => Promise<Record<string, unknown>>;

/** The group of exactly that name, from whatever directory. */
const getGroup: ProviderFunction = async (service, { id, name }) => {
  const found =
    id === undefined
      ? (await service.list(`/api/v1/groups?q=${segment(String(name))}`)).find(
          (each) => at(each, "profile.name") === name,
        )
      : await service.get(`/api/v1/groups/${segment(String(id))}`);
  if (found === undefined) {
    throw new Error(`group with name "${String(name)}" does not exist`);
  }
  return {
    id: found.id,
    name: at(found, "profile.name"),
    description: at(found, "profile.description") ?? "",
    type: found.type,
    users: [],
  };
};

const getServer: ProviderFunction = async (service, { name }) => {
  const found = (await service.list("/api/v1/authorizationServers")).find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`authorization server with name "${String(name)}" does not exist`);
  }
  return { ...found };
};

const getOrgMetadata: ProviderFunction = async (service) => {
  const { id, pipeline } = await service.get("/.well-known/okta-organization");
  return { id, pipeline };
};

/** Functions of `@pulumi/okta` that are in use, by token. */
export const functions: Readonly<Record<string, ProviderFunction>> = {
  "okta:auth/getServer:getServer": getServer,
  "okta:group/getGroup:getGroup": getGroup,
  "okta:index/getOrgMetadata:getOrgMetadata": getOrgMetadata,
};
