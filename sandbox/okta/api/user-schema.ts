import { z } from "zod";
import { type Actions, ok, read } from "../action";
import { BASE_ATTRIBUTES } from "../attributes";
import { invalid } from "../errors";
import type { Org } from "../org";

const PATH = "/api/v1/meta/schemas/user/default";
const body = z.looseObject({
  definitions: z.looseObject({ custom: z.looseObject({ properties: z.record(z.string(), z.unknown()) }) }),
});

function schema(org: Org) {
  return {
    id: `${org.url}${PATH}`,
    name: "user",
    type: "object",
    definitions: {
      base: {
        id: "#base",
        properties: Object.fromEntries([...BASE_ATTRIBUTES].map((name) => [name, { type: "string" }])),
      },
      custom: { id: "#custom", properties: Object.fromEntries(org.userAttributes) },
    },
  };
}

/** The user profile's own attributes: Okta API, "Schema". A property set to null is taken away. */
export const userSchema: Actions = {
  [`GET ${PATH}`]: (org) => ok(schema(org)),
  [`POST ${PATH}`]: (org, call) => {
    for (const [name, property] of Object.entries(read(body, call.body).definitions.custom.properties)) {
      if (BASE_ATTRIBUTES.has(name) || !/^[A-Za-z_]\w*$/.test(name)) {
        throw invalid("definitions", `definitions.custom.properties.${name}: is a base property or not a valid name`);
      }
      if (property === null) {
        org.userAttributes.delete(name);
      } else {
        org.userAttributes.set(name, property);
      }
    }
    return ok(schema(org));
  },
};
