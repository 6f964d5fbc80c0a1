import { topicHasSubscription } from "../../../../policies/rules/failures/topic-has-subscription";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";

cases(topicHasSubscription, [
  {
    it: "finds a topic that nobody hears",
    sample: compliantStack.filter((each) => each !== compliant.subscription),
    messages: [
      'Topic "failures": no subscription of the stack names this topic. Add an aws.sns.TopicSubscription for the people who act on its messages.',
    ],
  },
  {
    it: "takes a subscription by dependency while ARNs are not known",
    sample: [
      changed(compliant.topic, { arn: unknown }),
      { ...changed(compliant.subscription, { topic: unknown }), from: { topic: ["failures"] } },
    ],
    messages: [],
  },
  {
    it: "cannot say so where a subscription's topic is not known at all",
    sample: [changed(compliant.topic, { arn: unknown }), changed(compliant.subscription, { topic: unknown })],
    messages: [],
    advisory: "string value at .topic can't be known during preview",
  },
]);
