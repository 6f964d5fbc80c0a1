import { z } from "zod";
import { read } from "../action";
import { invalid } from "../errors";
import type { Scope } from "../model";
import { newId } from "../org";
import { collection } from "./collection";
import { serverOf } from "./servers";

const body = z.looseObject({
  name: z
    .string()
    .min(1)
    .max(150)
    .regex(/^[^\s"\\]+$/, "must not contain spaces, quotes or backslashes"),
  displayName: z.string().max(40).nullish(),
  description: z.string().max(1000).nullish(),
  consent: z.enum(["IMPLICIT", "REQUIRED", "FLEXIBLE", "ADMIN"]).default("IMPLICIT"),
  metadataPublish: z.enum(["ALL_CLIENTS", "NO_CLIENTS"]).default("NO_CLIENTS"),
  default: z.boolean().default(false),
  optional: z.boolean().default(false),
});

/** Scopes: Okta API, "Authorization Server Scopes". */
export const scopes = collection<Scope>({
  path: "/api/v1/authorizationServers/:serverId/scopes",
  kind: "OAuth2Scope",
  items: (org, call) => serverOf(org, call).scopes,
  store: (org, call, existing) => {
    const { name, displayName, description, ...rest } = read(body, call.body);
    for (const other of serverOf(org, call).scopes.values()) {
      if (other.name === name && other.id !== existing?.id) {
        throw invalid("name", "name: A scope with this name already exists");
      }
    }
    if (existing?.system && existing.name !== name) {
      throw invalid("name", "name: A system scope cannot be renamed");
    }
    const fields = {
      name,
      displayName: displayName ?? null,
      description: description ?? null,
      consent: rest.consent,
      metadataPublish: rest.metadataPublish,
      default: rest.default,
      optional: rest.optional,
    };
    return existing ? Object.assign(existing, fields) : { id: newId("scp"), system: false, ...fields };
  },
});
