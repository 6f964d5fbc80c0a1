import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../connection";
import { must } from "../service";
import { fromPairs, pairs, type TagMap } from "../tags";

/** Tags of an alarm, metric or composite: their calls take its ARN. */
export function alarmTags({ alarms }: Aws, _id: string, found: { readonly AlarmArn?: string | undefined }) {
  const ResourceARN = must(found.AlarmArn, "AlarmArn");
  return {
    list: async () => fromPairs((await alarms.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags),
    put: (tags: TagMap) => alarms.send(new TagResourceCommand({ ResourceARN, Tags: pairs(tags) })),
    remove: (TagKeys: string[]) => alarms.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
  };
}
