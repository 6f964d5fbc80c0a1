import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../connection";
import { must } from "../service";
import { fromPairs, pairs, syncTags, type TagMap } from "../tags";

/** What alarms of both kinds have of their tags: the ARN that CloudWatch gave. */
interface Tagged {
  readonly AlarmArn?: string | undefined;
}

/** Tags of an alarm, metric or composite. */
export async function tagsOf(service: Aws, { AlarmArn }: Tagged): Promise<TagMap> {
  return fromPairs((await service.alarms.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }))).Tags);
}

/** Gives an alarm exactly these tags. */
export async function retag(service: Aws, found: Tagged, written: TagMap): Promise<void> {
  const ResourceARN = must(found.AlarmArn, "AlarmArn");
  await syncTags(
    await tagsOf(service, found),
    written,
    (tags) => service.alarms.send(new TagResourceCommand({ ResourceARN, Tags: pairs(tags) })),
    (TagKeys) => service.alarms.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
  );
}
