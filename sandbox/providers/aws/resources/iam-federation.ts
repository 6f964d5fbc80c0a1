import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  type GetOpenIDConnectProviderCommandOutput,
  GetSAMLProviderCommand,
  type GetSAMLProviderCommandOutput,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UntagSAMLProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateSAMLProviderCommand,
} from "@aws-sdk/client-iam";
import type { OpenIdConnectProviderArgs, SamlProviderArgs } from "@pulumi/aws/iam";
import { nameFault } from "../../kit/faults";
import type { Aws } from "../connection";
import { must, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

/**
 * OIDC providers; the id is the ARN:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export const openIdConnectProvider = tagged<Plain<OpenIdConnectProviderArgs>, GetOpenIDConnectProviderCommandOutput>({
  type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  supports: ["clientIdLists", "tags", "thumbprintLists", "url"],
  replaceOn: ["url"],
  chosenByService: ["thumbprintLists"],
  sets: ["clientIdLists"],
  // IAM keeps the URL without its scheme.
  normalize: (name, value) => (name === "url" && typeof value === "string" ? value.replace(/^https:\/\//, "") : value),
  validate: (inputs) => [
    ...nameFault(inputs.url, /^https:\/\/\S{1,247}$/, "must be an https URL of up to 255 characters", "url"),
    ...(inputs.thumbprintLists ?? []).flatMap((print, index) =>
      nameFault(print, /^[0-9a-fA-F]{40}$/, "must be 40 hexadecimal digits", `thumbprintLists[${index}]`),
    ),
  ],
  locate: ({ service: { partition, account } }, { url }) =>
    `arn:${partition}:iam::${account}:oidc-provider/${url.replace(/^https:\/\//, "")}`,
  find: describeOidc,
  async create({ iam }, inputs, tags) {
    const answer = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: inputs.url,
        ClientIDList: inputs.clientIdLists,
        ThumbprintList: inputs.thumbprintLists,
        Tags: pairs(tags),
      }),
    );
    return must(answer.OpenIDConnectProviderArn, "OpenIDConnectProviderArn");
  },
  outputs: (found, { id }) => ({
    arn: id,
    clientIdLists: found.ClientIDList ?? [],
    thumbprintLists: found.ThumbprintList ?? [],
    url: must(found.Url, "Url").replace(/^https:\/\//, ""),
  }),
  async update(service, OpenIDConnectProviderArn, change) {
    const { iam } = service;
    const provider = { OpenIDConnectProviderArn };
    if (touches(change, "clientIdLists")) {
      const before = (await describeOidc(service, OpenIDConnectProviderArn))?.ClientIDList ?? [];
      const wanted = change.news.clientIdLists;
      for (const ClientID of wanted.filter((id) => !before.includes(id))) {
        await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...provider, ClientID }));
      }
      for (const ClientID of before.filter((id) => !wanted.includes(id))) {
        await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...provider, ClientID }));
      }
    }
    if (touches(change, "thumbprintLists")) {
      const ThumbprintList = change.news.thumbprintLists ?? [];
      await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...provider, ThumbprintList }));
    }
  },
  tags: ({ iam }, OpenIDConnectProviderArn, found) => ({
    list: () => fromPairs(found.Tags),
    put: (tags) => iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: pairs(tags) })),
    remove: (TagKeys) => iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys })),
  }),
  async delete({ service }, id) {
    await orGone(service.iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id })));
  },
});

/**
 * SAML providers; the id is the ARN: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
 */
export const samlProvider = tagged<Plain<SamlProviderArgs>, GetSAMLProviderCommandOutput>({
  type: "aws:iam/samlProvider:SamlProvider",
  supports: ["name", "samlMetadataDocument", "tags"],
  replaceOn: ["name"],
  autoName: { longest: 128 },
  normalize: (name, value) => (name === "samlMetadataDocument" && typeof value === "string" ? value.trim() : value),
  validate: ({ name, samlMetadataDocument: document }) => [
    ...nameFault(name, /^[\w.-]{1,128}$/, "must be up to 128 letters, digits or ._-"),
    ...(document === undefined ||
    (document.length >= 1000 && document.length <= 10_000_000 && document.includes("EntityDescriptor"))
      ? []
      : [
          {
            property: "samlMetadataDocument",
            reason: "must be a SAML metadata document of 1000 to 10000000 characters with an EntityDescriptor",
          },
        ]),
  ],
  locate: ({ service: { partition, account } }, { name }) => `arn:${partition}:iam::${account}:saml-provider/${name}`,
  find: describeSaml,
  async create({ iam }, inputs, tags) {
    const answer = await iam.send(
      new CreateSAMLProviderCommand({
        Name: inputs.name,
        SAMLMetadataDocument: inputs.samlMetadataDocument,
        Tags: pairs(tags),
      }),
    );
    return must(answer.SAMLProviderArn, "SAMLProviderArn");
  },
  outputs: (found, { id }) => ({
    arn: id,
    name: id.slice(id.lastIndexOf("/") + 1),
    samlMetadataDocument: found.SAMLMetadataDocument,
    samlProviderUuid: found.SAMLProviderUUID,
    validUntil: found.ValidUntil,
  }),
  async update({ iam }, SAMLProviderArn, { news: { samlMetadataDocument: SAMLMetadataDocument } }) {
    await iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn, SAMLMetadataDocument }));
  },
  tags: ({ iam }, SAMLProviderArn, found) => ({
    list: () => fromPairs(found.Tags),
    put: (tags) => iam.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags: pairs(tags) })),
    remove: (TagKeys) => iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys })),
  }),
  async delete({ service }, id) {
    await orGone(service.iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: id })));
  },
});

async function describeOidc(service: Aws, OpenIDConnectProviderArn: string) {
  return await orGone(service.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })));
}

async function describeSaml(service: Aws, SAMLProviderArn: string) {
  return await orGone(service.iam.send(new GetSAMLProviderCommand({ SAMLProviderArn })));
}
