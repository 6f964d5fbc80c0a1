import { isRecord, memberOf, parseJson } from "../../components/core/json";
import { NOTIFIED } from "../../components/definitions/failure/message";
import type { EnvironmentPlan } from "../../components/environment/plan";
import { runsAsMachine } from "../../components/tasks/index";
import { pooled, reading } from "../status/reading";
import { appFromHistory, describedFailure } from "./child-history";
import type { ExecutionDetails, ReportApi } from "./report-api";
import { type AppRun, appWithout, type RunFailure, type RunView } from "./run-view";

/** Apps between two lines of progress. */
const PROGRESS_APPS = 100;

/** A run as the histories of its executions say: one call for each app. */
export async function runFromHistory(
  api: ReportApi,
  { names, apps }: EnvironmentPlan,
  name: string,
  parent: ExecutionDetails,
  progress: (line: string) => void,
): Promise<RunView> {
  const execution = `${names.parent.executionPrefix}${name}`;
  let read = 0;
  const runs = await pooled(Object.entries(apps), async ([app, { spec }]): Promise<readonly [string, AppRun]> => {
    const { machine, machineRole, taskRole } = names.app(app);
    const role = runsAsMachine(spec.task) ? machineRole : taskRole;
    const events = await reading("states:GetExecutionHistory", () => api.history(`${machine.executionPrefix}${name}`));
    read += 1;
    if (read % PROGRESS_APPS === 0) {
      progress(`read ${read} of ${Object.keys(apps).length} apps`);
    }
    if (!("value" in events)) {
      return [app, appWithout("UNKNOWN")];
    }
    return [app, events.value === undefined ? appWithout("NOT_STARTED") : appFromHistory(events.value, role.name)];
  });
  const input = parseJson(parent.input);
  const identity = memberOf(memberOf(input, "identity"), "subject");
  return {
    name,
    execution,
    status: parent.status,
    rehearsal: memberOf(input, "rehearse") === true,
    startedAt: parent.start.getTime(),
    ...(parent.stop === undefined ? {} : { endedAt: parent.stop.getTime() }),
    ...(typeof identity === "string" ? { startedBy: identity } : {}),
    ...(parent.version === undefined ? {} : { version: parent.version }),
    source: "histories of the executions",
    ...failureOf(parent),
    rollbacks: rollbacksIn(parent.cause),
    apps: new Map(runs),
  };
}

function failureOf({ status, error = "", cause = "" }: ExecutionDetails): { readonly failure?: RunFailure } {
  if (status === "RUNNING" || status === "SUCCEEDED") {
    return {};
  }
  const described = causeOf(cause);
  const { app, state } = described;
  return {
    failure: {
      ...(typeof app === "string" ? { app } : {}),
      ...(typeof state === "string" ? { state } : {}),
      ...causeText(describedFailure(error, cause)),
    },
  };
}

function causeText({ error, message }: { readonly error: string; readonly message: string }) {
  return { error, cause: message };
}

function rollbacksIn(cause: string | undefined): RunView["rollbacks"] {
  const list = causeOf(cause).rollbacks;
  return Array.isArray(list)
    ? list.map((one) => ({ app: String(memberOf(one, "app")), status: String(memberOf(one, "status")) }))
    : [];
}

/** Members of a parent's cause; none where it is text. */
function causeOf(cause = ""): Record<string, unknown> {
  const described = parseJson(cause.startsWith(NOTIFIED) ? cause.slice(NOTIFIED.length) : cause);
  return isRecord(described) ? described : {};
}
