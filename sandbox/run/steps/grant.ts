import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { errorMessage, errorWithName } from "../../../components/core/errors";
import { grantRecordSchema } from "../../../components/evidence/grant-record";
import type { GrantRecord } from "../../../components/evidence/record";
import { personToken } from "../../okta/sign-in";
import { ENVIRONMENT } from "../../place";
import type { RunContext } from "../context";
import { ON_REQUEST } from "../environment/access-map";
import { roleArn } from "../environment/outputs";
import { callRunsApi, type RunsAnswer } from "../executions/runs-api";
import { type Person, personSession, type Session } from "../people/identities";
import { addPerson } from "../people/people";

/** Milliseconds between two looks at a grant, and how long it may take to get anywhere. */
const PAUSE = 100;
const LONGEST = 60_000;

/** Milliseconds without a further message after which the approvers' message is taken to be the only one. */
const SETTLE_MILLISECONDS = 300;

const REQUEST = { role: ON_REQUEST, minutes: 30, reason: "INC-42 orders do not arrive" };

/** A role for half an hour, from the request to its end: nobody has it before, and nobody keeps it. */
export async function grantBeginsAndEnds(context: RunContext): Promise<void> {
  const { console, checks, cloud, outputs, operator, outsider } = context;
  const started = Date.now();
  const refused = await tokenOf(context, outsider).then(() => "a token was issued", errorMessage);
  console.fact(`${outsider.login} asks for ${ON_REQUEST}: ${refused}`);
  checks.expect("who may not ask gets no token to do so", /access_denied|E0000022/.test(refused), refused);

  const asker = await addPerson(cloud, "gina.gomez@embedded.okta.example", "engineering");
  const [askers, approvers] = [await tokenOf(context, asker), await tokenOf(context, operator)];
  const asked = await callRunsApi(context, askers, "POST /grants", REQUEST);
  const id = String(asked.body.id);
  console.fact(`${asker.login} asks for ${ON_REQUEST}, ${REQUEST.minutes} minutes, "${REQUEST.reason}": ${id}`);
  const own = await answered(context, askers, `POST /grants/${id}/approve`);
  checks.expect("nobody approves their own request", own.status === 403, shown(own));
  const messages = await context.inbox.drain(SETTLE_MILLISECONDS);
  for (const { subject, body } of messages) {
    console.quote(`${subject}\n\n${body}`);
  }
  checks.expect("approvers got exactly one message", messages.length === 1, `${messages.length} messages`);
  const approved = await answered(context, approvers, `POST /grants/${id}/approve`);
  checks.expect(`${operator.login} approves`, approved.status === 200, shown(approved));
  await reached(context, askers, id, ({ state, joined }) => state === "active" && joined === true);

  const session = await personSession(cloud, outputs, asker, roleArn(outputs, ON_REQUEST));
  const before = await call(context, session);
  console.fact(`${asker.login} holds ${roleArn(outputs, ON_REQUEST)}, a call with it: ${before}`);
  checks.expect("a call in the granted role is allowed", before === "allowed", before);
  const revoked = await callRunsApi(context, approvers, `DELETE /grants/${id}`);
  checks.expect(`${operator.login} ends the grant`, revoked.status === 202, shown(revoked));
  await reached(context, askers, id, ({ state }) => state === "ended");
  await isDenied(context, session);
  const again = await personSession(cloud, outputs, asker, roleArn(outputs, ON_REQUEST)).then(
    () => "a session was given",
    errorWithName,
  );
  console.fact(`${asker.login} signs in to the role again: ${again}`);
  checks.expect("the person is out of the group: no new session", again !== "a session was given", again);
  await expectRecord(context, id, asker, operator);
  console.fact("the workflow now waits until the last denied session has expired, an hour on AWS; nobody waits here");
  console.fact(`from request to record in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** The session that was good is refused by its first call; where IAM is late, by a later one. */
async function isDenied(context: RunContext, session: Session): Promise<void> {
  const { console, checks, delays, signal } = context;
  let calls = 1;
  let answer = await call(context, session);
  for (const end = Date.now() + LONGEST; answer === "allowed" && delays.iam !== undefined && Date.now() < end; ) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    calls += 1;
    answer = await call(context, session);
  }
  console.fact(`call ${calls} of the session after the end: ${answer}`);
  checks.expect("the running session is denied", answer === "AccessDeniedException", answer);
}

async function expectRecord(context: RunContext, id: string, asker: Person, approver: Person): Promise<void> {
  const { console, checks } = context;
  const record = await recordOf(context, id);
  console.table(
    ["transition", "at"],
    (record?.transitions ?? []).map(({ to, at }) => [to, at]),
  );
  const told = [record?.identity?.subject, record?.reason, record?.approval?.by, record?.end.by];
  checks.expect(
    "its evidence record says who asked, why, who approved and who ended it",
    told.join() === [asker.login, REQUEST.reason, approver.login, approver.login].join(),
    told.join(", "),
  );
  checks.expect(
    "it says when sessions were denied and the person left the group",
    record !== undefined && record.sessionsDeniedAt !== null && record.outOfGroupAt !== null,
    JSON.stringify(record),
  );
}

async function recordOf({ cloud, stack, signal }: RunContext, id: string): Promise<GrantRecord | undefined> {
  const s3 = new S3Client({ ...cloud.root.config, forcePathStyle: true });
  const { evidence } = await stack.outputs();
  const Bucket = String(evidence?.value.bucketName);
  for (const end = Date.now() + LONGEST; Date.now() < end; ) {
    signal.throwIfAborted();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${ENVIRONMENT}/grants/` }));
    const Key = Contents.find((one) => one.Key?.endsWith(`/${id}.json`))?.Key;
    if (Key !== undefined) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return grantRecordSchema.parse(JSON.parse((await Body?.transformToString()) ?? ""));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

async function call({ outputs }: RunContext, { access }: Session): Promise<string> {
  const command = new ListExecutionsCommand({ stateMachineArn: outputs.parent.arn });
  return await new SFNClient({ ...access.config, maxAttempts: 1 }).send(command).then(
    () => "allowed",
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

async function tokenOf({ cloud, stack, outputs }: RunContext, person: Person): Promise<string> {
  const { issuer = "", nativeClientId: clientId } = outputs.okta;
  const { login: username, password } = person;
  const { grants } = await stack.outputs();
  const scope = `openid ${grants?.value.scope}`;
  return await personToken({ issuer, hosts: cloud.hosts, clientId, scope, username, password });
}

/** The answer to a request that waits: it reaches its waiting state moments after it was asked for. */
async function answered(context: RunContext, token: string, request: string): Promise<RunsAnswer> {
  let answer = await callRunsApi(context, token, request);
  for (const end = Date.now() + LONGEST; [404, 409].includes(answer.status) && Date.now() < end; ) {
    context.signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    answer = await callRunsApi(context, token, request);
  }
  return answer;
}

async function reached(
  context: RunContext,
  token: string,
  id: string,
  isThere: (grant: RunsAnswer["body"]) => boolean,
): Promise<void> {
  let grant: RunsAnswer["body"] = {};
  for (const end = Date.now() + LONGEST; !isThere(grant); ) {
    context.signal.throwIfAborted();
    if (Date.now() > end) {
      throw new Error(`${id} does not get on: ${JSON.stringify(grant)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    grant = (await callRunsApi(context, token, `GET /grants/${id}`)).body;
  }
  context.console.fact(`${id} is ${grant.state}`);
}

function shown({ status, body }: RunsAnswer): string {
  return `${status} ${JSON.stringify(body)}`;
}
