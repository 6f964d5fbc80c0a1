import { type NormalizedSchema, NormalizedSchema as Schema } from "@smithy/core/schema";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { ErrorName, StateError } from "../language/errors";
import { findService } from "./services";
import type { SessionCredentials } from "./task-call";

/** Clients in the cache, of all sessions and services. */
const CACHED_CLIENTS = 1000;
/** Concurrent calls of all executions together. */
const MOST_SOCKETS = 256;

interface Client {
  send(command: unknown, options: { abortSignal?: AbortSignal }): Promise<unknown>;
}

interface Command {
  readonly schema?: readonly unknown[];
}

type Constructor<T> = new (input: unknown) => T;

/** An API action ready to be called. */
export interface Action {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  send(input: unknown, signal?: AbortSignal): Promise<unknown>;
}

interface Operation {
  readonly clientClass: Constructor<Client>;
  readonly commandClass: Constructor<Command>;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

// An operation's schema is [kind, namespace, name, traits, input, output], the last two behind functions.
function shape(command: Command, at: 4 | 5): NormalizedSchema {
  const schema = command.schema?.[at];
  return Schema.of(typeof schema === "function" ? schema() : schema);
}

/** Clients of the AWS SDK on one endpoint, cached per session. */
export class AwsClients {
  private readonly handler = new NodeHttpHandler({
    httpAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
    connectionTimeout: 5000,
  });
  private readonly clients = new Map<string, Client>();
  private readonly operations = new Map<string, Operation>();

  constructor(
    private readonly endpoint: string,
    private readonly region: string,
  ) {}

  /**
   * An action (`describeSecret`) of a service as `aws-sdk` tasks name it. @throws {StateError} States.Runtime if there
   * is none.
   */
  async action(serviceName: string, action: string, credentials: SessionCredentials): Promise<Action> {
    const { clientClass, commandClass, input, output } = await this.operation(serviceName, action);
    const client = this.client(serviceName, clientClass, credentials);
    return {
      input,
      output,
      send: (value, signal) => client.send(new commandClass(value), signal ? { abortSignal: signal } : {}),
    };
  }

  /** Closes all connections. */
  close(): void {
    this.clients.clear();
    this.handler.destroy();
  }

  private async operation(serviceName: string, action: string): Promise<Operation> {
    const key = `${serviceName} ${action}`;
    const cached = this.operations.get(key);
    if (cached) {
      return cached;
    }
    const service = findService(serviceName);
    const module = (await service.load()) as Record<string, unknown>;
    const name = `${action}Command`.toLowerCase();
    const found = Object.keys(module).find((member) => member.toLowerCase() === name);
    if (!found) {
      throw new StateError(ErrorName.runtime, `The service '${serviceName}' has no API action '${action}'.`);
    }
    const commandClass = module[found] as Constructor<Command>;
    const clientClass = module[service.client] as Constructor<Client>;
    const sample = new commandClass({});
    const operation = { clientClass, commandClass, input: shape(sample, 4), output: shape(sample, 5) };
    this.operations.set(key, operation);
    return operation;
  }

  private client(service: string, clientClass: Constructor<Client>, credentials: SessionCredentials): Client {
    const key = `${service} ${credentials.accessKeyId}`;
    const cached = this.clients.get(key);
    if (cached) {
      return cached;
    }
    const client = new clientClass({
      region: this.region,
      endpoint: this.endpoint,
      credentials,
      requestHandler: this.handler,
      maxAttempts: 2,
      retryMode: "standard",
      defaultsMode: "standard",
      disableHostPrefix: true,
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
      // Buckets have no host names of their own here; other services do not know the option.
      forcePathStyle: true,
    });
    this.clients.set(key, client);
    const [oldest] = this.clients.keys();
    if (this.clients.size > CACHED_CLIENTS && oldest !== undefined) {
      this.clients.delete(oldest);
    }
    return client;
  }
}
