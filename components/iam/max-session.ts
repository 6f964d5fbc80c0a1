/** Longest session of every role: one hour, which is also the longest that a chained session can have. */
export const MAX_SESSION_SECONDS = 3600;
