import type { Clock } from "../clock";
import { ErrorName, StateError } from "../language/errors";
import type { Json } from "../language/json";
import { Administration } from "./administration";
import { AwsCaller, SDK_SPELLING, sdkFailures } from "./aws-call";
import { AwsClients } from "./aws-clients";
import type { Completions } from "./completions";
import { HttpTasks } from "./http-invoke";
import { Web } from "./http-web";
import { jobOf, runJob } from "./jobs";
import { invokeFunction } from "./lambda";
import { NestedExecutions } from "./nested-execution";
import { callOptimized } from "./optimized";
import { Sessions } from "./sessions";
import type { TaskCall, TaskRunner } from "./task-call";

/** Where tasks do their work. */
interface AwsPlace {
  /** Base URL of the AWS APIs that tasks call. */
  readonly endpoint: string;
  readonly region: string;
  /** Secret that the launcher requires on its own paths. */
  readonly token: string;
  /** Hosts that HTTP tasks reach -> loopback URL that replaces them. @default none */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Runs tasks as calls of AWS on one endpoint, each as the machine's role or the role of its `Credentials`. */
export class AwsTaskRunner implements TaskRunner {
  private readonly clients: AwsClients;
  private readonly caller: AwsCaller;
  private readonly nested: NestedExecutions;
  private readonly http: HttpTasks;

  constructor(
    { endpoint, region, token, hosts = {} }: AwsPlace,
    private readonly clock: Clock,
    completions: Completions,
  ) {
    this.clients = new AwsClients(endpoint, region);
    this.caller = new AwsCaller(this.clients, new Sessions(this.clients, clock));
    this.nested = new NestedExecutions(this.caller, completions, clock);
    this.http = new HttpTasks(this.caller, new Administration(endpoint, token), new Web(hosts, clock), region);
  }

  async run(call: TaskCall): Promise<Json> {
    const { kind, service, action, pattern, arn } = call.resource;
    if (kind === "sdk") {
      if (pattern === "sync") {
        throw new StateError(ErrorName.runtime, `An aws-sdk task has no pattern .sync: '${arn}'.`);
      }
      return this.sdk(call);
    }
    if (kind === "function") {
      return invokeFunction(this.caller, call);
    }
    if (service === "lambda" && action === "invoke" && pattern !== "sync") {
      return invokeFunction(this.caller, call);
    }
    if (service === "states" && action === "startExecution") {
      return this.nested.run(call);
    }
    if (service === "http" && action === "invoke" && pattern === "request") {
      return this.http.run(call);
    }
    const job = jobOf(call.resource);
    return job === undefined ? callOptimized(this.caller, call) : runJob(job, this.caller, this.clock, call);
  }

  /** Closes all connections. */
  close(): void {
    this.clients.close();
  }

  private async sdk(call: TaskCall): Promise<Json> {
    const { service, action } = call.resource;
    const { result } = await this.caller.call(call, {
      service,
      action,
      arguments: call.arguments,
      spelling: SDK_SPELLING,
      failures: sdkFailures(service),
      signal: call.signal,
    });
    return result;
  }
}
