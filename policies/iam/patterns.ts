/** `*` and `?` of IAM match any text and any one character. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** Nothing but wildcards: it names nothing. */
export function isAnything(text: string): boolean {
  return text.length > 0 && /^[*?:]*\*[*?:]*$/.test(text);
}

/** `s3:*`, `s3:**`, `*:Get`, `s?:*`: every action of a service, or an action of every service. */
export function isServiceWildcard(action: string): boolean {
  const [service, name] = action.split(":");
  return isAnything(action) || hasWildcard(service ?? "") || (name !== undefined && isAnything(name));
}

/**
 * An ARN that names no thing in particular: nothing but wildcards behind the type (`role/*`, `secret:*`), or as the
 * bucket.
 */
export function namesNothing(arn: string): boolean {
  if (isAnything(arn)) {
    return true;
  }
  const [, , service, ...rest] = arn.split(":");
  const resource = rest.slice(2).join(":");
  // An ARN of S3 has no type: the bucket is before the first slash.
  const name = service === "s3" ? resource.split("/")[0] : resource.replace(/^[A-Za-z-]+[/:]/, "");
  return name !== undefined && isAnything(name);
}

/** True if a pattern with IAM's wildcards matches an action, without regard to case. Linear in the length of both. */
export function matchesAction(pattern: string, action: string): boolean {
  const wanted = pattern.toLowerCase();
  const text = action.toLowerCase();
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    if (wanted[at] === "*") {
      star = at++;
      resume = from;
    } else if (at < wanted.length && (wanted[at] === "?" || wanted[at] === text[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else {
      return false;
    }
  }
  while (wanted[at] === "*") {
    at++;
  }
  return at === wanted.length;
}
