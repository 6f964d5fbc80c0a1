import { lengthFault, oneOf } from "../kit/faults";
import { type AnyHandler, type Handler, handler } from "../kit/handler";
import type { Value } from "../kit/values";
import { type Okta, type OktaObject, orGone, segment } from "./api";
import { at } from "./values";

const APPS = "/api/v1/apps";

/** Inputs that apps of every sign-on mode have. */
interface CommonApp {
  readonly accessibilitySelfService?: boolean | undefined;
  readonly adminNote?: string | undefined;
  readonly autoSubmitToolbar?: boolean | undefined;
  readonly enduserNote?: string | undefined;
  readonly hideIos?: boolean | undefined;
  readonly hideWeb?: boolean | undefined;
  readonly label: string;
  readonly status?: string | undefined;
}

const COMMON_INPUTS = [
  "accessibilitySelfService",
  "adminNote",
  "autoSubmitToolbar",
  "enduserNote",
  "hideIos",
  "hideWeb",
  "label",
  "status",
];

type Outputs = Record<string, unknown>;

interface AppType<Inputs> extends Omit<Handler<Okta, Inputs>, "create" | "delete" | "existing" | "read" | "update"> {
  readonly signOnMode: string;
  /** Whether such an app is hidden from people unless the program says otherwise. */
  readonly hidden: boolean;
  /** Body of a create or replace, without what every app has. */
  body(inputs: Inputs): { readonly name: string | undefined; readonly settings: object };
  /** Outputs in addition to those that every app has. */
  outputs(app: OktaObject, service: Okta, known: Partial<Inputs>): Outputs | Promise<Outputs>;
}

/** Apps differ by sign-on mode in body and outputs; how they are found, made, changed and deleted is the same. */
export function appHandler<Inputs extends CommonApp>(definition: AppType<Inputs>): AnyHandler<Okta> {
  const { signOnMode, hidden, body, outputs, ...rest } = definition;
  const sent = (inputs: Inputs) => {
    const { settings, ...more } = body(inputs);
    return { ...commonBody(inputs, hidden), ...more, signOnMode, settings: { ...settings, notes: notes(inputs) } };
  };
  return handler<Okta, Inputs>({
    ...rest,
    supports: [...COMMON_INPUTS, ...rest.supports],
    defaults: {
      accessibilitySelfService: false,
      autoSubmitToolbar: false,
      hideIos: hidden,
      hideWeb: hidden,
      status: "ACTIVE",
      ...rest.defaults,
    },
    validate: (inputs, context) => [
      ...lengthFault(inputs.label, "label", 100),
      ...oneOf(inputs.status, "status", ["ACTIVE", "INACTIVE"]),
      ...(rest.validate?.(inputs, context) ?? []),
    ],
    // Okta lets two apps have one label; the first of this mode counts, so that an interrupted create leaves no second.
    async existing({ service }, { label }) {
      const all = await service.list(`${APPS}?q=${segment(label)}`);
      const found = all.find((app) => app.label === label && app.signOnMode === signOnMode);
      return found && { id: found.id, mine: undefined, unfinished: ["status"] };
    },
    async create({ service }, inputs) {
      return (await service.post(`${APPS}?activate=${inputs.status !== "INACTIVE"}`, sent(inputs))).id;
    },
    async read({ service }, id, known) {
      const app = await findApp(service, id);
      return app && { ...commonOutputs(app), ...(await outputs(app, service, known)) };
    },
    async update({ service }, id, { news }) {
      const app = await service.put(`${APPS}/${segment(id)}`, sent(news));
      const { status = "ACTIVE" } = news;
      if (app.status !== status) {
        await service.post(`${APPS}/${segment(id)}/lifecycle/${status === "ACTIVE" ? "activate" : "deactivate"}`);
      }
    },
    // An active app cannot be deleted.
    async delete({ service }, id) {
      const app = await findApp(service, id);
      if (app === undefined) {
        return;
      }
      if (app.status === "ACTIVE") {
        await service.post(`${APPS}/${segment(id)}/lifecycle/deactivate`);
      }
      await orGone(service.delete(`${APPS}/${segment(id)}`));
    },
  });
}

/** The part of an app's body that is the same for every sign-on mode. */
function commonBody(inputs: CommonApp, hidden: boolean) {
  return {
    label: inputs.label,
    accessibility: { selfService: inputs.accessibilitySelfService ?? false },
    visibility: {
      autoSubmitToolbar: inputs.autoSubmitToolbar ?? false,
      hide: { iOS: inputs.hideIos ?? hidden, web: inputs.hideWeb ?? hidden },
    },
  };
}

function notes(inputs: CommonApp) {
  return { admin: inputs.adminNote ?? null, enduser: inputs.enduserNote ?? null };
}

function commonOutputs(app: OktaObject): Record<string, Value | undefined> {
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

async function findApp(service: Okta, id: string): Promise<OktaObject | undefined> {
  return await orGone(service.get(`${APPS}/${segment(id)}`));
}
