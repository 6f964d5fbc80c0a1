import type { Value } from "../kit/values";
import { type Okta, type OktaObject, orGone, segment } from "./api";
import { at } from "./values";

const APPS = "/api/v1/apps";

/** Inputs that apps of every sign-on mode have. */
export interface CommonApp {
  readonly accessibilitySelfService?: boolean | undefined;
  readonly adminNote?: string | undefined;
  readonly autoSubmitToolbar?: boolean | undefined;
  readonly enduserNote?: string | undefined;
  readonly hideIos?: boolean | undefined;
  readonly hideWeb?: boolean | undefined;
  readonly label: string;
  readonly status?: string | undefined;
}

export const COMMON_INPUTS = [
  "accessibilitySelfService",
  "adminNote",
  "autoSubmitToolbar",
  "enduserNote",
  "hideIos",
  "hideWeb",
  "label",
  "status",
];

/** The part of an app's body that is the same for every sign-on mode. */
export function commonBody(inputs: CommonApp, hiddenByDefault: boolean) {
  return {
    label: inputs.label,
    accessibility: { selfService: inputs.accessibilitySelfService ?? false },
    visibility: {
      autoSubmitToolbar: inputs.autoSubmitToolbar ?? false,
      hide: { iOS: inputs.hideIos ?? hiddenByDefault, web: inputs.hideWeb ?? hiddenByDefault },
    },
  };
}

export function notes(inputs: CommonApp) {
  return { admin: inputs.adminNote ?? null, enduser: inputs.enduserNote ?? null };
}

export function commonOutputs(app: OktaObject): Record<string, Value | undefined> {
  return {
    accessibilitySelfService: at(app, "accessibility.selfService") ?? false,
    adminNote: at(app, "settings.notes.admin"),
    autoSubmitToolbar: at(app, "visibility.autoSubmitToolbar") ?? false,
    enduserNote: at(app, "settings.notes.enduser"),
    hideIos: at(app, "visibility.hide.iOS") ?? false,
    hideWeb: at(app, "visibility.hide.web") ?? false,
    label: app.label,
    name: app.name,
    signOnMode: app.signOnMode,
    status: app.status,
  };
}

export async function findApp(service: Okta, id: string): Promise<OktaObject | undefined> {
  return await orGone(service.get(`${APPS}/${segment(id)}`));
}

/**
 * Okta lets two apps have one label; the first of this mode counts, so that an interrupted create does not leave a
 * second.
 */
export async function appWithLabel(service: Okta, label: string, signOnMode: string): Promise<OktaObject | undefined> {
  const found = await service.list(`${APPS}?q=${segment(label)}`);
  return found.find((app) => app.label === label && app.signOnMode === signOnMode);
}

export async function createApp(service: Okta, body: object, status: string | undefined): Promise<OktaObject> {
  return await service.post(`${APPS}?activate=${status !== "INACTIVE"}`, body);
}

export async function updateApp(service: Okta, id: string, body: object, status: string | undefined): Promise<void> {
  const app = await service.put(`${APPS}/${segment(id)}`, body);
  const wanted = status ?? "ACTIVE";
  if (app.status !== wanted) {
    await service.post(`${APPS}/${segment(id)}/lifecycle/${wanted === "ACTIVE" ? "activate" : "deactivate"}`);
  }
}

/** An active app cannot be deleted. */
export async function deleteApp(service: Okta, id: string): Promise<void> {
  const app = await findApp(service, id);
  if (app === undefined) {
    return;
  }
  if (app.status === "ACTIVE") {
    await service.post(`${APPS}/${segment(id)}/lifecycle/deactivate`);
  }
  await orGone(service.delete(`${APPS}/${segment(id)}`));
}
