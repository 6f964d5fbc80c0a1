import { CreateStateMachineCommand, GetExecutionHistoryCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { EmbeddedAws, EmbeddedAwsArgs } from "../../../../../sandbox/aws";
import { startInterpreter } from "../../../../../sandbox/aws/interpreter/server";
import { ACCOUNT, type Clients, clientsOf, ended, REGION, startTestCloud } from "../../../../helpers/embedded-aws";

/** ARN of a role of the account. */
export const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
/** ARN of a state machine of the account. */
export const machineArn = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/**
 * The interpreter inside the embedded AWS, with IAM judging every call.
 *
 * What is tested with it does not prove that AWS itself words its answers so; names and causes follow its documentation.
 */
export class InterpreterInAws {
  private constructor(
    private readonly cloud: EmbeddedAws,
    readonly clients: Clients,
  ) {}

  /** Starts a cloud in which waits take a hundredth of their time. */
  static async start(args: Partial<EmbeddedAwsArgs> = {}): Promise<InterpreterInAws> {
    const cloud = await startTestCloud({ interpreter: startInterpreter, waitScale: 0.01, ...args });
    return new InterpreterInAws(cloud, clientsOf(cloud));
  }

  /** Account, region and the like of the cloud. */
  get place(): EmbeddedAws {
    return this.cloud;
  }

  stop(): Promise<void> {
    return this.cloud.stop();
  }

  /** A state machine, published, whose first state is the one named first; its role is `machine` unless said otherwise. */
  async machine(name: string, states: Record<string, object>, more: { role?: string; timeout?: number } = {}) {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: Object.keys(states)[0],
      States: states,
      ...(more.timeout === undefined ? {} : { TimeoutSeconds: more.timeout }),
    };
    const { stateMachineArn } = await this.clients.sfn.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(definition),
        roleArn: role(more.role ?? "machine"),
        publish: true,
      }),
    );
    return stateMachineArn ?? "";
  }

  /** An execution, once it has ended. */
  async run(stateMachineArn: string, input: object = {}, name?: string) {
    const { executionArn } = await this.clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name ? { name } : {}) }),
    );
    return ended(this.clients, executionArn);
  }

  /** The history of an execution. */
  async events(executionArn: string | undefined) {
    const { events: found = [] } = await this.clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return found;
  }
}
