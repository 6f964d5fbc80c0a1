import { DescribeStateMachineAliasCommand, SFNClient, UpdateStateMachineAliasCommand } from "@aws-sdk/client-sfn";
import { appsOfTwoTeams, type OwnedApp } from "../choose-app";
import type { RunContext } from "../context";
import { DEVELOPERS, DEVELOPMENT } from "../environment/access-map";
import { roleArn } from "../environment/outputs";
import { personSession, type Session } from "../people/identities";
import { addPerson } from "../people/people";

/** One role for every team: a person moves the alias of their own team's app, as a rollback does, and no other's. */
export async function teamsReachTheirOwnApps(context: RunContext): Promise<void> {
  const { console, checks, stack, blueprint, outputs } = context;
  const { value: owner } = await stack.getConfig("app-of-apps:owner");
  const apps = appsOfTwoTeams(blueprint, owner);
  if (apps === undefined) {
    console.fact("one team owns every app of this blueprint, so there is no app of another team to be refused");
    return;
  }
  if (!Object.hasOwn(outputs.roles, DEVELOPERS)) {
    console.fact(`an app has the blueprint's name, ${blueprint.name}: no role can be for the apps of one's own team`);
    return;
  }
  for (const [index, own] of apps.entries()) {
    const other = apps[1 - index] ?? own;
    const login = `${index === 0 ? "ada.abel" : "ben.bauer"}@embedded.okta.example`;
    const session = await signIn(context, login, own.owner);
    console.fact(`${login} of team ${own.owner} holds ${roleArn(outputs, DEVELOPERS)}`);
    const moved = await moveAlias(context, session, own);
    checks.expect(`${login} moves the alias of ${own.app}, which ${own.owner} owns`, moved === "moved", moved);
    const refused = await moveAlias(context, session, other);
    console.fact(`${other.app}: ${refused}`);
    checks.expect(
      `${login} is refused ${other.app}, which ${other.owner} owns`,
      refused.startsWith("AccessDeniedException"),
      refused,
    );
  }
  const login = "nora.novak@embedded.okta.example";
  const refused = await outcome(signIn(context, login, undefined), "a session was given");
  console.fact(`${login}, with no team: ${refused}`);
  checks.expect(`${login}, in the same group and with no team, is not let in`, /^AccessDenied:/.test(refused), refused);
}

async function signIn({ cloud, outputs }: RunContext, login: string, team: string | undefined): Promise<Session> {
  const person = await addPerson(cloud, login, DEVELOPMENT, team === undefined ? {} : { division: team });
  return await personSession(cloud, outputs, person, roleArn(outputs, DEVELOPERS));
}

/** Leads an app's alias to the version that it leads to: the call of a rollback, after which nothing is different. */
async function moveAlias({ cloud, outputs }: RunContext, { access }: Session, { app }: OwnedApp): Promise<string> {
  const stateMachineAliasArn = outputs.apps[app]?.aliasArn;
  const { routingConfiguration } = await new SFNClient(cloud.root.config).send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn }),
  );
  const move = new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration });
  return await outcome(new SFNClient(access.config).send(move), "moved");
}

/** How a call ended: the given word, or the name and the text of its refusal. */
async function outcome(call: Promise<unknown>, done: string): Promise<string> {
  return await call.then(
    () => done,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
}
