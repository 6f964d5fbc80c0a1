import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { EvidenceStore } from "../../components/versions/change-evidence";
import type { ConfigSource } from "../config";
import { awsClientConfig } from "./client-config";

/**
 * Writes and reads records of changes with the stack's configuration, so under the identity that makes the change.
 * @throws {ProblemsError} for a configuration that cannot be followed
 */
export function evidenceWriter(stack: string, source: ConfigSource): EvidenceStore {
  const sts = new STSClient(awsClientConfig(stack, source, ["sts"]));
  return {
    caller: async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? "unknown",
    async keep(evidence) {
      // The client takes long to load, and few changes are recorded.
      const { putRecord } = require("./s3-client") as typeof import("./s3-client");
      await putRecord(stack, source, evidence);
    },
    async lastMoves(bucket, prefix, wanted) {
      const { lastMoves, s3Client } = require("./s3-client") as typeof import("./s3-client");
      return await lastMoves(s3Client(stack, source), bucket, prefix, wanted);
    },
  };
}
