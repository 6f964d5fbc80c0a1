import { z } from "zod";
import type { Json } from "../asl/types";

/** Any JSON. */
export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)], "is not JSON"),
);
