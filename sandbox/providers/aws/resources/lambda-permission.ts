import {
  AddPermissionCommand,
  type FunctionUrlAuthType,
  GetPolicyCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import type { PermissionArgs } from "@pulumi/aws/lambda";
import { parseDocument } from "../../kit/documents";
import { nameFault } from "../../kit/faults";
import { handler } from "../../kit/handler";
import { isList, isRecord, type Value } from "../../kit/values";
import type { Aws } from "../connection";
import { must, orGone, type Plain } from "../service";

type PermissionInputs = Omit<Plain<PermissionArgs>, "function"> & { function: string };

const INPUTS: readonly (keyof PermissionInputs)[] = [
  "action",
  "eventSourceToken",
  "function",
  "functionUrlAuthType",
  "principal",
  "principalOrgId",
  "qualifier",
  "region",
  "sourceAccount",
  "sourceArn",
  "statementId",
];

/**
 * One statement of a function's policy; the id is `<function>[:<qualifier>]/<statement>`. A statement cannot be
 * changed, so every input replaces it. It carries no tags: one left by an interrupted create is known by its content.
 */
export const permission = handler<Aws, PermissionInputs>({
  type: "aws:lambda/permission:Permission",
  supports: INPUTS,
  replaceOn: INPUTS,
  chosenByService: ["region", "statementId"],
  normalize: (name, value) => (name === "function" && typeof value === "string" ? functionName(value) : value),
  validate: (inputs) => [
    ...nameFault(
      inputs.statementId,
      /^[a-zA-Z0-9-_]{1,100}$/,
      "must be up to 100 letters, digits, - or _",
      "statementId",
    ),
    ...nameFault(
      inputs.action,
      /^lambda:[A-Za-z*]+$|^\*$/,
      "must be an action of Lambda, such as lambda:InvokeFunction",
      "action",
    ),
  ],
  async existing({ service, marker }, inputs) {
    const id = idOf(inputs, marker);
    return (await find(service, id)) === undefined ? undefined : { id, mine: undefined };
  },
  async create({ service, marker }, inputs) {
    await service.lambda.send(
      new AddPermissionCommand({
        Action: inputs.action,
        EventSourceToken: inputs.eventSourceToken,
        FunctionName: inputs.function,
        FunctionUrlAuthType: inputs.functionUrlAuthType as FunctionUrlAuthType | undefined,
        Principal: inputs.principal,
        PrincipalOrgID: inputs.principalOrgId,
        Qualifier: inputs.qualifier,
        SourceAccount: inputs.sourceAccount,
        SourceArn: inputs.sourceArn,
        StatementId: statementOf(inputs, marker),
      }),
    );
    return idOf(inputs, marker);
  },
  async read({ service }, id) {
    const statement = await find(service, id);
    if (statement === undefined) {
      return undefined;
    }
    const { name, qualifier, sid } = parts(id);
    return {
      action: statement.Action,
      eventSourceToken: condition(statement, "lambda:EventSourceToken"),
      function: name,
      functionUrlAuthType: condition(statement, "lambda:FunctionUrlAuthType"),
      principal: principalOf(statement.Principal),
      principalOrgId: condition(statement, "aws:PrincipalOrgID"),
      qualifier,
      sourceAccount: condition(statement, "aws:SourceAccount"),
      sourceArn: condition(statement, "aws:SourceArn"),
      statementId: sid,
    };
  },
  async delete({ service }, id) {
    const { name, qualifier, sid } = parts(id);
    await orGone(
      service.lambda.send(new RemovePermissionCommand({ FunctionName: name, Qualifier: qualifier, StatementId: sid })),
    );
  },
});

function statementOf(inputs: PermissionInputs, marker: string): string {
  return inputs.statementId ?? `pulumi-${marker.slice(0, 20)}`;
}

function idOf(inputs: PermissionInputs, marker: string): string {
  const qualifier = inputs.qualifier === undefined ? "" : `:${inputs.qualifier}`;
  return `${functionName(inputs.function)}${qualifier}/${statementOf(inputs, marker)}`;
}

function parts(id: string): { name: string; qualifier: string | undefined; sid: string } {
  const [target = "", sid = ""] = id.split("/");
  const [name = "", qualifier] = target.split(":");
  return { name, qualifier, sid };
}

/** A function may be given by name or by ARN; both are the same function. */
function functionName(value: string): string {
  return value.startsWith("arn:") ? (value.split(":")[6] ?? value) : value;
}

async function find(service: Aws, id: string): Promise<{ readonly [key: string]: Value } | undefined> {
  const { name, qualifier, sid } = parts(id);
  const answer = await orGone(service.lambda.send(new GetPolicyCommand({ FunctionName: name, Qualifier: qualifier })));
  const policy = answer === undefined ? undefined : parseDocument(must(answer.Policy, "Policy"));
  const statements = isRecord(policy) ? policy.Statement : undefined;
  if (!isList(statements)) {
    return undefined;
  }
  return statements.filter(isRecord).find((statement) => statement.Sid === sid);
}

function principalOf(principal: Value | undefined): string | undefined {
  if (typeof principal === "string") {
    return principal;
  }
  if (!isRecord(principal)) {
    return undefined;
  }
  const value = principal.Service ?? principal.AWS;
  if (typeof value !== "string") {
    return undefined;
  }
  // The service keeps an account as that account's root:
  // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(value)?.[1] ?? value;
}

/** The value of a condition key, under any operator and letter case. */
function condition(statement: { readonly [key: string]: Value }, key: string): string | undefined {
  const conditions = statement.Condition;
  if (!isRecord(conditions)) {
    return undefined;
  }
  for (const keys of Object.values(conditions)) {
    if (!isRecord(keys)) {
      continue;
    }
    const found = Object.entries(keys).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
    if (typeof found === "string") {
      return found;
    }
  }
  return undefined;
}
