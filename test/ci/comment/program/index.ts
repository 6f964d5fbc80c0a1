import * as aws from "@pulumi/aws";
import { Config } from "@pulumi/pulumi";

// A log group of anybody's: the pack refuses the stack where its events are kept for too short a time.
const tags = { environment: "test", app: "shop", owner: "team-shop" };
const kmsKeyId = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000";
const retentionInDays = new Config().requireNumber("days");
new aws.cloudwatch.LogGroup("log", { name: "shop", retentionInDays, kmsKeyId, tags });
