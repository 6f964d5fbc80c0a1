import { subscriptionProtocol } from "../../../../policies/rules/failures/subscription-protocol";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(subscriptionProtocol, [
  {
    it: "finds http",
    sample: changed(compliant.subscription, { protocol: "http" }),
    messages: ['TopicSubscription "on-call", protocol: messages are sent in clear text (http). Use https.'],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.subscription, { protocol: unknown }),
    messages: [],
    advisory: "string value at .protocol can't be known during preview",
  },
]);
