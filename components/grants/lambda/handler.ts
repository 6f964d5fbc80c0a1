import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Context } from "aws-lambda";
import { thrownError } from "../../core/errors";
import { setting, signingApp } from "../../secrets/lambda/function-settings";
import { NO_SUCH_GROUP } from "../grant";
import { oktaGroups } from "./okta-groups";
import { continueNow, type ReconcilerConfig, reconcile } from "./reconcile";

/** A change of a group, the end of a workflow, or the schedule's event, which has none of these. */
interface MembershipEvent {
  /** ARN of a workflow that has ended badly. */
  readonly gone?: string;
  readonly change?: "join" | "leave";
  readonly entry?: string;
  /** Id of the user at Okta. */
  readonly user?: string;
}

const logger = new Logger({ serviceName: "access-grants" });
const table = new DynamoDBClient({});
const workflows = new SFNClient({});
const kms = new KMSClient({});

/**
 * Function of an environment's grants: puts a person into a group that grants fill or takes them out, for the workflow
 * of a grant; and reconciles, on a schedule.
 */
export async function handler(event: MembershipEvent, context: Context): Promise<object> {
  logger.addContext(context);
  const { change, entry = "", user = "", gone } = event;
  const about = { change: change ?? "reconcile", entry, user, gone };
  try {
    const config: ReconcilerConfig = {
      table: setting("TABLE"),
      entries: JSON.parse(setting("ENTRIES")),
    };
    const tools = { config, table, workflows, machineAliasArn: setting("MACHINE_ALIAS"), now: Date.now };
    if (gone !== undefined) {
      const continued = await continueNow(tools, gone);
      logger.info("workflow gone", { ...about, continued });
      return { continued };
    }
    const group = Object.hasOwn(config.entries, entry) ? config.entries[entry] : undefined;
    if (change === "leave" && group === undefined) {
      logger.info("membership", { ...about, outcome: NO_SUCH_GROUP });
      return { outcome: NO_SUCH_GROUP };
    }
    const okta = await oktaGroups(signingApp(kms));
    if (change === undefined) {
      const reconciled = await reconcile({ ...tools, okta });
      logger.info("reconciled", { ...reconciled });
      return reconciled;
    }
    if (group === undefined) {
      throw new Error(`"${entry}" is not an entry on request of this environment.`);
    }
    await (change === "join" ? okta.join(group.groupId, user) : okta.leave(group.groupId, user));
    logger.info("membership", { ...about, outcome: "done" });
    return { outcome: "done" };
  } catch (error) {
    logger.error("membership failed", { ...about, error: thrownError(error) });
    throw error;
  }
}
