import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
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
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { must, orGone, type Plain, tagsTouched, touches } from "../service";
import { fromPairs, isMine, pairs, syncTags } from "../tags";

/**
 * OIDC providers; the id is the ARN:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export const openIdConnectProvider = handler<Aws, Plain<OpenIdConnectProviderArgs>>({
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
  async existing({ service, marker }, inputs) {
    const id = `arn:${service.partition}:iam::${service.account}:oidc-provider/${inputs.url.replace(/^https:\/\//, "")}`;
    const found = await describeOidc(service, id);
    return found === undefined ? undefined : { id, mine: isMine(fromPairs(found.Tags), marker) };
  },
  async create({ service, marker }, inputs) {
    const answer = await service.iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: inputs.url,
        ClientIDList: inputs.clientIdLists,
        ThumbprintList: inputs.thumbprintLists,
        Tags: pairs(service.tags.written(inputs.tags, marker)),
      }),
    );
    return must(answer.OpenIDConnectProviderArn, "OpenIDConnectProviderArn");
  },
  async read({ service }, id, known) {
    const found = await describeOidc(service, id);
    if (found === undefined) {
      return undefined;
    }
    return {
      arn: id,
      clientIdLists: found.ClientIDList ?? [],
      thumbprintLists: found.ThumbprintList ?? [],
      url: must(found.Url, "Url").replace(/^https:\/\//, ""),
      ...service.tags.reported(fromPairs(found.Tags), known.tags),
    };
  },
  async update({ service, marker }, OpenIDConnectProviderArn, change) {
    const { iam } = service;
    const provider = { OpenIDConnectProviderArn };
    const found = must(await describeOidc(service, OpenIDConnectProviderArn), "the provider");
    if (touches(change, "clientIdLists")) {
      const before = found.ClientIDList ?? [];
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
    if (!tagsTouched(change)) {
      return;
    }
    await syncTags(
      fromPairs(found.Tags),
      service.tags.written(change.news.tags, marker),
      (tags) => iam.send(new TagOpenIDConnectProviderCommand({ ...provider, Tags: pairs(tags) })),
      (TagKeys) => iam.send(new UntagOpenIDConnectProviderCommand({ ...provider, TagKeys })),
    );
  },
  async delete({ service }, id) {
    await orGone(service.iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id })));
  },
});

/**
 * SAML providers; the id is the ARN: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
 */
export const samlProvider = handler<Aws, Plain<SamlProviderArgs>>({
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
  async existing({ service, marker }, inputs) {
    const id = `arn:${service.partition}:iam::${service.account}:saml-provider/${inputs.name}`;
    const found = await describeSaml(service, id);
    return found === undefined ? undefined : { id, mine: isMine(fromPairs(found.Tags), marker) };
  },
  async create({ service, marker }, inputs) {
    const answer = await service.iam.send(
      new CreateSAMLProviderCommand({
        Name: inputs.name,
        SAMLMetadataDocument: inputs.samlMetadataDocument,
        Tags: pairs(service.tags.written(inputs.tags, marker)),
      }),
    );
    return must(answer.SAMLProviderArn, "SAMLProviderArn");
  },
  async read({ service }, id, known) {
    const found = await describeSaml(service, id);
    if (found === undefined) {
      return undefined;
    }
    return {
      arn: id,
      name: id.slice(id.lastIndexOf("/") + 1),
      samlMetadataDocument: found.SAMLMetadataDocument,
      samlProviderUuid: found.SAMLProviderUUID,
      validUntil: found.ValidUntil,
      ...service.tags.reported(fromPairs(found.Tags), known.tags),
    };
  },
  async update({ service, marker }, SAMLProviderArn, change) {
    if (touches(change, "samlMetadataDocument")) {
      const SAMLMetadataDocument = change.news.samlMetadataDocument;
      await service.iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn, SAMLMetadataDocument }));
    }
    if (!tagsTouched(change)) {
      return;
    }
    await syncTags(
      fromPairs((await describeSaml(service, SAMLProviderArn))?.Tags),
      service.tags.written(change.news.tags, marker),
      (tags) => service.iam.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags: pairs(tags) })),
      (TagKeys) => service.iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys })),
    );
  },
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
