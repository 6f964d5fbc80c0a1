import type { Clock } from "../clock";
import { ErrorName, StateError } from "../language/errors";
import type { Json } from "../language/json";
import { AwsCaller, SDK_SPELLING, sdkFailures } from "./aws-call";
import { AwsClients } from "./aws-clients";
import type { Completions } from "./completions";
import { jobOf, runJob } from "./jobs";
import { invokeFunction } from "./lambda";
import { NestedExecutions } from "./nested-execution";
import { callOptimized } from "./optimized";
import { Sessions } from "./sessions";
import type { TaskCall, TaskRunner } from "./task-call";

/** Runs tasks as calls of AWS on one endpoint, each as the machine's role or the role of its `Credentials`. */
export class AwsTaskRunner implements TaskRunner {
  private readonly clients: AwsClients;
  private readonly caller: AwsCaller;
  private readonly nested: NestedExecutions;

  constructor(
    endpoint: string,
    region: string,
    private readonly clock: Clock,
    completions: Completions,
  ) {
    this.clients = new AwsClients(endpoint, region);
    this.caller = new AwsCaller(this.clients, new Sessions(this.clients, clock));
    this.nested = new NestedExecutions(this.caller, completions, clock);
  }

  async run(call: TaskCall): Promise<Json> {
    const { kind, service, action, pattern, arn } = call.resource;
    if (kind === "sdk") {
      if (pattern === "sync")
        throw new StateError(ErrorName.runtime, `An aws-sdk task has no pattern .sync: '${arn}'.`);
      return this.sdk(call);
    }
    if (kind === "function") return invokeFunction(this.caller, call);
    if (service === "lambda" && action === "invoke" && pattern !== "sync") return invokeFunction(this.caller, call);
    if (service === "states" && action === "startExecution") return this.nested.run(call);
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
