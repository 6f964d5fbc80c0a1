import type { Blueprint } from "../../components/blueprint/blueprint";
import type { EnvironmentNames } from "../../components/core/names";
import { pooled, type Reading, reading, type Several, together } from "./reading";
import type { SecretAge } from "./status";
import type { SecretMetadata, StatusApi } from "./status-api";

const DAY_MILLISECONDS = 86_400_000;

/** Ages of all secrets, nearest to their limit first. */
export async function readSecrets(
  api: StatusApi,
  names: EnvironmentNames,
  { apps }: Blueprint,
  now: Date,
): Promise<Reading<Several<SecretAge>>> {
  const all = Object.entries(apps).flatMap(([app, { secrets }]) =>
    Object.entries(secrets).map(([secret, { maxAgeDays }]) => ({ app, secret, maxAgeDays })),
  );
  const ages = await pooled(all, ({ app, secret, maxAgeDays }) =>
    reading("secretsmanager:DescribeSecret", async () => {
      const metadata = await api.secret(names.app(app).secret(secret).name);
      return { app, secret, maxAgeDays, ...ageOf(metadata, maxAgeDays, now) };
    }),
  );
  const one = together(ages);
  if (!("value" in one)) {
    return one;
  }
  const { values, unread } = one.value;
  return { value: { values: [...values].sort((a, b) => usedShare(b) - usedShare(a)), unread } };
}

/** As a child decides whether it rotates: whole days, never rotated, or a rotation that stopped half-way. */
function ageOf(metadata: SecretMetadata | undefined, maxAgeDays: number, now: Date) {
  if (metadata === undefined) {
    return { ageDays: null, due: false, missing: true as const };
  }
  const { lastRotated, pending } = metadata;
  const ageDays =
    lastRotated === undefined ? null : Math.floor((now.getTime() - lastRotated.getTime()) / DAY_MILLISECONDS);
  return { ageDays, due: ageDays === null || ageDays >= maxAgeDays || pending };
}

/** How much of the allowed age is over; what was never rotated comes first, what does not exist last. */
function usedShare({ ageDays, maxAgeDays, missing }: SecretAge): number {
  if (missing) {
    return -1;
  }
  return ageDays === null ? Number.POSITIVE_INFINITY : ageDays / maxAgeDays;
}
