/** Attributes of Okta's default user profile (Okta, "User profiles", default profile properties). */
export const BASE_ATTRIBUTES: ReadonlySet<string> = new Set([
  ..."login email secondEmail firstName lastName middleName honorificPrefix honorificSuffix title displayName".split(
    " ",
  ),
  ..."nickName profileUrl primaryPhone mobilePhone streetAddress city state zipCode countryCode postalAddress".split(
    " ",
  ),
  ..."preferredLanguage locale timezone userType employeeNumber costCenter organization division department".split(" "),
  ..."managerId manager".split(" "),
]);
