import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

interface Version {
  value?: string;
  stages: Set<string>;
}

/** Thrown in place of an answer where a test cuts the connection. */
export class Cut extends Error {}

/**
 * One secret in memory with the version and stage rules of Secrets Manager, as far as a rotation meets them
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version). It proves nothing about the
 * service's own scheduling.
 */
export class FakeSecret {
  readonly arn = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/orders-db/password-AbCdEf";
  readonly versions = new Map<string, Version>();
  readonly calls: string[] = [];
  tags: { Key: string; Value: string }[] = [];
  rotationEnabled = true;
  /** The call of this number, counted from 1, takes effect but its answer is lost. */
  cutAt = 0;

  /** What RotateSecret does first: a version without value that is pending. */
  begin(token: string): void {
    this.versions.set(token, { stages: new Set(["AWSPENDING"]) });
  }

  get current(): string | undefined {
    return this.idOf("AWSCURRENT");
  }

  idOf(stage: string): string | undefined {
    return [...this.versions].find(([, { stages }]) => stages.has(stage))?.[0];
  }

  readonly send = (async (command: unknown) => {
    const answer = this.answer(command);
    this.calls.push((command as object).constructor.name.replace("Command", ""));
    if (this.calls.length === this.cutAt) {
      throw new Cut("connection lost");
    }
    return answer;
  }) as unknown as SecretsManagerClient["send"];

  private answer(command: unknown): object {
    if (command instanceof DescribeSecretCommand) {
      const stages = [...this.versions].map(([id, version]) => [id, [...version.stages]]);
      return {
        ARN: this.arn,
        RotationEnabled: this.rotationEnabled,
        Tags: this.tags,
        VersionIdsToStages: Object.fromEntries(stages),
      };
    }
    if (command instanceof GetSecretValueCommand) {
      return this.getValue(command.input);
    }
    if (command instanceof PutSecretValueCommand) {
      return this.putValue(command.input);
    }
    if (command instanceof UpdateSecretVersionStageCommand) {
      return this.moveStage(command.input);
    }
    throw new Error("a rotation needs no other call");
  }

  private getValue({ VersionId, VersionStage }: GetSecretValueCommand["input"]): object {
    const id = VersionId ?? this.idOf(VersionStage ?? "AWSCURRENT");
    const version = id === undefined ? undefined : this.versions.get(id);
    const staged = VersionStage === undefined || version?.stages.has(VersionStage);
    if (version?.value === undefined || !staged) {
      throw new ResourceNotFoundException({ message: "no such version", $metadata: {} });
    }
    return { SecretString: version.value, VersionId: id };
  }

  private putValue({
    ClientRequestToken = "",
    SecretString = "",
    VersionStages = [],
  }: PutSecretValueCommand["input"]): object {
    const version = this.versions.get(ClientRequestToken) ?? { stages: new Set<string>() };
    if (version.value !== undefined && version.value !== SecretString) {
      throw new ResourceExistsException({ message: "the version has another value", $metadata: {} });
    }
    version.value = SecretString;
    this.versions.set(ClientRequestToken, version);
    for (const stage of VersionStages) {
      this.attach(stage, ClientRequestToken);
    }
    return { VersionId: ClientRequestToken };
  }

  private moveStage({
    VersionStage = "",
    MoveToVersionId = "",
    RemoveFromVersionId,
  }: UpdateSecretVersionStageCommand["input"]): object {
    const holder = this.idOf(VersionStage);
    if (holder !== RemoveFromVersionId) {
      throw new Error(`stage ${VersionStage} is on ${holder}, not on ${RemoveFromVersionId}`);
    }
    this.attach(VersionStage, MoveToVersionId);
    return {};
  }

  private attach(stage: string, id: string): void {
    const holder = this.idOf(stage);
    if (holder !== undefined) {
      this.versions.get(holder)?.stages.delete(stage);
    }
    this.versions.get(id)?.stages.add(stage);
    if (stage === "AWSCURRENT" && holder !== undefined && holder !== id) {
      const previous = this.idOf("AWSPREVIOUS");
      if (previous !== undefined) {
        this.versions.get(previous)?.stages.delete("AWSPREVIOUS");
      }
      this.versions.get(holder)?.stages.add("AWSPREVIOUS");
    }
  }
}
