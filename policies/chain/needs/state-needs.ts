import type { State } from "../../definition/model";
import { argumentsOf } from "../../definition/tasks";
import { MANY, Text } from "../../evaluator/text";
import { fieldsOf, textOf, type Value } from "../../kit/value";
import { optimized } from "./optimized-needs";
import { bySdk } from "./sdk-needs";
import { known, type NeedContext, type Needs, need, type TaskCall } from "./types";

/** The permissions that a state needs. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
export function needsOf(state: State, setting: NeedContext): Needs {
  return state.type === "Map" ? ofMap(state, setting) : ofTask(state, setting);
}

function ofTask(state: State, setting: NeedContext): Needs {
  const resource = textOf(state.body.Resource);
  if (resource === undefined) {
    return { kind: "unknown", why: "its Resource is not known" };
  }
  if (/^arn:[^:]*:lambda:/.test(resource)) {
    return known(need("lambda:InvokeFunction", new Text(resource)));
  }
  if (/^arn:[^:]*:states:[^:]*:\d*:activity:/.test(resource)) {
    // Workers fetch what an activity is to do; the machine's role does nothing.
    return known();
  }
  const parts = /^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:)?([A-Za-z0-9-]+):([A-Za-z0-9]+)(?:\.(.+))?$/.exec(resource);
  const [, sdk, service = "", action = "", suffix = ""] = parts ?? [];
  if (parts === null) {
    return { kind: "unknown", why: `its Resource ${JSON.stringify(resource)} is not a known integration` };
  }
  const asked: TaskCall = { ...setting, ...reader(state, setting), sync: suffix.startsWith("sync") };
  return sdk === undefined ? optimized(`${service}:${action}`, asked) : bySdk(service.toLowerCase(), action, asked);
}

/**
 * A distributed Map runs its items as executions of its own machine. AWS's example also allows to describe and stop
 * them, without which the items run all the same: that is not required.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function ofMap(state: State, { machineArn }: NeedContext): Needs {
  const { Mode } = fieldsOf(fieldsOf(state.body.ItemProcessor).ProcessorConfig);
  return known(...(Mode === "DISTRIBUTED" ? [need("states:StartExecution", machineArn)] : []));
}

function reader(state: State, { textOfArgument }: NeedContext) {
  const given = argumentsOf(state);
  const fields = fieldsOf(given);
  const raw = (name: string): Value | undefined => fields[name];
  const read = (name: string): Text | undefined => {
    if (typeof given === "string" || fields[`${name}.$`] !== undefined) {
      return new Text(MANY);
    }
    return fields[name] === undefined ? undefined : textOfArgument(fields[name]);
  };
  return { raw, read };
}
