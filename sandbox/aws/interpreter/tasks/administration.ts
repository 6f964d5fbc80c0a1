/** A connection as the launcher keeps it. */
interface Connection {
  readonly state: string;
  readonly secretArn: string;
}

/**
 * What the launcher knows and no AWS API returns: permissions that are not API actions, and where a connection's secret
 * is.
 */
export class Administration {
  constructor(
    private readonly endpoint: string,
    private readonly token: string,
  ) {}

  /** Whether the owner of an access key is allowed an action; IAM decides as for an API call. */
  async allowed(accessKeyId: string, action: string, resource: string, context: object): Promise<boolean> {
    const query = { accessKeyId, action, resource, context: JSON.stringify(context) };
    return (await this.read<{ allowed: boolean }>("allowed", query)).allowed;
  }

  /** The connection with this ARN; undefined if there is none. */
  async connection(arn: string): Promise<Connection | undefined> {
    return (await this.read<{ connection: Connection | null }>("connection", { arn })).connection ?? undefined;
  }

  private async read<T>(path: string, query: Readonly<Record<string, string>>): Promise<T> {
    const answer = await fetch(`${this.endpoint}/_embedded/${path}?${new URLSearchParams(query)}`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    if (!answer.ok) {
      throw new Error(`The launcher answered ${answer.status} to ${path}`);
    }
    return (await answer.json()) as T;
  }
}
