import type { ServerArgs } from "@pulumi/okta/auth";
import type * as pulumi from "@pulumi/pulumi";
import { lengthFault, oneOf } from "../kit/faults";
import { handler } from "../kit/handler";
import { type Okta, orGone, segment } from "./api";
import { at, texts } from "./values";

const SERVERS = "/api/v1/authorizationServers";

type ServerInputs = pulumi.Unwrap<ServerArgs>;

/** Custom authorization servers; Okta API "Authorization Server". */
export const authorizationServer = handler<Okta, ServerInputs>({
  type: "okta:auth/server:Server",
  supports: ["audiences", "credentialsRotationMode", "description", "issuerMode", "name", "status"],
  replaceOn: [],
  defaults: { credentialsRotationMode: "AUTO", issuerMode: "ORG_URL", status: "ACTIVE" },
  sets: ["audiences"],
  autoName: { longest: 100 },
  validate: (inputs) => [
    ...lengthFault(inputs.name, "name", 100),
    ...oneOf(inputs.issuerMode, "issuerMode", ["CUSTOM_URL", "DYNAMIC", "ORG_URL"]),
    ...oneOf(inputs.status, "status", ["ACTIVE", "INACTIVE"]),
    ...oneOf(inputs.credentialsRotationMode, "credentialsRotationMode", ["AUTO", "MANUAL"]),
  ],
  async existing({ service }, inputs) {
    const found = (await service.list(`${SERVERS}?q=${segment(String(inputs.name))}`)).find(
      (server) => server.name === inputs.name,
    );
    return found && { id: found.id, mine: undefined, unfinished: ["status"] };
  },
  async create({ service }, inputs) {
    const { id } = await service.post(SERVERS, body(inputs));
    if (inputs.status === "INACTIVE") {
      await service.post(`${SERVERS}/${segment(id)}/lifecycle/deactivate`);
    }
    return id;
  },
  async read({ service }, id) {
    const found = await orGone(service.get(`${SERVERS}/${segment(id)}`));
    if (found === undefined) {
      return undefined;
    }
    return {
      audiences: texts(found.audiences),
      credentialsLastRotated: at(found, "credentials.signing.lastRotated"),
      credentialsNextRotation: at(found, "credentials.signing.nextRotation"),
      credentialsRotationMode: at(found, "credentials.signing.rotationMode"),
      description: at(found, "description"),
      issuer: found.issuer,
      issuerMode: at(found, "issuerMode") ?? "ORG_URL",
      kid: at(found, "credentials.signing.kid"),
      name: found.name,
      status: found.status,
    };
  },
  async update({ service }, id, { changed, news }) {
    if ([...changed].some((name) => name !== "status")) {
      await service.put(`${SERVERS}/${segment(id)}`, body(news));
    }
    if (!changed.has("status")) {
      return;
    }
    await service.post(`${SERVERS}/${segment(id)}/lifecycle/${news.status === "INACTIVE" ? "deactivate" : "activate"}`);
  },
  async delete({ service }, id) {
    const found = await orGone(service.get(`${SERVERS}/${segment(id)}`));
    if (found === undefined) {
      return;
    }
    if (found.status === "ACTIVE") {
      await service.post(`${SERVERS}/${segment(id)}/lifecycle/deactivate`);
    }
    await orGone(service.delete(`${SERVERS}/${segment(id)}`));
  },
});

function body(inputs: ServerInputs) {
  return {
    audiences: inputs.audiences,
    credentials: { signing: { rotationMode: inputs.credentialsRotationMode ?? "AUTO" } },
    description: inputs.description ?? null,
    issuerMode: inputs.issuerMode ?? "ORG_URL",
    name: inputs.name,
  };
}
